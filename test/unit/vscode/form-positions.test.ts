import { expect, test } from "vitest";
import { FormPositions } from "../../../src/vscode/form-positions.ts";

const NAME = { do: "set", path: ["contract", "fields", 2, "name"], value: "severity" } as const;
const OTHER = { do: "rename", path: ["values", "status", "send", "Open"], to: "Offen" } as const;

test("what is typed for an entry is not taken once the text was changed elsewhere: the entry may be another", () => {
  const positions = new FormPositions(5, 1000);
  const page = positions.stateOf(5);
  positions.seen(5);
  expect(positions.holds(NAME, page)).toBe(true);
  positions.seen(6);
  expect(positions.holds(NAME, page)).toBe(false);
  expect(positions.holds(NAME, positions.stateOf(6))).toBe(true);
  // What is named by words is where it is.
  expect(positions.holds(OTHER, page)).toBe(true);
});

test("edits of the page that move nothing leave entries where they were; those that move do not", () => {
  const positions = new FormPositions(5, 1000);
  const page = positions.stateOf(5);
  positions.edited(6, OTHER);
  positions.seen(6);
  expect(positions.holds(NAME, page)).toBe(true);
  positions.edited(7, { do: "remove", path: ["contract", "fields", 0] });
  expect(positions.holds(NAME, page)).toBe(false);
});

test("what a former window kept is older than all", () => {
  const former = new FormPositions(9, 1000).stateOf(9);
  expect(new FormPositions(1, 2000).holds(NAME, former)).toBe(false);
});
