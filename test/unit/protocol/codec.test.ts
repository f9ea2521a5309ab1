import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DecodedMessage, decodeBody, decodePayload, encodeMessage, encodePayload } from "../../../src/protocol/codec.ts";
import { PAYLOAD_LIMITS } from "../../../src/protocol/limits.ts";
import { ISSUE, LIFE, SAMPLES } from "./sample-messages.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** One message as text, in the frame of a payload. */
const HEAD = `"v":"1.0","min":"1.0","life":"${LIFE}"`;
const payload = (...messages: string[]): Uint8Array => bytesOf(`{"messages":[${messages.join(",")}]}`);
const closed = (number: number, more = ""): string => `{${HEAD},"number":${number},"kind":"closed","reason":"removed"${more}}`;

function decoded(bytes: Uint8Array, limits = PAYLOAD_LIMITS): DecodedMessage[] {
  const result = decodePayload(bytes, limits);
  if (!result.ok) throw new Error(result.failure);
  return result.value;
}

const failure = (bytes: Uint8Array, limits = PAYLOAD_LIMITS): string => {
  const result = decodePayload(bytes, limits);
  return result.ok ? "ok" : result.failure;
};

/** What became of the first message; the second must have been taken. */
function firstOf(message: string): DecodedMessage {
  const [first, second] = decoded(payload(message, closed(2)));
  expect(second).toMatchObject({ kind: "message", id: { life: LIFE, number: 2 } });
  if (!first) throw new Error("nothing decoded");
  return first;
}

describe("a payload", () => {
  test("gives back what was put in, in order, with ids", () => {
    const all = Object.values(SAMPLES);
    const entries = all.map((message, number) => ({ life: LIFE, number, body: encodeMessage(message) }));
    const result = decoded(encodePayload(entries));
    expect(result.map(({ id }) => id)).toEqual(entries.map(({ life, number }) => ({ life, number })));
    expect(result.map((one) => one.kind === "message" && one.message)).toEqual(all);
  });

  test("may be empty", () => {
    expect(decoded(encodePayload([]))).toEqual([]);
  });

  test("hands on a body that reads the same again", () => {
    const [first] = decoded(encodePayload([{ life: LIFE, number: 1, body: encodeMessage(ISSUE) }]));
    expect(first && decodeBody(first.body)).toEqual({ kind: "message", message: ISSUE });
  });

  test("takes white space, other orders and members it does not know", () => {
    const text = `\n{ "later": [{"a":[1]}], "messages" : [ {"kind":"closed" , "reason":"removed","new":{"x":[1]},\n ${HEAD}, "number":7} ] }\n`;
    expect(decoded(bytesOf(text))).toMatchObject([{ kind: "message", id: { number: 7 }, message: { kind: "closed", reason: "removed" } }]);
  });

  test.each([
    ["nothing", ""],
    ["no object", "[]"],
    ["no messages", "{}"],
    ["messages that are no list", `{"messages":{"a":{}}}`],
    ["a number for a message", `{"messages":[1]}`],
    ["an empty text after the end", `{"messages":[]} {}`],
  ])("fails as a whole: %s", (_, text) => {
    expect(["BROKEN_JSON", "BAD_FRAME"]).toContain(failure(bytesOf(text)));
  });

  test.each([
    ["a missing comma", `{"messages":[${closed(1)} ${closed(2)}]}`],
    ["broken JSON in a message", `{"messages":[${closed(1)},{"a":tru}]}`],
    ["brackets that do not match", `{"messages":[{"a":[}]]}`],
    ["a bracket too many", `{"messages":[]}}`],
    ["an open string", `{"messages":["`],
    ["an open list", `{"messages":[`],
    ["a byte order mark", `\uFEFF{"messages":[]}`],
  ])("is broken JSON: %s", (_, text) => {
    expect(failure(bytesOf(text))).toBe("BROKEN_JSON");
  });

  test("is not decoded when it is no UTF-8", () => {
    expect(failure(Uint8Array.from([...bytesOf(`{"messages":[],"a":"`), 0xc3, 0x28, ...bytesOf(`"}`)]))).toBe("NOT_UTF8");
  });

  test("does not name its messages twice", () => {
    expect(failure(bytesOf(`{"messages":[],"messages":[${closed(1)}]}`))).toBe("DUPLICATE_KEY");
  });

  test("does not smuggle a place for a message", () => {
    expect(decoded(bytesOf(`{"messages":[[0],${closed(1)}]}`))).toMatchObject([
      { kind: "refused", code: "BAD_HEADER", id: null },
      { kind: "message" },
    ]);
  });

  test("has its limits", () => {
    expect(failure(payload(closed(1)), { ...PAYLOAD_LIMITS, bytes: 20 })).toBe("TOO_LARGE");
    expect(failure(payload(closed(1), closed(2)), { ...PAYLOAD_LIMITS, messages: 1 })).toBe("TOO_MANY_MESSAGES");
    expect(failure(bytesOf(`{"messages":[],${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join(",")}}`))).toBe("BAD_FRAME");
  });
});

