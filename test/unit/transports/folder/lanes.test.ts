import { expect, test } from "vitest";
import { lanes, mountPointOf } from "../../../../src/transports/folder/lanes.ts";

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

test("of one file system one call at a time is under way, also of the project's own, which is taken to answer", async () => {
  const home = lanes("/home/ada", 4, () => "/").of("/home/ada/exchange");
  const begun: string[] = [];
  const first = Promise.withResolvers<void>();
  home.enter("list", "list", () => {
    begun.push("list");
    return first.promise;
  });
  const second = new Promise<void>((resolve) => {
    home.enter("fetch", "fetch", async () => {
      begun.push("fetch");
      resolve();
    });
  });
  expect(begun).toEqual(["list"]);
  first.resolve();
  await second;
  expect(begun).toEqual(["list", "fetch"]);
});
