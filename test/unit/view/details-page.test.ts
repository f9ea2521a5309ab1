import { describe, expect, test } from "vitest";
import type { IssuePage, PageButton } from "../../../src/view/details-model.ts";
import { readFromPage } from "../../../src/view/details-messages.ts";
import { detailsPage, emptyPage, gonePage } from "../../../src/view/details-page.ts";
import { DETAILS_STATES, issueState, lost, part } from "../../support/details-states.ts";

function page(name: string): IssuePage {
  const state = DETAILS_STATES[name];
  if (!state) throw new Error(name);
  return detailsPage(state.view, state.events);
}

/** `field: word, result` of each row that is not simply confirmed. */
function told(name: string, connection = 0): string[] {
  const rows = page(name).connections[connection]?.rows ?? [];
  return rows.filter(({ state }) => state !== "confirmed").map(({ label, word, result }) => `${label}: ${word}. ${result}`);
}

const labels = (buttons: readonly PageButton[]): string[] => buttons.map(({ label }) => label);

function banner(name: string): string {
  const { word, sentence, remedy } = page(name).banner;
  return [word, sentence, remedy].filter((text) => text !== null).join(" ");
}

const all = Object.keys(DETAILS_STATES);

describe("the banner says how the issue stands, and what can be done", () => {
  test.each([
    ["up to date", "Up to date. Nordwind confirmed everything that is here."],
    ["pending, sent", "Waiting for Nordwind. Title, labels, body and a comment are sent and not confirmed yet."],
    ["pending, first", "Waiting for Nordwind. The issue is sent and not confirmed yet."],
    ["conflict in a title", "Conflict in title. Nordwind's stands for now; yours is kept until you decide."],
    ["conflict in labels and more", "Conflict in labels and title. Nordwind's values stand for now; yours are kept until you decide."],
    [
      "conflict and refused",
      'Priority is not taken by Nordwind. Nordwind has no word for "urgent". There is a conflict in title, too. Choose another value, or ask Nordwind to add it to their mapping, then retry.',
    ],
    ["refused here", "2 values refused. Status and due: the table says why, and what can be done."],
    ["failed as a whole", "Failed. The partner does not know the version that this edit started from. Retry; it is compared anew."],
    ["held: many deletions", "Held. The partner deletes it, and has deleted many issues since you were asked last. Shall it go here, too?"],
    ["held: stopped", "Held. The connection with Nordwind is stopped. What you change waits until it is started."],
    ["held on one of two", "Held. The connection with Harbour office is stopped. What you change waits until it is started."],
    ["local", "Local. Nobody but you has this issue."],
    ["no longer shared", "Local. Nordwind no longer shares this issue; your copy is your own."],
  ])("%s", (name, text) => {
    expect(banner(name)).toBe(text);
  });

  test.each([
    ["conflict in a title", ["Keep mine", "Take Nordwind's"]],
    ["conflict in labels and more", ["Keep all mine", "Take all Nordwind's"]],
    ["conflict in a comment", ["Take Nordwind's"]],
    ["held: missing", ["Yes, delete it", "No, bring it back"]],
    ["held: many deletions", ["Keep it", "Delete it here, too"]],
    ["held: unsaved", ["Save it", "Open Issue"]],
    ["held: update required", ["Review the contract"]],
    ["refused there", ["Retry", "Open Issue"]],
    ["local", ["Share With..."]],
    ["up to date", []],
  ])("%s: the ways out", (name, expected) => {
    expect(labels(page(name).banner.buttons)).toEqual(expected);
  });

  test("an answer takes the file for what is meant, or what was agreed", () => {
    expect(page("held: missing").banner.buttons.map(({ action }) => action)).toEqual([
      { do: "answer", take: "file" },
      { do: "answer", take: "partner" },
    ]);
  });
});

describe("what is done with issues every day", () => {
  test("stands on every page as it does in the tree; a partner's change only where there is a partner", () => {
    const usual = ["Comment...", "Status...", "Assign...", "Labels...", "Priority...", "Share With..."];
    expect(labels(page("up to date").deeds)).toEqual([...usual, "Show Partner's Last Change", "Attach File...", "Show File in Explorer"]);
    expect(labels(page("local").deeds)).toEqual([...usual, "Attach File...", "Show File in Explorer"]);
  });
});