describe("one message is refused by itself, and the others are taken", () => {
  test.each([
    ["a half surrogate", closed(1, `,"x":"\\ud800"`), "BAD_TEXT"],
    ["NUL", closed(1, `,"x":"a\\u0000b"`), "BAD_TEXT"],
    ["NUL in a name", closed(1, `,"\\u0000":1`), "BAD_TEXT"],
    ["a name twice", closed(1, `,"reason":"revoked"`), "DUPLICATE_KEY"],
    ["a name twice, spelled differently", closed(1, `,"re\\u0061son":"revoked"`), "DUPLICATE_KEY"],
    ["a name twice, deep inside", closed(1, `,"x":[{"a":{"b":1,"b":2}}]`), "DUPLICATE_KEY"],
    ["too deep", closed(1, `,"x":${"[".repeat(32)}${"]".repeat(32)}`), "TOO_DEEP"],
    ["a member missing", `{${HEAD},"number":1,"kind":"closed"}`, "BAD_SHAPE"],
    ["a member of another type", `{${HEAD},"number":1,"kind":"closed","reason":["removed"]}`, "BAD_SHAPE"],
    ["no kind", `{${HEAD},"number":1}`, "BAD_HEADER"],
    ["no version", `{"life":"${LIFE}","number":1,"kind":"closed","reason":"removed"}`, "BAD_HEADER"],
  ])("%s", (_, message, code) => {
    expect(firstOf(message)).toMatchObject({ kind: "refused", code, id: { life: LIFE, number: 1 } });
  });

  test.each([
    ["no life", `{"v":"1.0","min":"1.0","number":1,"kind":"closed","reason":"removed"}`],
    ["a life outside the grammar", `{"v":"1.0","min":"1.0","life":"../../x","number":1,"kind":"closed","reason":"removed"}`],
    ["a negative number", closed(-1)],
    ["half a number", closed(1.5)],
    ["a number beyond what JSON keeps", closed(2 ** 53)],
    ["a list", "[]"],
  ])("without an id: %s", (_, message) => {
    expect(firstOf(message)).toMatchObject({ kind: "refused", code: "BAD_HEADER", id: null });
  });

  test("just deep enough is taken", () => {
    expect(firstOf(closed(1, `,"x":${"[".repeat(31)}${"]".repeat(31)}`)).kind).toBe("message");
  });

  test("brackets, colons and quotes in texts count for nothing", () => {
    expect(firstOf(closed(1, `,"x":"{[:,\\"{{[\\\\"`)).kind).toBe("message");
  });

  test("the detail names the member, not its value", () => {
    expect(firstOf(`{${HEAD},"number":1,"kind":"closed","reason":"secret"}`)).toMatchObject({ detail: "reason" });
  });
});

describe("what a later version sends", () => {
  test("is kept when it needs a later version", () => {
    const message = `{"v":"1.7","min":"1.7","life":"${LIFE}","number":1,"kind":"closed","reason":"removed"}`;
    expect(firstOf(message)).toEqual({ kind: "too new", because: "version", id: { life: LIFE, number: 1 }, body: message });
  });

  test("is kept when it is of a kind not known here, even one that objects inherit", () => {
    for (const kind of ["stars", "constructor", "__proto__", "toString"])
      expect(firstOf(`{${HEAD},"number":1,"kind":"${kind}"}`)).toMatchObject({ kind: "too new", because: "kind" });
  });

  test("is taken when this version is enough", () => {
    const message = `{"v":"1.7","min":"1.0","life":"${LIFE}","number":1,"kind":"closed","reason":"removed","why":"moved"}`;
    expect(firstOf(message)).toMatchObject({ kind: "message", message: { kind: "closed", reason: "removed" } });
  });

  test("is refused when it is a development version", () => {
    expect(firstOf(`{"v":"1.1-beta.1","min":"1.1-beta.1","life":"${LIFE}","number":1,"kind":"closed"}`)).toMatchObject({ kind: "too new" });
  });
});

