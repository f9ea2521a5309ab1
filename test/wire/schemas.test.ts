import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import * as z from "zod";
import { MAX, PAYLOAD_LIMITS } from "../../src/protocol/limits.ts";
import { MESSAGE_SCHEMAS } from "../../src/protocol/message.ts";
import { value } from "../../src/protocol/parts/value.ts";
import { VERSION } from "../../src/protocol/version.ts";

/**
 * The schemas of a version never change once it was released, but for optional members. When this test is red:
 * - an optional member was added on purpose: say so in docs/PROTOCOL.md, add it to the files of the next version in `test/wire`, change the hash;
 * - anything else: it is another version of the protocol (src/protocol/version.ts);
 * - zod was updated and writes JSON schema differently: compare the two texts before the hash is changed.
 */
const PINNED = { version: "1.0", sha256: "c2bf67abf914f926404b0b76d8c69def5add547c0783b9aa563e5d00d1070d87" };

test("the schemas of all messages are those of the version", () => {
  const schemas = Object.entries({ ...MESSAGE_SCHEMAS, value }).map(([kind, schema]) => [kind, z.toJSONSchema(schema, { io: "input" })]);
  const text = JSON.stringify([schemas, MAX, PAYLOAD_LIMITS]);
  expect({ version: VERSION, sha256: createHash("sha256").update(text).digest("hex") }).toEqual(PINNED);
});
