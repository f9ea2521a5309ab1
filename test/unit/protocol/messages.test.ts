import { describe, expect, test } from "vitest";
import { fieldOf, type Document } from "../../../src/model/document.ts";
import { applyChanges } from "../../../src/model/changes.ts";
import { type DecodedBody, decodeBody, encodeMessage } from "../../../src/protocol/codec.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { CONFIRMATION, ISSUE, SAMPLES } from "./sample-messages.ts";

const decode = (message: Message): DecodedBody => decodeBody(encodeMessage(message));
const withFields = (fields: Record<string, unknown>): string => encodeMessage({ ...ISSUE, changes: { fields: fields as never } });

/** Reads a message with one member put in place by hand. */
function withMember(message: Message, name: string, value: unknown): DecodedBody {
  return decodeBody(JSON.stringify({ ...(JSON.parse(encodeMessage(message)) as object), [name]: value }));
}

describe("names that objects inherit are plain data", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];

  test("as fields", () => {
    const body = encodeMessage(ISSUE).replace(`"fields":{`, `"fields":{${names.map((name) => `"${name}":"evil"`).join(",")},`);
    const decoded = decodeBody(body);
    if (decoded.kind !== "message" || decoded.message.kind !== "issue") throw new Error(decoded.kind);
    const { fields } = decoded.message.changes;
    if (!fields) throw new Error("no fields");
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    const document: Document = applyChanges({ fields: {}, comments: [], deleted: false, shared: true }, { fields });
    for (const name of names) expect(fieldOf(document, name)).toBe("evil");
    expect(({} as Record<string, unknown>)["evil"]).toBeUndefined();
  });

  test("as labels and as members nobody knows", () => {
    const decoded = decodeBody(withFields({ labels: names }).replace(`"kind"`, `"__proto__":{"kind":"closed"},"kind"`));
    expect(decoded).toMatchObject({ kind: "message", message: { kind: "issue", changes: { fields: { labels: names.toSorted() } } } });
  });
});

describe("values arrive in canonical form", () => {
  test.each([
    [
      ["b", "a", "b"],
      ["a", "b"],
    ],
    [[], null],
    ["", null],
    [{ name: "Ada", email: "", more: 1 }, { name: "Ada" }],
    [0, 0],
    [false, false],
  ])("%j is %j", (given, canonical) => {
    expect(decodeBody(withFields({ x: given }))).toMatchObject({ message: { changes: { fields: { x: canonical } } } });
  });

  test.each([[{}], [[1]], [[["a"]]], [{ name: 1 }], ["x".repeat(1_000_001)], [Array.from({ length: 501 }, String)], [{ name: "a\nb" }]])(
    "a value of another form is refused",
    (given) => {
      expect(decodeBody(withFields({ x: given }))).toMatchObject({ kind: "refused", code: "BAD_SHAPE", detail: "changes.fields.x" });
    },
  );

  test("a number too large for JSON is refused", () => {
    expect(decodeBody(withFields({ x: 1 }).replace(`"x":1`, `"x":1e999`))).toMatchObject({ kind: "refused", detail: "changes.fields.x" });
  });
});

describe("what is beyond a bound is refused", () => {
  test.each<[string, Message, string, unknown]>([
    ["201 fields", ISSUE, "changes", { fields: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`f${i}`, "x"])) }],
    ["a comment twice", ISSUE, "changes", { comments: [...(ISSUE.changes.comments ?? []), ...(ISSUE.changes.comments ?? [])] }],
    ["a comment by no participant", ISSUE, "changes", { comments: [{ ...ISSUE.changes.comments?.[0], origin: "../x" }] }],
    ["an author of two lines", ISSUE, "changes", { comments: [{ ...ISSUE.changes.comments?.[0], author: "Bo\n### Ada" }] }],
    ["a time that is none", ISSUE, "changes", { comments: [{ ...ISSUE.changes.comments?.[0], created: "now <!-- c:1 -->" }] }],
    ["an issue id outside the grammar", ISSUE, "issue", "06d9v3k8qxw7h9fb2m1t5r0c4I"],
    ["a key of 201 characters", ISSUE, "key", "x".repeat(201)],
    ["a revision below zero", ISSUE, "base", { era: 0, number: -1 }],
    ["a result nobody knows", CONFIRMATION, "result", "perhaps"],
    ["a note of 1,001 characters", SAMPLES.configuration, "note", "x".repeat(1_001)],
    ["contract 0", SAMPLES["configuration updated"], "contract", 0],
    ["a capability outside the grammar", SAMPLES.ping, "capabilities", ["Files!"]],
    ["a version outside the grammar", SAMPLES.handshake, "speaks", ["1.0.0"]],
    ["no version at all", SAMPLES.handshake, "speaks", []],
    ["a code outside the grammar", SAMPLES.refused, "code", "please run this"],
  ])("%s", (_, message, name, value) => {
    expect(decode(message).kind).toBe("message");
    expect(withMember(message, name, value)).toMatchObject({ kind: "refused", code: "BAD_SHAPE" });
  });

  const { contract } = SAMPLES.configuration;
  test.each([
    ["one name for two fields", { ...contract, fields: [contract.fields[0], contract.fields[0]] }],
    ["a field with the name of another part", { ...contract, fields: [{ ...contract.fields[0], name: "deleted" }] }],
    ["a field with the name of a comment", { ...contract, fields: [{ ...contract.fields[0], name: "comment:x" }] }],
    ["a kind nobody knows", { ...contract, fields: [{ ...contract.fields[0], kind: "script" }] }],
  ])("contract with %s", (_, given) => {
    expect(withMember(SAMPLES.configuration, "contract", given)).toMatchObject({ kind: "refused", code: "BAD_SHAPE" });
  });
});

test("a failure code of a later version stays a failure", () => {
  const failure = { code: "TOO_SHINY", field: "title", detail: "very" };
  expect(withMember(CONFIRMATION, "failure", failure)).toMatchObject({
    kind: "message",
    message: { failure: { code: "NOT_UNDERSTOOD", field: "title", detail: "TOO_SHINY" } },
  });
});
