import { describe, expect, it } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { decodePayload } from "../../../src/protocol/codec.ts";
import { contractTerms } from "../../../src/protocol/parts/contract.ts";
import { announcedBytes, neededCapabilities } from "../../../src/protocol/machines/contract-terms.ts";

const [TITLE] = DEFAULT_TERMS.fields;
const STATUS = { name: "status", kind: "option", direction: "both", policy: "primary" };

/** How a Configuration with this contract is read: `taken`, or the code and the member that is wrong. */
function read(contract: unknown): string {
  const text = JSON.stringify({
    messages: [{ v: "1.0", min: "1.0", life: "06d9v3p5t4y7kbrs2v8c3e1j0c", number: 1, kind: "configuration", contract, note: "" }],
  });
  const decoded = decodePayload(new TextEncoder().encode(text));
  if (!decoded.ok) return decoded.failure;
  const [message] = decoded.value;
  if (message?.kind === "refused") return `${message.code} ${message.detail ?? ""}`.trim();
  return message?.kind === "message" ? "taken" : "too new";
}
const contract = (more: object): object => ({ number: 1, ...DEFAULT_TERMS, ...more });
const withField = (field: object): object => contract({ fields: [TITLE, field] });
const many = (count: number): string[] => Array.from({ length: count }, (_, n) => `v${n}`);

describe("a contract that a partner sends", () => {
  it.each<[string, object, string]>([
    ["a workflow", withField({ ...STATUS, workflow: [{ from: "New", to: ["Done"] }] }), "taken"],
    [
      "names that every object has",
      withField({ ...STATUS, name: "constructor", workflow: [{ from: "__proto__", to: ["toString"] }] }),
      "taken",
    ],
    ["an unknown kind", withField({ ...STATUS, kind: "matrix" }), "BAD_SHAPE contract.fields.1.kind"],
    ["an unknown term", contract({ encryption: "none" }), "BAD_SHAPE contract.encryption"],
    ["an unknown term of a field", withField({ ...STATUS, formula: "1+1" }), "BAD_SHAPE contract.fields.1.formula"],
    ["an unknown comments rule", contract({ comments: "some" }), "BAD_SHAPE contract.comments"],
    ["attachments by their kind", contract({ attachments: { largest: 1_000, mediaTypes: ["image/*"], names: ["*.png"] } }), "taken"],
    ["an unknown condition of attachments", contract({ attachments: { oldest: 1 } }), "BAD_SHAPE contract.attachments.oldest"],
    ["contents at once", contract({ contents: "at once" }), "taken"],
    ["some contents at once", contract({ contents: { largest: 1_000, mediaTypes: ["image/*"], names: ["*.png"] } }), "taken"],
    ["an unknown condition of contents", contract({ contents: { oldest: 1 } }), "BAD_SHAPE contract.contents.oldest"],
    ["links", contract({ links: "known" }), "taken"],
    ["an unknown word for links", contract({ links: "all" }), "BAD_SHAPE contract.links"],
    ["a field twice", contract({ fields: [TITLE, TITLE] }), "BAD_SHAPE contract.fields"],
    ["a name of another part", withField({ ...STATUS, name: "deleted" }), "BAD_SHAPE contract.fields.1.name"],
    ["too many fields", contract({ fields: many(201).map((name) => ({ ...STATUS, name })) }), "BAD_SHAPE contract.fields"],
    ["too many types", contract({ types: many(201) }), "BAD_SHAPE contract.types"],
    ["too many values", withField({ ...STATUS, values: many(1_001) }), "BAD_SHAPE contract.fields.1.values"],
    ["a workflow of a text", withField({ ...STATUS, kind: "text", workflow: [] }), "BAD_SHAPE contract.fields.1.workflow"],
    [
      "a workflow with a value that is not listed",
      withField({ ...STATUS, values: ["New"], workflow: [{ from: "New", to: ["Done"] }] }),
      "BAD_SHAPE contract.fields.1.workflow",
    ],
    [
      "a workflow that names a value twice",
      withField({
        ...STATUS,
        workflow: [
          { from: "New", to: [] },
          { from: "New", to: [] },
        ],
      }),
      "BAD_SHAPE contract.fields.1.workflow",
    ],
    [
      "a workflow with 100,000 transitions",
      withField({ ...STATUS, workflow: many(1_000).map((from) => ({ from, to: many(100) })) }),
      "BAD_SHAPE contract.fields.1.workflow",
    ],
    ["deep nesting", withField({ ...STATUS, workflow: JSON.parse(`${"[".repeat(40)}${"]".repeat(40)}`) as unknown }), "TOO_DEEP"],
    ["no number", contract({ number: 0 }), "BAD_SHAPE contract.number"],
  ])("%s", (_, given, outcome) => {
    const began = performance.now();
    expect(read(given)).toBe(outcome);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it("__proto__ as a member is one that nobody knows", () => {
    const text = JSON.stringify(contract({})).replace("{", '{"__proto__":{"links":"known"},');
    expect(read(JSON.parse(text) as object)).toBe("BAD_SHAPE contract.__proto__");
  });
});

describe("a contract that a primary's user writes", () => {
  it("may say more than travels yet", () => {
    for (const attachments of ["all", { largest: 1_000_000, mediaTypes: ["image/*"], names: ["*.png"] }])
      expect(contractTerms.safeParse({ ...DEFAULT_TERMS, attachments, links: "known" }).success).toBe(true);
    for (const attachments of [{ largest: 0 }, { names: [] }, { larger: 3 }, "some"])
      expect(contractTerms.safeParse({ ...DEFAULT_TERMS, attachments }).success).toBe(false);
    for (const contents of ["at once", { largest: 1_000_000, mediaTypes: ["image/*"], names: ["*.png"] }]) {
      expect(contractTerms.safeParse({ ...DEFAULT_TERMS, attachments: "all", contents }).success).toBe(true);
      // Where no attachment travels it would do nothing.
      expect(contractTerms.safeParse({ ...DEFAULT_TERMS, contents }).success).toBe(false);
    }
    expect(contractTerms.safeParse({ ...DEFAULT_TERMS, attachments: "all", contents: "all" }).success).toBe(false);
  });

  it("needs a partner who knows its terms, and has the hash that it had where it says nothing new", () => {
    const steps = {
      ...DEFAULT_TERMS,
      fields: DEFAULT_TERMS.fields.map((field) => ({ ...field, workflow: [{ from: "New", to: ["Done"] }] })),
    };
    expect(neededCapabilities(DEFAULT_TERMS)).toEqual([]);
    expect(neededCapabilities({ ...steps, attachments: "all", links: "known" })).toEqual(["workflow", "attachments", "links"]);
    const text = (terms: typeof DEFAULT_TERMS): string => new TextDecoder().decode(announcedBytes(terms));
    const atOnce = { ...DEFAULT_TERMS, attachments: "all", contents: "at once" } as const;
    expect(neededCapabilities(atOnce)).toEqual(["attachments", "contents"]);
    expect(text(atOnce)).toMatch(/,"all","none","at once"\]$/);
    expect(text({ ...atOnce, contents: { names: ["*.png"] } })).toMatch(/,"all","none",\[null,null,\["\*\.png"\]\]\]$/);
    expect(text(DEFAULT_TERMS)).toMatch(/,"none","none"\]$/);
    expect(text(DEFAULT_TERMS)).toContain('["status","option","both","primary",null]');
    expect(text(steps)).toContain('["status","option","both","primary",null,[["New",["Done"]]]]');
  });
});
