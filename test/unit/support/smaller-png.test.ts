import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fewerColours, pictureIn, smallerPng } from "../../../scripts/screenshots/smaller-png.ts";

const ICON = readFileSync("media/icon.png");

test("a picture that is made smaller shows the same, also one that is made so twice", () => {
  const once = smallerPng(ICON);
  expect(once.length).toBeLessThanOrEqual(ICON.length);
  expect(pictureIn(once)?.pixels.equals(pictureIn(ICON)?.pixels ?? Buffer.alloc(0))).toBe(true);
  expect(smallerPng(once).equals(once)).toBe(true);
});

test("a picture of a window with a palette looks the same: its surfaces keep their colour, and nothing is far from its own", () => {
  const before = readFileSync("docs/pictures/conflict.png");
  const after = fewerColours(before);
  expect(after.length).toBeLessThan(before.length);
  const [was, is] = [pictureIn(before), pictureIn(after)];
  expect([is?.width, is?.height]).toEqual([was?.width, was?.height]);
  const [a, b] = [was?.pixels ?? Buffer.alloc(0), is?.pixels ?? Buffer.alloc(1)];
  expect(b).toHaveLength(a.length);
  let [largest, same] = [0, 0];
  for (const [i, value] of a.entries()) {
    const apart = Math.abs(value - (b[i] ?? 0));
    largest = Math.max(largest, apart);
    if (apart === 0) same++;
  }
  expect(largest).toBeLessThanOrEqual(16);
  expect(same / a.length).toBeGreaterThan(0.97);
  expect(fewerColours(after).equals(after)).toBe(true);
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
