import { DEFAULT_TERMS } from "../../src/model/contract.ts";
import { decodeBody, decodePayload, encodeMessage, encodePayload } from "../../src/protocol/codec.ts";
import { contract } from "../../src/protocol/parts/contract.ts";
import { LIFE, SAMPLES } from "../unit/protocol/sample-messages.ts";
import { type Parser, must, textOf, utf8 } from "./parser.ts";

const JSON_WORDS = [
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"',
  "\\",
  "\\u",
  '""',
  "[]",
  "{}",
  '"v":"1.0"',
  '"min":"1.0"',
  `"life":"${LIFE}"`,
  '"number":1',
  '"messages":[',
  ...Object.values(SAMPLES).flatMap((message) => Object.keys(message).map((name) => `"${name}":`)),
  ...Object.keys(SAMPLES).map((kind) => `"kind":"${kind}"`),
];

export function payload(): Parser {
  const bodies = Object.values(SAMPLES).map(encodeMessage);
  const whole = encodePayload(bodies.map((one, number) => ({ life: LIFE, number, body: one })));
  return {
    seeds: [whole, encodePayload([]), ...bodies.map((one) => encodePayload([{ life: LIFE, number: 1, body: one }]))],
    words: JSON_WORDS,
    run: (input) => {
      const decoded = decodePayload(input);
      if (!decoded.ok) return decoded.failure;
      for (const one of decoded.value)
        if (one.kind === "message") must(decodeBody(one.body).kind === "message", "a body does not read again");
      return [...new Set(decoded.value.map((one) => (one.kind === "refused" ? one.code : one.kind)))].sort().join(" ");
    },
  };
}

export function body(): Parser {
  return {
    seeds: Object.values(SAMPLES).map((message) => utf8(encodeMessage(message))),
    words: JSON_WORDS,
    run: (input) => {
      const decoded = decodeBody(textOf(input));
      if (decoded.kind === "refused") return `${decoded.code} ${decoded.detail}`;
      if (decoded.kind === "too new") return decoded.because;
      const again = decodeBody(encodeMessage(decoded.message));
      must(again.kind === "message", "what was read cannot be said");
      must(JSON.stringify(again) === JSON.stringify(decoded), "it reads otherwise the second time");
      return `message ${decoded.message.kind}`;
    },
  };
}

/** The parts of a contract in a Configuration message. */
export function contractFromPartner(): Parser {
  return {
    seeds: [
      utf8(JSON.stringify({ ...DEFAULT_TERMS, number: 1 })),
      utf8(JSON.stringify({ ...DEFAULT_TERMS, number: 1, types: [], fields: [] })),
    ],
    words: [
      ...JSON_WORDS.slice(0, 12),
      '"fields":[',
      '"name":"deleted"',
      '"kind":"set"',
      '"direction":"both"',
      '"values":["a"]',
      '"policy":"primary"',
      '"comment:x"',
    ],
    run: (input) => {
      let value: unknown;
      try {
        value = JSON.parse(textOf(input));
      } catch {
        return "no JSON";
      }
      const parsed = contract.safeParse(value);
      if (!parsed.success)
        return `refused ${String(parsed.error.issues[0]?.path.map((part) => (typeof part === "number" ? "n" : part)).join("."))}`;
      must(new Set(parsed.data.fields.map(({ name }) => name)).size === parsed.data.fields.length, "a field twice");
      must(contract.safeParse(JSON.parse(JSON.stringify(parsed.data))).success, "what was taken is refused the second time");
      return "ok";
    },
  };
}
