/**
 * A customer and its contractor, and what stands in their trackers before they ever heard of Issue Ferry.
 * Rows: title, type, status, priority, assignee, labels, shared with the other side, body, comments ("internal: " ones must not leave).
 * @typedef {readonly [title: string, type: string, status: string, priority: string, assignee: string, labels: string, shared: boolean, body: string, ...comments: string[]]} Row
 */

/** @type {readonly Row[]} */
export const ACME = [
  ["Valve sticks in cold weather", "bug", "New", "high", "Ada Marsh", "pump,winter", true, "Below -5 C the inlet valve of the P-200 opens up to four seconds late.\n\nSeen at two sites in Norway. A restart of the controller helps for an hour.", "Ada Marsh: Logs of both nights are in the archive, folder 2026-11.", "internal: Harbour site threatens with a penalty. Do not tell the contractor before the review."],
  ["Pressure reading jumps by 0.2 bar after midnight", "bug", "In progress", "normal", "Tom Reyes", "sensor", true, "Every night between 00:00 and 00:05 the displayed pressure jumps and comes back.\n\nThe raw values on the bus are steady.", "Tom Reyes: Could be the daily statistics job."],
  ["Spare part list for the P-200", "request", "New", "low", "Ada Marsh", "documents", true, "Please send the list with order numbers and lead times for 2027."],
  ["Operator manual: chapter 4 has the old screens", "task", "New", "low", "Mina Okafor", "documents", true, "Figures 4-2 to 4-9 still show version 2 of the panel."],
  ["Alarm horn does not stop after acknowledge", "bug", "In progress", "high", "Tom Reyes", "alarm,safety", true, "1. Raise the low level alarm\n2. Press acknowledge\n\nThe horn goes on until the alarm condition ends.", "Tom Reyes: Reproduced on the test bench with firmware 3.4.1."],
  ["Export of the event log as CSV", "request", "New", "normal", "Mina Okafor", "log", true, "Separator must be a semicolon, decimal comma, times in UTC."],
  ["Panel reboots when the USB stick is pulled", "bug", "New", "normal", "Tom Reyes", "panel", true, "Happens in about one of ten cases, always with sticks larger than 32 GB."],
  ["Acceptance test of line 3", "task", "In progress", "high", "Ada Marsh", "acceptance", true, "Protocol as agreed in the offer, appendix B.\n\n- [ ] pressure steps\n- [ ] emergency stop\n- [ ] restart after power loss", "Mina Okafor: Line 3 is free from Monday on.", "internal: If they miss the date we ask the second bidder."],
  ["Remote support access for the harbour site", "request", "New", "normal", "Mina Okafor", "network", true, "No inbound connections are allowed; a data diode is in place.\n\nPlease propose how updates reach the panel."],
  ["Trend view loses the zoom after switching the unit", "bug", "New", "low", "Tom Reyes", "panel", true, "Zoom to one hour, switch from bar to psi: the view shows 24 hours again."],
  ["Translate new alarm texts to Norwegian", "task", "New", "normal", "Mina Okafor", "language", true, "Texts 210 to 234. The glossary of the first project applies."],
  ["Flow limit can be set above the pump's maximum", "bug", "New", "high", "Ada Marsh", "safety,pump", true, "The input field takes 999 l/min; the pump is rated for 420."],
  ["Maintenance counter reset needs two confirmations", "request", "New", "low", "Tom Reyes", "panel", true, "One tap resets the counter today. It happened by accident twice."],
  ["Firmware 3.5 release notes", "task", "New", "normal", "Ada Marsh", "documents,release", true, "We need them two weeks before the roll-out."],
  ["Renew the contract with the calibration lab", "task", "New", "normal", "Mina Okafor", "purchasing", false, "Ends in March.", "internal: Offer of the second lab is 20 % lower."],
  ["Penalty clause in the Nordwind contract", "task", "New", "high", "Ada Marsh", "legal", false, "Check with legal before the acceptance test."],
  ["Hire a second commissioning engineer", "task", "In progress", "high", "Mina Okafor", "staff", false, "Three candidates, interviews in week 49."],
  ["Own panel mock-up for the trade fair", "task", "New", "low", "Tom Reyes", "marketing", false, "Two panels, one with the new colours."],
  ["Stock count of valve seats", "task", "Done", "low", "Tom Reyes", "stock", false, "412 pieces, 18 damaged."],
  ["Price list 2027", "task", "New", "normal", "Ada Marsh", "sales", false, "Plus four per cent, freight separate."],
  ["Complaint of the fish farm about noise", "bug", "New", "normal", "Ada Marsh", "customer", false, "Measured 71 dB at night."],
  ["Move the test bench to hall 2", "task", "New", "low", "Tom Reyes", "facility", false, "Needs 32 A and compressed air."],
  ["Safety training for new colleagues", "task", "New", "normal", "Mina Okafor", "staff", false, "Twice a year."],
  ["Supplier audit of the foundry", "task", "In progress", "normal", "Ada Marsh", "purchasing", false, "Report due in January."],
  ["Backup of the drawing server", "task", "New", "high", "Tom Reyes", "it", false, "Last restore test was two years ago."],
];

