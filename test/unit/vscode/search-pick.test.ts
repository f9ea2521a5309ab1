import { beforeEach, expect, test, vi } from "vitest";
import { type PickRow, searchPick } from "../../../src/vscode/commands/search-pick.ts";
import { type Box, editor, resetEditor } from "./editor.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

beforeEach(resetEditor);

/** A box over the numbers below `all`, ten at once; what was searched for. */
function opened(all: number): { box: Box; picked: Promise<number | undefined>; searched: string[] } {
  const searched: string[] = [];
  const picked = searchPick<number>({
    placeholder: "Choose",
    search: (text) => {
      searched.push(text);
      const found: PickRow<number>[] = [];
      let more = false;
      for (let value = 0; value < all && !more; value++)
        if (String(value).includes(text)) {
          if (found.length < 10) found.push({ label: String(value), value });
          else more = true;
        }
      return { rows: found, more };
    },
  });
  const [box] = editor.boxes;
  if (!box) throw new Error("no box");
  return { box, picked, searched };
}

const labels = (box: Box): string[] => box.items.map(({ label }) => label);

test("few are all in the box, and the editor finds among them", async () => {
  const { box, picked, searched } = opened(5);
  expect([box.placeholder, box.title, box.items.length]).toEqual(["Choose", undefined, 5]);
  box.type("3");
  box.accept(box.items[3]);
  expect([await picked, searched]).toEqual([3, [""]]);
});

test("of many the first are in the box at once, and others are found while one types", async () => {
  const { box, picked, searched } = opened(100_000);
  expect([labels(box).length, box.title, box.placeholder]).toEqual([10, "the first 10 are shown", "Type a part of the key or the title"]);
  box.type("9");
  box.type("99");
  box.type("9998");
  await vi.waitFor(() =>
    expect(labels(box)).toEqual(["9998", "19998", "29998", "39998", "49998", "59998", "69998", "79998", "89998", "99980"]),
  );
  expect(searched).toEqual(["", "9998"]);
  expect(box.items.every(({ alwaysShow }) => alwaysShow === true)).toBe(true);
  box.accept(box.items[1]);
  expect(await picked).toBe(19_998);
});

test("Enter before the search has answered takes no row of an older text", async () => {
  const { box, picked } = opened(100_000);
  box.type("9998");
  box.accept(box.items[0]);
  expect(labels(box)[0]).toBe("9998");
  box.type("99987");
  box.accept(box.items[0]);
  expect(await picked).toBe(99_987);
});

test("none is picked when the box goes", async () => {
  const { box, picked } = opened(100_000);
  box.hide();
  expect(await picked).toBeUndefined();
});
