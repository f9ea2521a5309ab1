import { expect, test } from "vitest";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import { connectionsInOrder, openAtFirst } from "../../../src/view/connection-order.ts";
import { RUNNING } from "./connection-samples.ts";

const many: readonly ConnectionView[] = Array.from({ length: 20 }, (_, i) => ({
  ...RUNNING,
  name: `c${i}`,
  ...(i === 3 && { status: "closed" as const }),
  ...(i === 12 && { status: "suspended" as const }),
}));
const stuck = ({ name }: ConnectionView): boolean => name === "c17";

test("of many connections those that need a person come first and those that are over last; the others stay as they were", () => {
  const names = connectionsInOrder(many, (one) => one, stuck).map(({ name }) => name);
  const others = many.map(({ name }) => name).filter((name) => !["c3", "c12", "c17"].includes(name));
  expect(names).toEqual(["c12", "c17", ...others, "c3"]);
});

test("a hub's tree is open only where one alone needs a person; a few connections show all that there is to say", () => {
  const open = (all: readonly ConnectionView[]) => all.filter(openAtFirst(all, stuck)).map(({ name }) => name);
  expect(open(many)).toEqual([]);
  expect(open(many.filter(({ name }) => name !== "c12"))).toEqual(["c17"]);
  expect(open(many.slice(11, 15))).toEqual(["c11", "c12", "c13", "c14"]);
});