describe("the table has a row for each field that holds or held something", () => {
  test("in the contract's order, empty ones left out", () => {
    expect(page("up to date").connections[0]?.rows.map(({ label, state }) => `${label} ${state}`)).toEqual([
      "Title confirmed",
      "Body confirmed",
      "Type confirmed",
      "Status confirmed",
      "Priority confirmed",
      "Labels confirmed",
      "Assignee confirmed",
    ]);
  });

  test("a value that was never written here is not called the same", () => {
    const refused = { due: { value: "2026-12-01", failure: { code: "TRACKER_REFUSED" as const } } };
    const { view, events } = issueState("error", [part({ refusedHere: refused })]);
    const row = detailsPage(view, events).connections[0]?.rows.find((other) => other.part === "due");
    expect([row?.word, row?.yours?.text]).toEqual(["not written here", "(empty)"]);
  });

  test.each([
    [
      "pending, sent",
      [
        "Title: waiting. Not confirmed by Nordwind yet.",
        "Body: waiting. Not confirmed by Nordwind yet.",
        "Labels: waiting. Not confirmed by Nordwind yet.",
      ],
    ],
    ["held: stopped", ["Title: waiting. Not sent yet."]],
    ["conflict in a title", ["Title: conflict. Nordwind's stands by the contract; yours is kept until you decide."]],
    ["conflict about a deletion", ["Deletion: conflict. Nordwind went on with the issue, so it is not deleted."]],
    [
      "refused here",
      [
        'Status: not written here. Status "Reopened" has no translation in the mapping.',
        'Due: not held by Nordwind. Nordwind\'s issue cannot hold "2026-12-01".',
      ],
    ],
    [
      "not sent, stays here",
      [
        'Status: not sent. Status "Parked" has no translation in the mapping.',
        "Priority: stays here. It does not travel, by the contract.",
      ],
    ],
  ])("%s", (name, rows) => {
    expect(told(name)).toEqual(rows);
  });

  test("a conflict shows what stands and what lost, and offers what this field allows", () => {
    const [title] = page("conflict in a title").connections[0]?.rows ?? [];
    expect([title?.agreed?.text, title?.yours]).toEqual(["Valve sticks in cold weather", { text: "Valve A sticks", lost: true }]);
    expect(labels(title?.buttons ?? [])).toEqual(["Keep mine", "Take Nordwind's", "Edit"]);
    const body = page("conflict in a text").connections[0]?.rows.find((row) => row.part === "body");
    expect(labels(body?.buttons ?? [])).toEqual(["Keep mine", "Take Nordwind's", "Compare"]);
    const comment = page("conflict in a comment").connections[0]?.rows.find((row) => row.label === "Comment");
    expect(labels(comment?.buttons ?? [])).toEqual(["Take Nordwind's", "Compare"]);
  });

  test("of a text that waits it says how much differs", () => {
    const body = page("pending, sent").connections[0]?.rows.find((row) => row.part === "body");
    expect(body?.yours?.note).toBe("1 line added");
  });

  test("says where this side has another word for it, and what an older text says where that is what is asked about", () => {
    const { view, events } = issueState("up to date", [part({ agreed: { status: "Open" } })]);
    expect(detailsPage(view, events).connections[0]?.rows[0]?.result).toBe('Here it is "In progress".');
    const asked = detailsPage({ ...view, issue: { ...view.issue, heldBecause: "older text" } }, events);
    expect(asked.connections[0]?.rows[0]).toMatchObject({ yours: { text: "In progress" }, word: "confirmed", result: "" });
  });
});

describe("values that lost", () => {
  test("only the last settlement can be taken back, of each field", () => {
    const rows = page("conflict settled").lost;
    expect(rows.map(({ label, state, buttons }) => [label, state, labels(buttons)])).toEqual([
      ["Labels", "Settled: Nordwind's stayed (revision 0.8)", ["Undo", "Copy"]],
      ["Title", 'Settled: "Valve A sticks" was written (revision 0.8)', ["Undo", "Copy"]],
    ]);
  });

  test("the one that the table shows is not shown twice, an older one is", () => {
    expect(page("conflict in a title").lost).toEqual([]);
    const older = issueState("conflict", [part({ lost: [lost("title", "First", "X"), lost("title", "Second", "X")] })]);
    const { connections, lost: rows } = detailsPage(older.view, older.events);
    expect(connections[0]?.rows[0]?.yours?.text).toBe("Second");
    expect(rows.map(({ value }) => value.text)).toEqual(["First"]);
  });
});

