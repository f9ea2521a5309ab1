import { join } from "node:path";
import { expect, test } from "vitest";
import { sampleConnection } from "../../contract/store/samples.ts";
import { openedStore, temporaryDirectory } from "./directory.ts";

function twoProcesses() {
  const file = join(temporaryDirectory(), "s.sqlite");
  return [openedStore(file), openedStore(file)] as const;
}

const running = sampleConnection("c");
const stopped = sampleConnection("c", { facts: { link: "connected", run: "stopped", contract: "none" } });

test("a process reads of a connection what another has committed last", () => {
  const [one, other] = twoProcesses();
  one.transaction(() => one.putConnection(running));
  expect([one.connections(), other.connections()]).toEqual([[running], [running]]);
  other.transaction(() => other.putConnection(stopped));
  expect([one.connection("c"), other.connection("c")]).toEqual([stopped, stopped]);
  one.transaction(() => {
    one.putConnection(running);
    expect(one.connection("c")).toEqual(running);
    expect(other.connection("c")).toEqual(stopped);
  });
  expect([one.connections(), other.connections()]).toEqual([[running], [running]]);
  other.transaction(() => other.removeConnection("c"));
  expect([one.connections(), other.connection("c")]).toEqual([[], null]);
});

test("what a transaction that failed wrote of a connection is not read", () => {
  const [store] = twoProcesses();
  store.transaction(() => store.putConnection(running));
  expect(() =>
    store.transaction(() => {
      store.putConnection(stopped);
      expect(store.connection("c")).toEqual(stopped);
      throw new Error("no more");
    }),
  ).toThrow("no more");
  expect([store.connection("c"), store.connections()]).toEqual([running, [running]]);
});
