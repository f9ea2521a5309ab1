import { expect, test } from "vitest";
import { type Contract, type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { AskedOperation } from "../../../src/model/operation.ts";
import type { UnaskedState } from "../../../src/model/unasked-content.ts";
import { cameUnasked } from "../../../src/sync/contents/quota.ts";
import { type Scene, LARGEST, agree, asked, attached, bytesOf, contentsScene, hasWhole, passes, standing } from "./contents-scene.ts";

/** Where the contract says so, contents come as soon as they are agreed on, and nobody has to ask. */
const AT_ONCE: ContractTerms = { ...DEFAULT_TERMS, attachments: "all", contents: "at once" };
const HOUR = 60 * 60_000;
const GIB = 1024 ** 3;

const scene = (seed: number, terms = AT_ONCE): Promise<Scene> => contentsScene(seed, LARGEST, terms);
const fetching = ({ S }: Scene): readonly AskedOperation[] => S.store.newestAsked(S.connection().id, "GetFile", 100);
const stateOf = ({ S }: Scene, id: string): UnaskedState | undefined => S.store.unaskedContent(S.connection().id, id)?.state;

test("a content comes by itself to both sides, and once: what somebody deletes here does not come again", async () => {
  const made = await scene(61);
  const bytes = [bytesOf(made, 90_000), bytesOf(made, 50)] as const;
  const mine = attached(made, "P", bytes[0]);
  const theirs = attached(made, "S", bytes[1]);
  await passes(made, 20);
  expect([hasWhole(made, "S", mine, bytes[0]), hasWhole(made, "P", theirs, bytes[1])]).toEqual([true, true]);
  expect([fetching(made).length, standing(made)]).toEqual([1, []]);
  made.contents.S.whole.delete(`${mine.issue} ${mine.id}`);
  made.world.clock.now += 48 * HOUR;
  // Something else of the issue changes: it is looked at again.
  attached(made, "P", bytesOf(made, 10));
  await passes(made, 12);
  expect([hasWhole(made, "S", mine, bytes[0]), fetching(made).length]).toEqual([false, 2]);
  expect(stateOf(made, mine.id)).toBe("done");
});

test("another content of the same file comes by itself, too", async () => {
  const made = await scene(62);
  const file = attached(made, "P", bytesOf(made, 5_000));
  await passes(made, 8);
  const newer = bytesOf(made, 6_000);
  const mark = made.contents.P.put(file.issue, file.id, newer);
  for (const side of [made.P, made.S]) agree(side, file.issue, (known) => known.map((one) => ({ ...one, ...mark })));
  made.contents.S.whole.clear();
  await passes(made, 8);
  expect(hasWhole(made, "S", file, newer)).toBe(true);
});

test.each([
  ["a contract that does not say so", { ...AT_ONCE, contents: undefined }],
  ["a file outside its conditions", { ...AT_ONCE, contents: { largest: 4_999 } }],
  ["a file of another type", { ...AT_ONCE, contents: { mediaTypes: ["text/*"] } }],
])("nothing comes by itself under %s", async (_, { contents, ...terms }) => {
  const made = await scene(63, { ...terms, ...(contents && { contents }) });
  attached(made, "P", bytesOf(made, 5_000));
  await passes(made, 6);
  expect(fetching(made)).toEqual([]);
});

test("what is shared no more, or of somebody else, does not come by itself", async () => {
  const made = await scene(64);
  const { S, P } = made;
  const foreign = attached(made, "P", bytesOf(made, 5_000), "S");
  const gone = attached(made, "P", bytesOf(made, 5_000));
  for (const side of [S, P]) agree(side, gone.issue, (known) => known.filter(({ id }) => id !== gone.id));
  await passes(made, 6);
  expect(fetching(made).map(({ content }) => content?.file.id)).toEqual([]);
  expect(stateOf(made, foreign.id)).toBeUndefined();
});

test("two come at a time, the small ones first, and the process may end anywhere", { timeout: 120_000 }, async () => {
  const made = await scene(65);
  const bytes = [90_000, 300, 60_000, 9_000].map((size) => bytesOf(made, size));
  const files = bytes.map((some) => attached(made, "P", some));
  const order: string[] = [];
  let most = 0;
  for (let i = 0; i < 80; i++) {
    if (i % 3 === 1) made.S.points.arm(1 + (i % 5), "commit");
    await passes(made, 1);
    const open = fetching(made).filter(({ state }) => state !== "completed" && state !== "failed");
    most = Math.max(most, open.length);
    for (const { content } of fetching(made)) if (content && !order.includes(content.file.id)) order.push(content.file.id);
  }
  made.S.points.disarm();
  expect(files.map((file, i) => hasWhole(made, "S", file, bytes[i] ?? new Uint8Array()))).toEqual([true, true, true, true]);
  expect([most, fetching(made).length]).toEqual([2, 4]);
  expect([0, 1].map((at) => files.findIndex(({ id }) => id === order[at])).includes(0)).toBe(false);
  expect(cameUnasked(made.S.context, made.S.connection().id)).toEqual({ bytes: 159_300, count: 4 });
});

test("what a person gives up stays given up, and what the partner does not have yet is asked for later, not without end", async () => {
  const made = await scene(66);
  const { S, contents, world } = made;
  const file = attached(made, "P", bytesOf(made, 90_000));
  for (let i = 0; i < 10 && fetching(made)[0]?.state !== "accepted"; i++) await passes(made, 1);
  await S.command({ kind: "cancel file", id: fetching(made)[0]?.id ?? "", author: "Bo" });
  world.clock.now += 48 * HOUR;
  await passes(made, 6);
  expect([fetching(made).length, stateOf(made, file.id)]).toEqual([1, "done"]);
  const bytes = bytesOf(made, 5_000);
  const late = attached(made, "P", bytes);
  const name = `${late.issue} ${late.id}`;
  contents.P.whole.delete(name);
  await passes(made, 6);
  expect([fetching(made).length, stateOf(made, late.id)]).toEqual([2, "waits"]);
  contents.P.whole.set(name, bytes);
  world.clock.now += 10 * 60_000;
  await passes(made, 6);
  expect(hasWhole(made, "S", late, bytes)).toBe(true);
  const never = attached(made, "P", bytesOf(made, 5_000));
  contents.P.whole.delete(`${never.issue} ${never.id}`);
  for (let i = 0; i < 12; i++) {
    world.clock.now += 24 * HOUR;
    await passes(made, 3);
  }
  expect([fetching(made).length, stateOf(made, never.id)]).toEqual([8, "done"]);
  expect(S.store.audits(0, 10_000).filter(({ action }) => action === "alarm raised")).toEqual([]);
});

test("what has no room is left and told once, the largest first; it comes when there is room, or a person asks", async () => {
  const made = await scene(67);
  const { S, world, contents, issue } = made;
  contents.S.free = GIB + 100;
  const bytes = [400, 300, 60].map((size) => bytesOf(made, size));
  const [large, middle, small] = bytes.map((some) => attached(made, "P", some));
  await passes(made, 12);
  expect([large, middle, small].map((file) => file && stateOf(made, file.id))).toEqual(["left", "left", "done"]);
  const told = S.store.alarms("all", 10).map(({ code, info, issue: of, count }) => [code, info, of, count]);
  expect(told).toEqual([["FAILED_TRANSFER", "NO_ROOM", issue, 2]]);
  const id = newId(world.clock.now++, world.random.bytes(10));
  await S.command({ kind: "get file", issue, file: large?.id ?? "", id, author: "Bo" });
  await passes(made, 8);
  expect(asked(S, id).state).toBe("completed");
  contents.S.free = null;
  world.clock.now += HOUR;
  await passes(made, 12);
  expect(middle && hasWhole(made, "S", middle, bytes[1] ?? new Uint8Array())).toBe(true);
  expect(cameUnasked(S.context, S.connection().id)).toEqual({ bytes: 360, count: 2 });
});

test("a narrower contract ends what had not begun", async () => {
  const made = await scene(68);
  const { S } = made;
  for (let i = 0; i < 5; i++) attached(made, "P", bytesOf(made, 90_000 + i));
  await S.pass();
  const connection = S.connection();
  expect(S.store.unaskedContents(connection.id, ["waits"], Infinity, 10)).toHaveLength(4);
  const { contents: _, ...contract } = connection.contract as Contract;
  S.store.transaction(() => S.store.putConnection({ ...connection, contract: { ...contract, number: contract.number + 1 } }));
  await S.pass();
  expect(S.store.unaskedContents(connection.id, ["waits", "left"], Infinity, 10)).toEqual([]);
});
