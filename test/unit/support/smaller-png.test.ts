import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pictureIn, smallerPng } from "../../../scripts/screenshots/smaller-png.ts";

const ICON = readFileSync("media/icon.png");

test("a picture that is made smaller shows the same, also one that is made so twice", () => {
  const once = smallerPng(ICON);
  expect(once.length).toBeLessThanOrEqual(ICON.length);
  expect(pictureIn(once)?.pixels.equals(pictureIn(ICON)?.pixels ?? Buffer.alloc(0))).toBe(true);
  expect(smallerPng(once).equals(once)).toBe(true);
});

test("what is no picture that is read here stays as it is", () => {
  const other = Buffer.from("GIF89a");
  expect(smallerPng(other)).toBe(other);
});

test("pictures of the documents are as small as they can be without a loss", () => {
  const files = ["docs/pictures", "media/first-day", "media"].flatMap((folder) =>
    readdirSync(folder).flatMap((name) => (name.endsWith(".png") ? [join(folder, name)] : [])),
  );
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => smallerPng(readFileSync(file)).length < readFileSync(file).length)).toEqual([]);
});
