import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeBody, decodePayload, encodeMessage } from "../../src/protocol/codec.ts";
import { MESSAGE_SCHEMAS } from "../../src/protocol/message.ts";

/**
 * Messages as released versions wrote them, one file for each kind, every member present. They are never changed: what was written once must
 * be read for ever.
 */
const VERSIONS = ["1.0"];

/** `configuration-updated.json` holds a message of kind `configuration updated`. */
const fileOf = (version: string, kind: string): string => `test/wire/${version}/${kind.replaceAll(" ", "-")}.json`;

/** A frozen message without the header's members. */
function contentOf(version: string, kind: string): Record<string, unknown> {
  const { v, min, ...content } = JSON.parse(readFileSync(fileOf(version, kind), "utf8")) as Record<string, unknown>;
  expect([v, min]).toEqual([version, version]);
  return content;
}

describe.each(VERSIONS)("version %s", (version) => {
  test.each(Object.keys(MESSAGE_SCHEMAS))("%s is read as it was meant", (kind) => {
    const decoded = decodeBody(readFileSync(fileOf(version, kind), "utf8"));
    expect(decoded).toEqual({ kind: "message", message: contentOf(version, kind) });
    expect(decoded.kind === "message" && decodeBody(encodeMessage(decoded.message))).toEqual(decoded);
  });

  test("a payload of all kinds is read", () => {
    const payload = decodePayload(readFileSync(`test/wire/${version}/payload.json`));
    const messages = payload.ok ? payload.value : [];
    expect(messages.map((one) => one.kind === "message" && one.message)).toEqual(
      Object.keys(MESSAGE_SCHEMAS).map((kind) => contentOf(version, kind)),
    );
    expect(messages.map(({ id }) => id?.number)).toEqual(messages.map((_, i) => i + 1));
  });

  test("nothing else is kept here", () => {
    const files = [...Object.keys(MESSAGE_SCHEMAS), "payload"].map((kind) => fileOf(version, kind));
    expect(
      readdirSync(`test/wire/${version}`)
        .map((file) => `test/wire/${version}/${file}`)
        .toSorted(),
    ).toEqual(files.toSorted());
  });
});
