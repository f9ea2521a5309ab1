import { describe, expect, test } from "vitest";
import { type ContractField, type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { contractDifference, isSame } from "../../../src/view/contract-difference.ts";
import { type Reader, changeSentences, contractText } from "../../../src/view/contract-text.ts";

const BO: Reader = { role: "secondary", partner: "Acme" };
const ADA: Reader = { role: "primary", partner: "Nordwind" };
const field = (name: string, more: Partial<ContractField> = {}): ContractField => ({
  name,
  kind: "scalar",
  direction: "both",
  policy: "primary",
  ...more,
});

describe("a contract to read", () => {
  test("the usual one, by the side that accepts it: no word of it is the protocol's", () => {
    const text = contractText(DEFAULT_TERMS, BO);
    expect(text).toEqual([
      "Types of issues that are exchanged",
      "  bug, task, request",
      "",
      "What both sides change",
      "  title",
      "  body (merged line by line)",
      "  type",
      "  status",
      "  priority",
      "  labels (what both add and take away is merged)",
      "  assignee (a name)",
      "  due (a date)",
      "",
      "If both sides change the same at once",
      "  Acme's value stands.",
      "  The other value is kept, and can be brought back.",
      "",
      "Comments",
      "  Public ones travel; internal ones stay where they are.",
      "",
      "Deleted issues",
      "  They are deleted at the other side, too. It can bring them back.",
      "",
      "Attachments and links between issues",
      "  They do not travel.",
    ]);
    expect(text.join("\n")).not.toMatch(/scalar|primary|secondary|option|policy|propagate/);
    expect(contractText(DEFAULT_TERMS, ADA)).toContain("  Yours stands.");
  });

  test("fields that one side alone changes, values, and who wins where that differs", () => {
    const terms: ContractTerms = {
      ...DEFAULT_TERMS,
      comments: "none",
      deletes: "keep",
      fields: [
        field("title"),
        field("due", { kind: "date", policy: "secondary" }),
        field("status", { kind: "option", direction: "to-secondary", values: ["New", "Done"] }),
        field("hours", { kind: "number", direction: "to-primary" }),
      ],
    };
    expect(contractText(terms, BO).slice(3, 15)).toEqual([
      "What both sides change",
      "  title",
      "  due (a date)",
      "",
      "What only you change",
      "  hours (a number)",
      "",
      "What only Acme changes",
      "  status (New, Done)",
      "",
      "If both sides change the same at once",
      "  Acme's value stands in: title",
    ]);
    expect(contractText(terms, BO)).toContain("  Yours stands in: due");
    expect(contractText(terms, ADA)).toEqual(
      expect.arrayContaining(["What only Nordwind changes", "  hours (a number)", "  Yours stands in: title"]),
    );
    expect(contractText(terms, BO)).toEqual(expect.arrayContaining(["  None travels.", "  The other side keeps its copy."]));
  });

  test("where nothing can be changed at once, nobody wins", () => {
    const labels = { ...DEFAULT_TERMS, fields: [field("labels", { kind: "set" })] };
    expect(contractText(labels, BO).join("\n")).not.toContain("at once");
  });

  test("shows nothing that names of fields could do to an editor", () => {
    const evil = "x\u202e\u0007\ny";
    const terms = { ...DEFAULT_TERMS, types: [evil], fields: [field(evil, { values: [evil] })] };
    expect(contractText(terms, { role: "secondary", partner: evil }).join("")).not.toMatch(/\p{Cc}|\u202e/u);
  });
});

test("what a later contract changes, in sentences", () => {
  const after: ContractTerms = {
    ...DEFAULT_TERMS,
    types: ["bug", "incident"],
    comments: "none",
    deletes: "keep",
    fields: [
      ...DEFAULT_TERMS.fields
        .filter(({ name }) => name !== "due")
        .map((one) => (one.name === "status" ? { ...one, values: ["New", "Done"] } : one)),
      field("hours", { kind: "number", policy: "secondary" }),
      field("owner", { direction: "to-secondary" }),
    ],
  };
  expect(changeSentences(contractDifference(DEFAULT_TERMS, after), BO)).toEqual([
    "Exchanged from now on: issues of the type incident.",
    "No longer exchanged: issues of the type task, request.",
    "Exchanged from now on: hours (a number), changed by both sides; if both change it at once, yours stands.",
    "Exchanged from now on: owner, changed by Acme alone.",
    "No longer exchanged: due.",
    "Changed: status: only New, Done, before any value.",
    "Comments: None travels.",
    "Deleted issues: The other side keeps its copy.",
  ]);
  expect(changeSentences(contractDifference(DEFAULT_TERMS, DEFAULT_TERMS), ADA)).toEqual([]);
  expect([isSame(contractDifference(DEFAULT_TERMS, DEFAULT_TERMS)), isSame(contractDifference(DEFAULT_TERMS, after))]).toEqual([
    true,
    false,
  ]);
});

test.each<[Partial<ContractField>, Partial<ContractField>, string]>([
  [{ values: ["New", "Open", "Done"] }, { values: ["New", "Done", "Gone"] }, "also Gone; no longer Open"],
  [{ values: ["New", "Done"] }, { values: ["Done", "New"] }, "its values in another order"],
  [{ values: ["New"] }, {}, "any value, before only New"],
  [{}, { direction: "to-secondary" }, "changed by Acme alone, before by both sides"],
  [
    { direction: "to-primary" },
    { direction: "both" },
    "changed by both sides, before by you alone; if both change it at once, Acme's stands",
  ],
  [{}, { policy: "secondary" }, "if both change it at once, yours stands"],
  [{}, { kind: "date" }, "a date, before a line of text"],
])("of a changed field only what is not as before is told: %j, then %j", (before, after, told) => {
  const terms = (more: Partial<ContractField>): ContractTerms => ({ ...DEFAULT_TERMS, fields: [field("status", more)] });
  expect(changeSentences(contractDifference(terms(before), terms(after)), BO)).toEqual([`Changed: status: ${told}.`]);
});

test("what a person could be asked about without a word of it is told, too", () => {
  const same = contractDifference(DEFAULT_TERMS, DEFAULT_TERMS);
  const differs = { ...same, rulesChanged: [{ name: "links" as const, before: "other", after: "none" }] };
  expect(changeSentences(differs, BO)).toEqual(["Links between issues: They do not travel."]);
});