describe("the time line", () => {
  test("is newest first, a message with each step that it made", () => {
    expect(page("up to date").timeLine.map(({ text }) => text)).toEqual([
      "Nordwind confirmed revision 0.8: conflict in title, priority refused.",
      "Nordwind has the message file.",
      "Delivered to the exchange folder.",
      "Sent title, body and priority to Nordwind.",
      "Ada Marsh changed title, body and priority.",
      "Nordwind changed status, labels and a comment (revision 0.7).",
      "Nordwind confirmed revision 0.1.",
      "Nordwind has the message file.",
      "Delivered to the exchange folder.",
      "Sent the whole issue to Nordwind.",
      "Shared with Nordwind.",
      "Ada Marsh created the issue.",
    ]);
  });

  test.each([
    ["theirs", "took the partner's value"],
    ["mine", "kept our value"],
    ["value", "typed another value"],
  ])("says how a conflict was settled: %s", (choice, said) => {
    const state = issueState("up to date", [part({})], {});
    const [event] = state.events;
    if (!event) throw new Error("no event");
    const settled = { ...event, action: "resolve", actor: "Bo", info: "done", parts: ["title"], choice, travelled: null };
    expect(detailsPage(state.view, [settled]).timeLine.map(({ text }) => text)).toEqual([`Bo settled the conflict in title: ${said}.`]);
  });

  test("knows the message, the file and its hash", () => {
    const sent = page("up to date").timeLine.find(({ text }) => text.startsWith("Sent title"));
    expect(sent?.details.map(({ name, value }) => `${name} ${value}`)).toEqual([
      "Message 7q2m4x8kz1w0.17",
      "File 1-41-b71cx3f9a04m2k8w.ferry",
      "Size 6.2 KiB, with 14 other messages",
      "SHA-256 3f9ab71cx3f9a04m2k8wq0e5r7t9y1u3i5o7p9a1s3d5f7g9h1j3",
    ]);
  });
});

describe("every state", () => {
  test.each(all)("%s: is plain JSON, the same each time, and tells nobody to type a command", (name) => {
    const first = JSON.stringify(page(name));
    expect(JSON.stringify(page(name))).toBe(first);
    expect(JSON.parse(first)).toEqual(page(name));
    expect(first).not.toMatch(/issue-ferry |--[a-z]+|undefined|\[object/);
    expect(page(name).banner.sentence).toMatch(/^\S.+[.?]/);
  });

  test("no control character of an issue or partner gets into a row", () => {
    const evil = "a\u001b[2J\u202eb";
    const { view, events } = issueState("conflict", [part({ partner: evil, agreed: { title: evil }, lost: [lost("title", evil, evil)] })]);
    const text = JSON.stringify(detailsPage({ ...view, issue: { ...view.issue, title: evil } }, events));
    // A value that is typed again or copied stays as it is; what is shown does not.
    expect(text.replaceAll(/"action":\{.*?\}\}/g, "")).not.toMatch(/\\u001b|\u202e/);
  });
});

describe("an issue that is not there", () => {
  const issue = { key: "NW-3", fields: { title: "Valve sticks" } };
  const events = [{ ...issueState("up to date", []).events[0], sequence: 4, time: 5, actor: "partner Acme", action: "issue applied" }];

  test("was deleted by a partner: it says so, and has the way back", () => {
    const page = gonePage(issue, { issue, by: { side: "partner", name: "Acme" }, time: 5 }, []);
    expect(page.title).toBe("NW-3  Valve sticks");
    expect(page.sentence).toMatch(/^Acme deleted it, so it was deleted here, too\. It can be brought back as it was/);
    expect(page.buttons).toEqual([{ label: "Bring Back", primary: true, action: { do: "bring back" } }]);
    expect(readFromPage({ kind: "act", action: page.buttons[0]?.action })).toEqual({ kind: "act", action: { do: "bring back" } });
  });

  test("was deleted here, by somebody or by hand", () => {
    const sentence = (name: string | null): string => gonePage(issue, { issue, by: { side: "here", name }, time: null }, []).sentence;
    expect([sentence("Bo"), sentence(null)]).toEqual([
      expect.stringMatching(/^Bo deleted it here\. It can/),
      expect.stringMatching(/^It was deleted here\. It can/),
    ]);
  });

  test("shows its time line; one that was linked is not offered, and one that is not known is not called deleted", () => {
    const linked = gonePage(issue, null, events as never);
    expect(linked).toMatchObject({ buttons: [], timeLine: [expect.objectContaining({ time: 5 })] });
    expect(linked.sentence).toMatch(/linked/);
    expect(emptyPage("unknown")).toMatchObject({ kind: "nothing", title: "This issue is not here", buttons: [] });
    expect(emptyPage("unknown").sentence).not.toMatch(/deleted/);
  });
});

