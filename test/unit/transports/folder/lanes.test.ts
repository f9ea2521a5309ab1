import { expect, test } from "vitest";
import { mountPointOf } from "../../../../src/transports/folder/lanes.ts";

const TABLE = ["/", "/mnt/share", "/mnt/share/deep", "/media/a stick"];

test.each([
  ["/home/ada/exchange", "/"],
  ["/mnt/share", "/mnt/share"],
  ["/mnt/share/exchange", "/mnt/share"],
  ["/mnt/shared", "/"],
  ["/mnt/share/deep/er", "/mnt/share/deep"],
  ["/media/a stick/x", "/media/a stick"],
])("%s lies on %s", (folder, mount) => {
  expect(mountPointOf(folder, TABLE)).toBe(mount);
});

test("without a table the volume in the name says it", () => {
  expect(mountPointOf("/Volumes/Share/exchange", [])).toBe("/Volumes/Share");
  expect(mountPointOf("/Users/ada", [])).toBe("/");
});
