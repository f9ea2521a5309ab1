import { describe, expect, it } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { Mapping, ValueTable } from "../../../src/model/mapping.ts";
import { mappingFlaws } from "../../../src/sync/mapping-flaws.ts";
import { flawSentence, isWarning } from "../../../src/view/mapping-flaws.ts";

function said(more: Partial<Mapping>, terms = DEFAULT_TERMS, used: Record<string, string[]> = {}) {
  const held = new Map(
    ["title", "body", "type", "status", "priority", "labels", "assignee", "due", "x-area"].map((name) => [name, { name, kinds: [] }]),
  );
  return mappingFlaws({ values: {}, emails: false, ...more }, terms, held, used).map(
    (flaw) => `${isWarning(flaw) ? "!" : "-"} ${flaw.path.join("/")}: ${flawSentence(flaw)}`,
  );
}
const status = (table: Partial<ValueTable>) => ({
  values: { status: { send: {}, receive: {}, otherwise: "same", ...table } as ValueTable },
});
const listing = (values: string[]) => ({
  ...DEFAULT_TERMS,
  fields: DEFAULT_TERMS.fields.map((field) => (field.name === "status" ? { ...field, values } : field)),
});

describe("a mapping", () => {
  it("without a loss has no flaw", () => {
    expect(said({})).toEqual([]);
    expect(said(status({ send: { Doing: "In progress" }, otherwise: "refuse" }))).toEqual([]);
    expect(said({ templates: { title: { receive: "[Nordwind] {title}" } }, fixed: { "x-area": "north" } })).toEqual([]);
  });

  it("that makes one word of several says so, and what that word is when it comes back", () => {
    expect(said(status({ send: { Open: "New", Doing: "New" }, receive: { New: "Open" }, otherwise: "refuse" }))).toEqual([
      '- values/status/send/Doing: status: "Open", "Doing" all leave as "New", which is written here as "Open" when the partner sends it. A field that nobody edits stays as it is.',
    ]);
    // Where issues have the word that passes as it is, too.
    expect(said(status({ send: { Doing: "New" } }))).toEqual([]);
    expect(said(status({ send: { Doing: "New" } }), DEFAULT_TERMS, { status: ["New"] })).toEqual([
      '- values/status/send/Doing: status: "Doing", "New" all leave as "New", which is written here as "Doing" when the partner sends it. A field that nobody edits stays as it is.',
    ]);
  });

  it("that loses words in both directions is warned of", () => {
    const flaws = said(
      status({ send: { Open: "New", Doing: "New" }, receive: { New: "Open", Done: "Closed", Rejected: "Closed" }, otherwise: "refuse" }),
    );
    expect(flaws.map((flaw) => flaw.slice(0, 32))).toEqual(
      ["! values/status/send/Doing: statu", "! values/status/receive/Rejected"].map((text) => text.slice(0, 32)),
    );
    expect(flaws[1]).toContain('"Done", "Rejected" all arrive as "Closed", which leaves as "Done" once somebody here has edited the field');
    expect(flaws[1]).toContain("Words are lost in both directions");
  });

  it("whose tables contradict each other says what will stand there", () => {
    expect(
      said(status({ send: { Doing: "In progress", Open: "New" }, receive: { "In progress": "Open" }, otherwise: "refuse" })).at(-1),
    ).toContain('"Doing" leaves as "In progress", and "In progress" would arrive as "Open". The issue here keeps "Doing" until');
  });

  it("knows the contract: words and fields that are not in it, and listed ones that have no word here", () => {
    const terms = listing(["New", "Done"]);
    expect(said(status({ send: { Open: "New", Review: "Checked" }, otherwise: "refuse" }), terms)).toEqual([
      '! values/status/send/Review: status: "Review" leaves as "Checked", which the contract does not list (New, Done). Issues with it cannot be sent.',
      '! values/status/receive: status: the contract lists "Done", which has no word here. An issue that gets it keeps its old value and shows an error.',
    ]);
    expect(said({ fields: { prioritiy: "x-area" }, fixed: { "x-are": "north" } })).toEqual([
      "! fields/prioritiy: fields.prioritiy: the contract has no field prioritiy (did you mean priority?). This has no effect.",
      "! fixed/x-are: fixed: this project has no field x-are (did you mean x-area?). What should stand there is not written.",
    ]);
  });

  it("with words that issues have and no table names says what becomes of them", () => {
    const table = status({ send: { Open: "New" }, otherwise: { send: "New", receive: "Open" } });
    expect(said(table, DEFAULT_TERMS, { status: ["Waiting"] })[0]).toContain('"Open", "Waiting" all leave as "New"');
  });

  it("with a text that leads one way says what people will see", () => {
    expect(said({ templates: { title: { send: "Confidential" } } })).toEqual([
      '! templates/title/send: title: the text has no {title} in it, so the partner sees "Confidential" for every issue, and edits of the title here never reach them.',
    ]);
  });

  it("has no text around what holds none, or is set on arrival", () => {
    expect(said({ templates: { status: { send: "[Acme] {status}" } } })).toEqual([
      "! templates/status: status: the contract's field holds no free text, so a text around it has no effect.",
    ]);
    expect(said({ templates: { title: { receive: "[Acme] {title}" } }, fixed: { title: "Of Acme" } })).toEqual([
      "! templates/title/receive: title: the field is set to a fixed value here, so a text around what arrives has no effect.",
    ]);
  });
});