describe("hostile payloads cost little", () => {
  const quick = (bytes: Uint8Array): string => {
    const start = performance.now();
    const result = decodePayload(bytes);
    expect(performance.now() - start).toBeLessThan(5_000);
    const first = result.ok ? result.value[0] : undefined;
    return first?.kind === "refused" ? first.code : result.ok ? "taken" : result.failure;
  };

  test("depth 100,000", () => {
    expect(quick(payload(closed(1, `,"x":${"[".repeat(100_000)}${"]".repeat(100_000)}`)))).toBe("TOO_DEEP");
    expect(quick(bytesOf(`{"a":`.repeat(100_000)))).toBe("BROKEN_JSON");
  });

  test("a million members", () => {
    const many = Array.from({ length: 1_000_000 }, (_, i) => `"k${i}":1`).join(",");
    expect(firstOf(closed(1, `,"x":{${many}}`))).toMatchObject({ code: "TOO_MANY_VALUES", id: { life: LIFE, number: 1 } });
  });

  test("millions of empty lists", () => {
    expect(quick(payload(closed(1, `,"x":[${"[],".repeat(5_000_000)}[]]`)))).toBe("TOO_MANY_VALUES");
    expect(quick(bytesOf(`{"messages":[${"[],".repeat(5_000_000)}[]]}`))).toBe("TOO_MANY_MESSAGES");
  });

  test("a text of 30 MB, and one full of backslashes", () => {
    expect(quick(payload(closed(1, `,"reason2":"${"x".repeat(30_000_000)}"`)))).toBe("taken");
    expect(quick(payload(closed(1, `,"x":"${"\\\\".repeat(10_000_000)}"`)))).toBe("taken");
  });
});

test("1,000 issue messages of 1 KiB make one payload and come out of it", () => {
  const message = encodeMessage({ ...ISSUE, changes: { ...ISSUE.changes, fields: { ...ISSUE.changes.fields, body: "x".repeat(500) } } });
  expect(message.length).toBeGreaterThan(1_000);
  const bytes = encodePayload(Array.from({ length: 1_000 }, (_, number) => ({ life: LIFE, number, body: message })));
  expect(decoded(bytes)).toHaveLength(1_000);
});

describe("decoding never throws", () => {
  test("on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodePayload(bytes)).toHaveProperty("ok");
      }),
    );
  });

  test("on any JSON in the frame", () => {
    const raw = fc.jsonValue({ maxDepth: 5 });
    fc.assert(
      fc.property(fc.array(raw), (messages) => {
        expect(["BAD_FRAME", "ok", "BAD_TEXT"]).toContain(failure(bytesOf(JSON.stringify({ messages }))));
      }),
    );
  });

  test("on valid payloads with a few bytes changed or cut", () => {
    const whole = encodePayload(Object.values(SAMPLES).map((message, number) => ({ life: LIFE, number, body: encodeMessage(message) })));
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.nat(whole.length), (changes, length) => {
        const bytes = whole.slice(0, length);
        for (const [at, byte] of changes) bytes[at] = byte;
        expect(decodePayload(bytes)).toHaveProperty("ok");
      }),
      { numRuns: 500 },
    );
  });

  test("on valid messages with any value in place of any member", () => {
    const kinds = Object.values(SAMPLES);
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.nat(12), fc.jsonValue(), (message, which, value) => {
        const names = Object.keys(message);
        const name = names[which % names.length] ?? "kind";
        const body = JSON.stringify({ v: "1.0", min: "1.0", ...message, [name]: value });
        expect(["message", "refused", "too new"]).toContain(decodeBody(body).kind);
      }),
      { numRuns: 500 },
    );
  });
});

test("a body that is no message is not sent", () => {
  expect(() => encodePayload([{ life: LIFE, number: 1, body: "{}" }])).toThrow("no message");
  expect(() => encodePayload([{ life: `x","number":9`, number: 1, body: encodeMessage(SAMPLES.closed) }])).toThrow("no message");
});
