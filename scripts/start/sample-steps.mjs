/**
 * How the two sample projects come to where somebody finds them. Sides act at the same time within a step; what one side does stands in order.
 *
 * @typedef {"acme" | "nordwind"} Name
 * @typedef {readonly [Name, ...string[]]} CommandLine `{invitation}`, `{exchange}` and `{key:title}` are filled in
 * @typedef {{ side: Name, file: string, change: (text: string) => string }} Edit By hand. `file`: below the project, or `{key:title}` for an issue
 * @typedef {{ side: Name, keep: string } | { side: Name, bringBack: string }} Backup Of an issue's file, as an editor or git would have it
 * @typedef {readonly (CommandLine | Edit | Backup)[]} Step
 */

const VALVE = "Valve sticks in cold weather";
const PRESSURE = "Pressure reading jumps by 0.2 bar after midnight";
const HORN = "Alarm horn does not stop after acknowledge";
const SPARE_PARTS = "Spare part list for the P-200";
const ACCEPTANCE = "Acceptance test of line 3";
const REBOOT = "Panel reboots when the USB stick is pulled";
const FLOW = "Flow limit can be set above the pump's maximum";
const EXPORT = "Export of the event log as CSV";
const DELIVERY = "Delivery of five spare controllers";
const SIGNATURE = "Update of the panel by USB needs a signature";
const CERTIFICATE = "Certificate for the new power supply";

/** What each status is there for, so that a test can look for it. */
export const SHOWN = /** @type {const} */ ([
  ["acme", SPARE_PARTS, "pending"],
  ["acme", ACCEPTANCE, "conflict"],
  ["acme", REBOOT, "error"],
  ["acme", FLOW, "held"],
  ["acme", PRESSURE, "up to date"],
  ["acme", "Price list 2027", "local"],
  ["nordwind", DELIVERY, "pending"],
  ["nordwind", HORN, "conflict"],
  ["nordwind", CERTIFICATE, "error"],
]);

/** @type {CommandLine} */
const ACME_SYNCS = ["acme", "sync"];
/** @type {CommandLine} */
const NORDWIND_SYNCS = ["nordwind", "sync"];

/** @type {readonly Step[]} */
const CONNECT = [
  [
    ["acme", "connect", "nordwind", "--exchange", "{exchange}", "--out", "{invitation}"],
    // The contractor says how the work stands, in words that both agreed on.
    {
      side: "acme",
      file: ".issue-ferry/connections/nordwind.yaml",
      change: (text) =>
        text.replace(
          /( *- name: status\n)((?: {6}.*\n)*?)( {6}policy: )primary\n/,
          "$1$2$3secondary\n      values:\n        - New\n        - In progress\n        - In review\n        - Done\n",
        ),
    },
  ],
  [["nordwind", "join", "{invitation}", "--exchange", "{exchange}", "--name", "acme"], NORDWIND_SYNCS],
  [ACME_SYNCS],
  [NORDWIND_SYNCS],
  [ACME_SYNCS, ["acme", "verify", "nordwind"], ["nordwind", "verify", "acme"]],
  [["acme", "config", "publish", "nordwind", "--note", "As discussed on Monday"], ["acme", "start", "nordwind"], ACME_SYNCS],
  [NORDWIND_SYNCS, ["nordwind", "config", "accept", "acme"], ["nordwind", "start", "acme"], NORDWIND_SYNCS],
  [ACME_SYNCS],
  [NORDWIND_SYNCS],
  [ACME_SYNCS],
  [NORDWIND_SYNCS],
];

/** @type {readonly Step[]} */
const WORK = [
  [
    ["nordwind", "set", `{key:${VALVE}}`, "status=In progress"],
    ["nordwind", "comment", `{key:${VALVE}}`, "--text", "The seal shrinks. A softer one is on its way to you."],
    ["nordwind", "comment", `{key:${PRESSURE}}`, "--text", "Confirmed: the statistics job locks the display. A fix is in review."],
    ["nordwind", "set", `{key:${FLOW}}`, "status=In review", "priority=urgent"],
    ["nordwind", "set", `{key:${ACCEPTANCE}}`, "status=In review"],
    ["nordwind", "set", `{key:${HORN}}`, "priority=low"],
    { side: "nordwind", file: `{key:${CERTIFICATE}}`, change: (text) => text.replace("\n---\n", "\ndue: end of week 50\n---\n") },
    { side: "acme", keep: `{key:${FLOW}}` },
    ["acme", "set", `{key:${ACCEPTANCE}}`, "status=Done"],
    ["acme", "set", `{key:${HORN}}`, "priority=urgent"],
    ["acme", "comment", `{key:${SIGNATURE}}`, "--text", "Who signs while Bo is on leave?"],
  ],
  [NORDWIND_SYNCS],
  [ACME_SYNCS],
  [NORDWIND_SYNCS],
  [ACME_SYNCS],
];

/** Nobody synchronises after this: the windows do. @type {readonly Step[]} */
const LEFT_OPEN = [
  [
    // As a backup or an editor that slept does it.
    { side: "acme", bringBack: `{key:${FLOW}}` },
    ["acme", "set", `{key:${REBOOT}}`, "status=Reopened"],
    ACME_SYNCS,
    NORDWIND_SYNCS,
  ],
  [
    ["acme", "set", `{key:${SPARE_PARTS}}`, "priority=normal"],
    ["acme", "comment", `{key:${SPARE_PARTS}}`, "--text", "Needed before the budget meeting on 1 December."],
    ["acme", "set", `{key:${EXPORT}}`, "labels+=report"],
    ["nordwind", "set", `{key:${DELIVERY}}`, "status=In progress"],
  ],
];

export const STEPS = [...CONNECT, ...WORK, ...LEFT_OPEN];
