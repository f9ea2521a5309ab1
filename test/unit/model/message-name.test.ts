import { expect, test } from "vitest";
import { readMessageName } from "../../../src/model/message-name.ts";

test.each([
  ["1-0-9zk3.ferry", { kind: "numbered", generation: 1, sequence: 0 }],
  ["12-3456-a.ferry", { kind: "numbered", generation: 12, sequence: 3456 }],
  ["999999999999999-0-a.ferry", { kind: "numbered", generation: 999_999_999_999_999, sequence: 0 }],
  ["ack-9zk3.ferry", { kind: "acknowledgement" }],
  ["join-9zk3.ferry", { kind: "join" }],
  ["refused-9zk3.ferry", { kind: "refusal" }],
  ["01-0-a.ferry", { kind: "other" }],
  ["1000000000000000-0-a.ferry", { kind: "other" }],
  ["1-0-a-laptop.ferry", { kind: "other" }],
  ["1-0-.ferry", { kind: "other" }],
  [`${"a".repeat(91)}.ferry`, { kind: "other" }],
])("%s", (name, expected) => {
  expect(readMessageName(name)).toEqual(expected);
});

test.each([
  "",
  ".ferry",
  "-a.ferry",
  "1-0-A.ferry",
  "1-0-a.ferry ",
  "1-0-a.ferry\n",
  "1-0-a (conflicted copy).ferry",
  "1-0-a.sync-conflict-1.ferry",
  ".syncthing.1-0-a.ferry.tmp",
  "1-0-\u00e9.ferry",
  `${"a".repeat(92)}.ferry`,
  "../1-0-a.ferry",
  "constructor",
])("%j is nobody's message", (name) => {
  expect(readMessageName(name)).toBeNull();
});
