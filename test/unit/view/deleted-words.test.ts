import { expect, test } from "vitest";
import { type Deleted, deletedNote, partnersDeleted } from "../../../src/view/deleted-words.ts";

const deleted = (key: string, name: string | null, title = ""): Deleted => ({
  issue: { key, fields: { title } },
  by: { side: "partner", name },
  time: 1000,
});

test("one issue is named with its title, several by their keys, each with who did it", () => {
  expect(partnersDeleted([deleted("NW-3", "Acme", "Valve sticks")])).toBe('Acme deleted NW-3 "Valve sticks".');
  expect(partnersDeleted([deleted("NW-3", "Acme"), deleted("NW-4", "Acme"), deleted("NW-9", "Harbour", "Pump")])).toBe(
    'Acme deleted 2 issues: NW-3, NW-4. Harbour deleted NW-9 "Pump".',
  );
  const many = Array.from({ length: 12 }, (_, i) => deleted(`NW-${i + 1}`, "Acme"));
  expect(partnersDeleted(many)).toBe("Acme deleted 12 issues: NW-1, NW-2, NW-3, NW-4, NW-5 and 7 more.");
});

test("names and titles of partners are plain, and short", () => {
  const text = partnersDeleted([deleted("NW-3", "A\u202ecme\n", `a\u001b[2J${"b".repeat(300)}`)]);
  expect(text).toMatch(/^Acme +deleted NW-3 "ab+…"\.$/);
});

test("a row says who and when, as far as it is known", () => {
  const note = (by: Deleted["by"], time: number | null): string => deletedNote({ ...deleted("NW-3", null), by, time }, 61_000);
  expect(note({ side: "partner", name: "Acme" }, 1000)).toBe("deleted by Acme, 1 min ago");
  expect(note({ side: "here", name: "Bo" }, 1000)).toBe("deleted by Bo here, 1 min ago");
  expect(note({ side: "here", name: null }, null)).toBe("deleted here");
});