/** @type {readonly Row[]} */
export const NORDWIND = [
  ["Controller task overruns when logging is on", "bug", "In progress", "high", "Bo Lind", "firmware", true, "The 10 ms task takes up to 14 ms with debug logging.\n\nAffects every P-200 in the field with logging enabled.", "Bo Lind: A ring buffer would do.", "internal: Our fault since 3.2; say it after we have the fix."],
  ["Question: maximum cable length to the level sensor", "request", "New", "normal", "Eva Holm", "sensor", true, "The drawing says 30 m, the site needs 45 m. Is a repeater acceptable for you?"],
  ["Update of the panel by USB needs a signature", "task", "In progress", "high", "Bo Lind", "panel,security", true, "From 3.5 on the panel takes only signed packages. You will get the public key on paper."],
  ["Test bench at Acme: network switch is end of life", "bug", "New", "low", "Eva Holm", "bench", true, "The vendor stops updates in June."],
  ["Delivery of five spare controllers", "task", "New", "normal", "Eva Holm", "delivery", true, "Planned for week 50, customs papers are ready."],
  ["Watchdog reset counter in the diagnostics page", "request", "New", "low", "Bo Lind", "panel", true, "Would help both of us to see restarts."],
  ["Training for the operators of line 3", "task", "New", "normal", "Eva Holm", "training", true, "One day on site, six people at most."],
  ["Certificate for the new power supply", "task", "New", "normal", "Eva Holm", "documents", true, "Comes from the vendor, expected in two weeks."],
  ["Sensor library: float rounding differs from the spec", "bug", "New", "normal", "Bo Lind", "sensor", true, "Half to even instead of half up. 0.05 bar at most."],
  ["Spare display is out of stock until March", "task", "New", "normal", "Eva Holm", "delivery", true, "Second source is being qualified."],
  ["Refactor the scheduler", "task", "In progress", "normal", "Bo Lind", "firmware", false, "Before anything else touches it."],
  ["Offer for the Acme follow-up project", "task", "New", "high", "Eva Holm", "sales", false, "Margin not below 18 per cent.", "internal: Start with 24."],
  ["Compiler update", "task", "New", "low", "Bo Lind", "tools", false, "Version 14 breaks the map file parser."],
  ["Flaky test: bus timeout", "bug", "New", "low", "Bo Lind", "tests", false, "One of 400 runs."],
  ["Vacation plan for December", "task", "Done", "low", "Eva Holm", "staff", false, "Two people stay reachable."],
  ["New office printer", "task", "New", "low", "Eva Holm", "office", false, "Toner is not made any more."],
  ["Security training", "task", "New", "normal", "Bo Lind", "staff", false, "Due in January."],
  ["Licence count of the CAD tool", "task", "New", "low", "Eva Holm", "tools", false, "Nine of eight in use."],
  ["Demo kit for the fair", "task", "In progress", "normal", "Eva Holm", "marketing", false, "Battery lasts 40 minutes."],
  ["Static analysis findings of week 47", "task", "New", "normal", "Bo Lind", "firmware", false, "61 findings, 3 real."],
  ["Customer Fjordlaks: late invoice", "task", "New", "high", "Eva Holm", "sales", false, "Third reminder."],
  ["Oscilloscope calibration", "task", "New", "low", "Bo Lind", "lab", false, "Sticker ends in December."],
  ["Bootloader: reject downgrade", "task", "New", "high", "Bo Lind", "firmware,security", false, "Needs a counter in the protected area."],
  ["Interview questions for firmware engineers", "task", "New", "low", "Eva Holm", "staff", false, "With a small practical part."],
  ["Replace the build server", "task", "New", "normal", "Bo Lind", "it", false, "Two cores are not enough."],
];

/**
 * The issue files as the two would have written them by hand.
 * @param {readonly Row[]} rows @param {string} partner @returns {{name: string, text: string}[]}
 */
export function issueFiles(rows, partner) {
  return rows.map(([title, type, status, priority, assignee, labels, shared, body, ...comments], i) => {
    const front = [`type: ${type}`, `status: ${status}`, `priority: ${priority}`, `assignee: ${assignee}`, "labels:", ...labels.split(",").map((label) => `  - ${label}`)];
    if (shared) front.push("share:", `  - ${partner}`);
    const discussion = comments.map((comment) => {
      const [, author = "", text = ""] = /^(.*?): ([\s\S]*)$/.exec(comment) ?? [];
      return author === "internal" ? `### ${assignee}, internal\n\n${text}` : `### ${author}\n\n${text}`;
    });
    const section = discussion.length > 0 ? `\n## Comments\n\n${discussion.join("\n\n")}\n` : "";
    return { name: `${String(i + 1).padStart(2, "0")}-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.md`, text: `---\n${front.join("\n")}\n---\n\n# ${title}\n\n${body}\n${section}` };
  });
}

/** Every internal remark: none of them may ever reach the other side. */
export const SECRETS = [...ACME, ...NORDWIND].flatMap((row) => row.slice(8)).filter((comment) => String(comment).startsWith("internal: ")).map((comment) => String(comment).slice(10));
