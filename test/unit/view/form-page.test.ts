import { describe, expect, test } from "vitest";
import { readFromForm } from "../../../src/view/form-messages.ts";
import { type Block, FORM_COMMANDS, type FormPage } from "../../../src/view/form-model.ts";
import { asksComments, placeOnForm, unsavedAt } from "../../../src/view/form-page.ts";
import { FORM_STATES, STATE, TERMS, formOf } from "../../support/form-states.ts";

function page(...given: Parameters<typeof formOf>): FormPage {
  const made = formOf(...given);
  if (made.kind !== "form") throw new Error(made.sentence);
  return made;
}

function stateOf(name: string): FormPage {
  const made = FORM_STATES[name];
  if (made?.kind !== "form") throw new Error(name);
  return made;
}

function all(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => (block.kind === "group" ? [block, ...all(block.blocks)] : [block]));
}

function block(given: FormPage, id: string): Block {
  const found = given.sections.flatMap(({ blocks }) => all(blocks)).find((one) => one.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

test("looking at a contract and answering it never save what is being edited: only what says that it saves does", () => {
  expect(FORM_COMMANDS.filter((command) => unsavedAt(command) === "saved")).toEqual(["publishConfiguration"]);
  // What is accepted is in force with what the file says.
  expect(unsavedAt("acceptUpdate")).toBe("refused");
});

describe("the state of the contract", () => {
  test.each([
    ["in force", "Contract 3 is in force, and is what is written here.", []],
    [
      "not published",
      "What is written here is not published yet. Contract 3 stays in force until Nordwind accepts another.",
      ["Save and Publish..."],
    ],
    [
      "waiting",
      "Contract 4 is published, and waits for Nordwind's answer. What is written here is not published yet.",
      ["Publish...", "Review"],
    ],
    [
      "declined",
      'Nordwind declined contract 4: "no due dates, please". What is written here is not in force: change it and publish it again. Contract 3 stays in force until Nordwind accepts another.',
      ["Publish..."],
    ],
    ["nobody joined", "Nobody has joined yet. You publish the contract when somebody does.", []],
    ["faults", "With what is written here nothing is exchanged or published until it is mended.", []],
    ["secondary, nothing yet", "Acme has published no contract yet.", []],
    [
      "secondary, proposed",
      'Acme proposes contract 4: "adds due dates". Nothing new is exchanged until you answer.',
      ["Accept...", "Decline...", "Review"],
    ],
    ["secondary, in force", "Contract 3 is in force.", ["Read It"]],
    ["revoked", "You revoked the key of Nordwind: nothing of them is read, and nothing is sent. Your issues stay.", []],
  ])("%s", (name, text, buttons) => {
    const { state } = stateOf(name);
    expect(state.text).toBe(text);
    expect(state.buttons.map(({ label }) => label)).toEqual(buttons);
  });

  test("what would be published is told as changes", () => {
    expect(stateOf("not published").state.more).toContain("Exchanged from now on: issues of the type Request.");
  });
});

test("only the primary's contract can be edited; the secondary reads the partner's words", () => {
  expect(block(page({}), "contract/types")).toMatchObject({ kind: "words", words: ["Bug", "Request"] });
  const read = stateOf("secondary, in force").sections.find(({ id }) => id === "contract");
  expect(read?.blocks.map(({ kind }) => kind)).toEqual(["lines"]);
  expect(read?.intro).toBe("The contract that is in force. It is in Acme's words; only they can change it.");
});

test("when contents come is chosen only where attachments travel", () => {
  const made = (more: object): FormPage =>
    page({ written: { ...(STATE.written as object), contract: { ...TERMS, ...more } } as unknown as typeof STATE.written });
  const ids = (given: FormPage): readonly string[] => given.sections.flatMap(({ blocks }) => all(blocks)).map(({ id }) => id);
  expect(ids(made({ attachments: "none" }))).not.toContain("contract/contents");
  const chosen = (more: object): string | undefined => {
    const found = block(made({ attachments: "all", ...more }), "contract/contents");
    return found.kind === "choice" ? found.choices[found.chosen]?.label : undefined;
  };
  expect([chosen({}), chosen({ contents: "at once" }), chosen({ contents: { largest: 7 } })]).toEqual([
    "Come when somebody gets them",
    "Come by themselves",
    "Some come by themselves",
  ]);
  expect(ids(made({ attachments: "all", contents: { largest: 7 } }))).toContain("contract/contents/largest");
  // What is of no use is shown, so that it can be taken away.
  expect(ids(made({ attachments: "none", contents: "at once" }))).toContain("contract/contents");
});

test("a contract that is not written is shown as the usual one, and its first edit has a place", () => {
  const given = stateOf("nothing written");
  expect(block(given, "contract/fields/0")).toMatchObject({ label: "title" });
  expect(block(given, "contract/comments")).toMatchObject({ path: ["contract", "comments"] });
});

test("what becomes of other words is chosen for each direction, and leaves the other as it is", () => {
  const send = block(page({}), "values/status/otherwise/send");
  if (send.kind !== "choice") throw new Error(send.kind);
  expect(send.choices[send.chosen]).toEqual({ label: "Are refused: the issue stays here", value: { send: "refuse", receive: "same" } });
  expect(send.choices[0]).toEqual({ label: "Go as they are", value: "same" });
  expect(send.choices.find(({ label }) => label === "Become Done")?.value).toEqual({ send: "Done", receive: "same" });
});

test("issues that cannot leave lead to the row that is missing", () => {
  const { preview } = page({}).share;
  expect(preview.map(({ text }) => text)).toEqual([
    "12 of 140 issues of this project are in scope.",
    "2 issues would be shared that are not now: ACME-31, ACME-32.",
    "1 issue would no longer be shared: ACME-8. The partner keeps it as a local issue.",
    'status "Reopened" has no mapping: 3 issues (ACME-31, ACME-32, ACME-40).',
  ]);
  expect(preview.at(-1)?.mend).toEqual({ label: "Say what it is called at Nordwind", at: "values/status/send", key: "Reopened" });
});

test("of a connection that is over nothing is counted", () => {
  for (const status of ["closed", "revoked"] as const)
    expect(page({}, { status }).share.preview.map(({ text }) => text)).toEqual([
      "Nothing is shared over it any more, whatever is written here. Your issues stay.",
    ]);
});

describe("what is wrong stands at its place", () => {
  const faults = stateOf("faults");
  test.each([
    ["the path in front of its words", 0, "values/status/otherwise/send"],
    ["an entry of a list", 1, "contract/fields/1/kind"],
    ["the filter", 2, "share"],
  ])("%s", (_, i, at) => {
    expect(faults.mend[i]).toMatchObject({ tone: "bad", at });
  });

  test("it is said there, too", () => {
    expect(block(faults, "contract/fields/1/kind")).toMatchObject({
      said: [{ tone: "bad", text: "contract.fields.1.kind: must be one of scalar, text" }],
    });
    expect(faults.share.said).toHaveLength(1);
  });

  test("of what no control shows, the line of the text is named", () => {
    const lines = (path: readonly (string | number)[]): number => (path[0] === "contract" ? 9 : 1);
    const check = { ...STATE.check, faults: [{ line: 30, detail: "contracts: there is no such key" }] };
    expect(page({ check, line: lines }).mend[0]).toMatchObject({ at: null, line: 30 });
  });

  test("a row of a table, and words that are lost", () => {
    const flaws = stateOf("flaws");
    expect(flaws.mend.map(({ at }) => at)).toEqual(["values/status/send/In progress", "fields/due", null, null]);
    const table = block(flaws, "values/status/send");
    const said = table.kind === "table" ? table.rows.map(({ key, said: list }) => [key, list.map(({ tone }) => tone)]) : [];
    expect(said).toEqual([
      ["Open", ["faint"]],
      ["In progress", ["waits"]],
      ["Closed", []],
      ["Secret", []],
    ]);
  });
});

test("a part of the file is found on the page, or what is nearest", () => {
  const given = page({});
  const at = (...path: string[]): unknown => placeOnForm(given, { path, word: "" });
  expect(at("values", "status", "send", "Reopened")).toEqual({ id: "values/status/send", key: "" });
  expect(at("values", "status")).toEqual({ id: "values/status/send", key: "" });
  expect(at("share")).toEqual({ id: "share", key: "" });
  expect(at("nothing")).toBeNull();
  const row = (word: string, ...path: string[]): unknown => placeOnForm(given, { path, word });
  expect(row("Secret", "values", "status", "send")).toEqual({ id: "values/status/send/Secret", key: "" });
  expect(row("Reopened", "values", "status", "send")).toEqual({ id: "values/status/send", key: "Reopened" });
  expect(row("Reopened", "values", "statuss", "send")).toBeNull();
});

test("of a long table the page shows its first rows and says how many more there are", () => {
  const send = Object.fromEntries(Array.from({ length: 450 }, (_, i) => [`Word ${i}`, "New"]));
  const table = block(page({ written: { ...STATE.written, values: { status: { send } } } }), "values/status/send");
  expect(table).toMatchObject({ more: 250 });
});

test("a half typed filter is told as one, and nothing is counted for it", () => {
  const { share } = stateOf("a broken filter is tried");
  expect(share).toMatchObject({ tried: "label:", fault: "at character 7: after this a value is expected", preview: [] });
});

test("of a text that cannot be read there is no form, only where it is broken", () => {
  expect(FORM_STATES["broken"]).toMatchObject({ kind: "none", faults: [{ line: 4 }] });
});

test("whatever is written, a page is made", () => {
  expect(stateOf("malformed").sections).toHaveLength(3);
  expect(TERMS.types).toEqual(["Bug", "Request"]);
});

test.each([
  [{ kind: "ready" }, true],
  [{ kind: "act", deed: { do: "set", path: ["share"], value: "all" }, number: 1, state: 2 }, true],
  [{ kind: "act", deed: { do: "set", path: ["contract", "fields", 0, "values"], value: ["a"] }, number: 1, state: 2 }, true],
  [{ kind: "act", deed: { do: "set", path: [], value: "all" }, number: 1, state: 2 }, false],
  [{ kind: "act", deed: { do: "set", path: [0], value: "all" }, number: 1, state: 2 }, false],
  [{ kind: "act", deed: { do: "set", path: ["share"], value: undefined }, number: 1, state: 2 }, false],
  [{ kind: "act", deed: { do: "set", path: ["share"], value: "x".repeat(10_001) }, number: 1, state: 2 }, false],
  [{ kind: "act", deed: { do: "set", path: ["fields", -1], value: 1 }, number: 1, state: 2 }, false],
  [{ kind: "act", deed: { do: "run", command: "removeConnection" }, number: 1, state: 2 }, false],
  [{ kind: "act", deed: { do: "run", command: "publishConfiguration" }, number: 1, state: 2 }, true],
  [{ kind: "act", deed: { do: "text", line: 0 }, number: 1, state: 2 }, false],
  [null, false],
])("a message of the page is understood or not: %j", (data, understood) => {
  expect(readFromForm(data) !== null).toBe(understood);
});

test("of many words the first are offered; any other can be typed", () => {
  const many = Array.from({ length: 3000 }, (_, i) => `Somebody ${i}`);
  const given = page({ people: many, own: new Map([["status", many]]) });
  const offered = given.sections.flatMap(({ blocks }) =>
    all(blocks).flatMap((one) =>
      one.kind === "table" ? one.offers.map((words) => words.length) : "offers" in one ? [one.offers.length] : [],
    ),
  );
  const choices = given.sections.flatMap(({ blocks }) => all(blocks).flatMap((one) => (one.kind === "choice" ? [one.choices.length] : [])));
  expect([Math.max(...offered), Math.max(...choices) < 210]).toEqual([200, true]);
});

test("comments that would go are named before they do, on one line each, and not without end", () => {
  const { question, detail } = asksComments(["# as agreed", "# a\u001b[31mb", ...Array.from({ length: 5 }, (_, i) => `# ${i}`)]);
  expect([question, detail.split("\n")]).toEqual([
    "Remove 7 comments of the file, too?",
    ["They stand in what is removed:", "# as agreed", expect.not.stringContaining("\u001b"), "# 0", "# 1", "# 2", "and 2 more"],
  ]);
});
