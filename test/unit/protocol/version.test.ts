import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SPEAKS, VERSION, commonVersion, understands } from "../../../src/protocol/version.ts";

describe("the common version", () => {
  test.each<[string[], string[], string]>([
    [["1.0"], ["1.0"], "1.0"],
    [["1.0", "1.2", "2.0"], ["1.2", "1.10", "1.0"], "1.2"],
    [["1.9", "1.10"], ["1.10", "1.9"], "1.10"],
    [["1.1-beta.2"], ["1.1-beta.2"], "1.1-beta.2"],
    [["1.0"], ["nonsense", "01.0", "1.0"], "1.0"],
  ])("of %j and %j is %s", (mine, theirs, version) => {
    expect(commonVersion(mine, theirs)).toEqual({ kind: "common", version });
    expect(commonVersion(theirs, mine)).toEqual({ kind: "common", version });
  });

  test.each<[string[], string[], string]>([
    [["1.0"], ["2.0"], "partner is newer"],
    [["2.0"], ["1.9", "1.0"], "partner is older"],
    [["1.0"], ["1.1-beta.1"], "development version"],
    [["1.1-alpha.1"], ["1.1-alpha.2"], "development version"],
    [["1.0"], [], "unreadable"],
    [["1.0"], ["one"], "unreadable"],
  ])("of %j and %j is none: %s", (mine, theirs, because) => {
    expect(commonVersion(mine, theirs)).toEqual({ kind: "none", because });
  });

  test("with a development version is that very one or none, whatever else is listed", () => {
    expect(commonVersion(["1.0"], ["1.1-beta.1", "1.0"])).toEqual({ kind: "none", because: "development version" });
    expect(commonVersion(["1.1-beta.1", "1.0"], ["1.1-beta.1", "1.0"])).toEqual({ kind: "common", version: "1.1-beta.1" });
  });

  test("is the same seen from both sides", () => {
    const name = fc.constantFrom("1.0", "1.1", "1.10", "2.0", "2.1-alpha.1", "2.1-beta.1", "x");
    fc.assert(
      fc.property(fc.array(name), fc.array(name), (a, b) => {
        const versions = [commonVersion(a, b), commonVersion(b, a)].map((one) => (one.kind === "common" ? one.version : null));
        expect(versions[0]).toBe(versions[1]);
      }),
    );
  });
});

test("this side speaks its own version", () => {
  expect(commonVersion(SPEAKS, [VERSION])).toEqual({ kind: "common", version: VERSION });
});

test.each<[string[], string, boolean]>([
  [["1.0"], "1.0", true],
  [["1.3"], "1.1", true],
  [["1.0"], "1.1", false],
  [["2.0"], "1.0", false],
  [["2.0", "1.4"], "1.3", true],
  [["1.1"], "1.0-beta.1", false],
  [["1.1-beta.1"], "1.0", false],
  [["1.1-beta.1"], "1.1-beta.1", true],
  [["1.0"], "", false],
])("who speaks %j and reads a message for %s: %s", (speaks, least, expected) => {
  expect(understands(speaks, least)).toBe(expected);
});