describe("files and links", () => {
  const file = { id: "f", name: "pump.png", size: 48_213, mediaType: "image/png", author: "Bo", created: null, here: false, theirs: true };

  test("stand in lines of plain text, with what stays and why", () => {
    const state = issueState("up to date", [part({ stays: { "link:blocks x": { code: "LINK_NOT_KNOWN" } } })]);
    const attachments = [
      file,
      { ...file, name: "a\u202e[x](command:y)\n.exe", theirs: false, here: true },
      { ...file, name: "CON.txt", keptAs: "_CON.txt", here: true },
    ];
    const links = [{ kind: "blocks", issue: "i", key: "ACME-9", title: "Seal" }];
    const files = detailsPage({ ...state.view, attachments, links }, state.events).files.map(({ text }) => text);
    expect(files[0]).toBe("file: pump.png, 48.2 kB, of the partner, not fetched yet");
    expect(files[1]).not.toMatch(/[\u202e\n]/);
    expect(files[2]).toBe("file: CON.txt, 48.2 kB, of the partner, here as _CON.txt");
    expect(files.slice(3)).toEqual([
      "link: blocks ACME-9, Seal",
      expect.stringMatching(/Nordwind.*: stays here: the link "blocks": the other issue is not shared with the partner/),
    ]);
    expect(detailsPage(state.view, state.events).files).toEqual([{ text: expect.stringContaining("stays here"), buttons: [] }]);
  });

  test.each([
    ["not fetched yet", file, ["Open", "Get"]],
    ["on its way: 12.1 of 48.2 kB, 25 %", { ...file, coming: 12_100 }, ["Open"]],
    ["here", { ...file, here: true }, ["Open"]],
    ["what lies here is the former content, the new one is not fetched yet", { ...file, instead: "former" as const }, ["Open", "Get"]],
    ["not fetched yet, and another file lies in its place", { ...file, instead: "another" as const }, ["Open", "Get"]],
    ["it had come, and is here no more", { ...file, instead: "gone" as const }, ["Open", "Get"]],
    ["its file is missing", { ...file, theirs: false }, []],
  ])("a file that is %s is opened, which fetches it, or fetched alone", (said, attachment, offered) => {
    const state = issueState("up to date", [part({})]);
    const [row] = detailsPage({ ...state.view, attachments: [attachment] }, state.events).files;
    expect(row?.text).toContain(said);
    expect(labels(row?.buttons ?? [])).toEqual(offered);
    for (const { action } of row?.buttons ?? []) expect(readFromPage({ kind: "act", action })).toEqual({ kind: "act", action });
  });
});

test("a value without a word leads to the row of the form where it is given one: by the way that it goes", () => {
  const way = (over: Parameters<typeof part>[0]): unknown => {
    const state = issueState("error", [part(over)]);
    const rows = detailsPage(state.view, state.events).connections[0]?.rows ?? [];
    return rows.flatMap(({ buttons }) => buttons.map(({ action }) => action)).find((action) => action.do === "mapping");
  };
  const failure = { code: "NO_MAPPING" } as const;
  const about = { do: "mapping", connection: "nordwind" };
  expect(way({ refusedHere: { status: { value: "Reopened", failure } } })).toEqual({
    ...about,
    at: ["values", "status", "receive"],
    word: "Reopened",
  });
  expect(way({ unsendable: { status: { value: "Parked", failure } } })).toEqual({
    ...about,
    at: ["values", "status", "send"],
    word: "Parked",
  });
  const person = { name: "Bo", mail: null };
  expect(way({ refusedHere: { assignee: { value: person, failure } } })).toEqual({
    ...about,
    at: ["people", "receive"],
    word: "Bo",
  });
});
