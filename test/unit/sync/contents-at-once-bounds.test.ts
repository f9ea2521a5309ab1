import { expect, test } from "vitest";
import type { Attachment } from "../../../src/model/attachment.ts";
import { type Contract, type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { WantedFile } from "../../../src/model/content-state.ts";
import { newId } from "../../../src/model/ids.ts";
import type { AskedOperation } from "../../../src/model/operation.ts";
import { FILES } from "../../../src/protocol/version.ts";
import { cameUnasked, hasRoomFor } from "../../../src/sync/contents/quota.ts";
import { takeAnswer } from "../../../src/sync/operations/ask.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { type Scene, LARGEST, agree, attached, bytesOf, contentsScene, hasWhole, passes, wanted } from "./contents-scene.ts";

/** What comes by itself is bounded, costs no pass without end, and gives way to a person. */
const AT_ONCE: ContractTerms = { ...DEFAULT_TERMS, attachments: "all", contents: "at once" };
const HOUR = 60 * 60_000;
const GIB = 1024 * 1024 * 1024;

const scene = (seed: number): Promise<Scene> => contentsScene(seed, LARGEST, AT_ONCE);
const fetching = ({ S }: Scene): readonly AskedOperation[] => S.store.newestAsked(S.connection().id, "GetFile", 100);
const came = ({ S }: Scene): { readonly bytes: number; readonly count: number } => cameUnasked(S.context, S.connection().id);
const get = ({ S, world }: Scene, { issue, id }: WantedFile): ReturnType<typeof S.command> =>
  S.command({ kind: "get file", issue, file: id, id: newId(world.clock.now++, world.random.bytes(10)), author: "Bo" });

/** A content of many parts of which some have come by themselves. */
async function halfway(made: Scene): Promise<WantedFile> {
  const file = attached(made, "P", bytesOf(made, 30 * LARGEST));
  for (let i = 0; i < 20 && (await made.contents.S.arrived(file.issue, file.id)) === 0; i++) await passes(made, 1);
  expect(await made.contents.S.arrived(file.issue, file.id)).toBeGreaterThan(0);
  return file;
}

test("what arrived by itself of a content that its partner does not finish goes: so the bound holds", async () => {
  const made = await scene(81);
  const { S, P, contents } = made;
  const file = await halfway(made);
  for (const side of [P, S]) agree(side, file.issue, () => []);
  await passes(made, 6);
  expect(fetching(made)[0]).toMatchObject({ state: "failed", code: "FILE_NOT_FOUND" });
  expect([await contents.S.arrived(file.issue, file.id), S.store.fact(`handed:${S.connection().id}`), came(made).count]).toEqual([
    0,
    null,
    0,
  ]);
  expect(S.store.fact(`arrived:${file.id}.${file.sha256.slice(0, 32)}`)).toBeNull();
});

test("what came by itself counts as soon as it is here, also where its partner never says the last word, or the process ended just then", async () => {
  const made = await scene(82);
  const { S, contents } = made;
  const bytes = bytesOf(made, 3 * LARGEST);
  const file = attached(made, "P", bytes);
  for (let i = 0; i < 80 && !hasWhole(made, "S", file, bytes); i++) {
    made.world.clock.now += 10_000;
    await made[i % 2 === 0 ? "P" : "S"].pass();
  }
  expect(fetching(made)[0]?.state).not.toBe("completed");
  expect([hasWhole(made, "S", file, bytes), came(made)]).toEqual([true, { bytes: file.size, count: 1 }]);
  const other = await halfway(made);
  const [open] = fetching(made);
  contents.S.whole.set(`${other.issue} ${other.id}`, contents.P.whole.get(`${other.issue} ${other.id}`) ?? bytes);
  await S.command({ kind: "cancel file", id: open?.id ?? "", author: "Bo" });
  // While the folder is away nobody can say what is here: nothing is decided.
  contents.S.away = true;
  await passes(made, 3);
  expect(came(made).count).toBe(1);
  contents.S.away = false;
  await passes(made, 3);
  expect(came(made)).toEqual({ bytes: file.size + other.size, count: 2 });
});

test("what a partner changes or takes away itself of what came by itself takes nothing off the bound", async () => {
  const made = await scene(83);
  const file = attached(made, "P", bytesOf(made, 5_000));
  await passes(made, 8);
  const newer = bytesOf(made, 6_000);
  const mark = made.contents.P.put(file.issue, file.id, newer);
  for (const side of [made.P, made.S]) agree(side, file.issue, (known) => known.map((one) => ({ ...one, ...mark })));
  made.contents.S.whole.clear();
  await passes(made, 8);
  for (const side of [made.P, made.S]) agree(side, file.issue, () => []);
  made.contents.S.whole.clear();
  made.world.clock.now += 48 * 60 * 60_000;
  await passes(made, 3);
  expect(came(made)).toEqual({ bytes: 11_000, count: 2 });
});

test("a partner that gives no contents is not asked, no pass follows the other for it, and they come from when it can", async () => {
  const made = await scene(84);
  const { S } = made;
  await passes(made, 4);
  const connection = S.connection();
  const { partner } = connection;
  if (!partner) throw new Error("no partner");
  const capabilities = partner.capabilities.filter((one) => one !== FILES);
  S.store.transaction(() => S.store.putConnection({ ...connection, partner: { ...partner, capabilities } }));
  for (let i = 0; i < 3; i++) attached(made, "P", bytesOf(made, 500 + i));
  await S.pass();
  const reports = [await S.pass(), await S.pass()];
  expect([reports.map((report) => report?.progress), fetching(made)]).toEqual([[false, false], []]);
  // A person hears of it, once.
  const alarms = (): readonly string[] => S.store.alarms("open", 10).map(({ code, info }) => `${code} ${info}`);
  expect(alarms()).toEqual(["FAILED_TRANSFER PARTNER_CANNOT"]);
  await S.command({ kind: "acknowledge alarms", alarms: S.store.alarms("open", 10).map(({ id }) => id), author: "Bo" });
  attached(made, "P", bytesOf(made, 700));
  await S.pass();
  expect(alarms()).toEqual([]);
  // From when it can, nothing waits for a time to try again.
  S.store.transaction(() => S.store.putConnection({ ...S.connection(), partner }));
  await S.pass();
  expect(fetching(made)).toHaveLength(1);
});

test("what came by itself in vain stays until it is tried again, goes on from there, and counts meanwhile; after the last try it goes", async () => {
  const made = await scene(89);
  const { S, contents, world } = made;
  const file = await halfway(made);
  const key = `${file.issue} ${file.id}`;
  const bytes = contents.P.whole.get(key) ?? new Uint8Array();
  const tried = async (): Promise<readonly [state: string | undefined, arrived: boolean]> => {
    await passes(made, 8);
    return [S.store.unaskedContent(S.connection().id, file.id)?.state, (await contents.S.arrived(file.issue, file.id)) > 0];
  };
  contents.P.whole.delete(key);
  expect(await tried()).toEqual(["waits", true]);
  const rest = 8 * 1024 * 1024 * 1024 - file.size;
  const fits = [rest, rest + 1].map((size) => hasRoomFor(S.context, S.connection().id, { ...file, id: "other", size }, null));
  expect([fits, hasRoomFor(S.context, S.connection().id, { ...file, size: rest + 1 }, null)]).toEqual([[true, false], true]);
  world.clock.now += 10 * 60_000;
  contents.P.whole.set(key, bytes);
  for (let i = 0; i < 8 && (fetching(made).length < 2 || !fetching(made)[0]?.content?.transfer); i++) await passes(made, 1);
  expect(fetching(made)[0]?.content?.transfer?.from).toBeGreaterThan(0);
  contents.P.whole.delete(key);
  for (const wait of [0, 1, 6, 24]) {
    expect(await tried()).toEqual(["waits", true]);
    world.clock.now += wait * 60 * 60_000;
  }
  expect(await tried()).toEqual(["done", false]);
  expect(S.store.fact(`handed:${S.connection().id}`)).toBeNull();
});

test("what was asked for in vain and of which nothing came stands in the way of nothing, however large it is", async () => {
  const made = await scene(91);
  const { P, S, world, issue } = made;
  const large: Attachment = {
    id: newId(world.clock.now++, world.random.bytes(10)),
    origin: P.self,
    name: "film.mp4",
    size: 8 * 1024 * 1024 * 1024,
    sha256: "5".repeat(64),
    mediaType: "video/mp4",
    author: "Ada",
    created: "2026-11-21",
  };
  for (const side of [P, S]) agree(side, issue, (known) => [...known, large]);
  await passes(made, 8);
  expect(S.store.unaskedContent(S.connection().id, large.id)).toMatchObject({ state: "waits", tries: 1 });
  const small = bytesOf(made, 500);
  const file = attached(made, "P", small);
  await passes(made, 6);
  expect([hasWhole(made, "S", file, small), S.store.alarms("all", 10)]).toEqual([true, []]);
});

test("contents that find no room any more on their way make place for smaller ones, are told once, and go on when there is room", async () => {
  const made = await scene(90);
  const { S, contents, world } = made;
  const large = [await halfway(made), await halfway(made)];
  contents.S.free = 1024 * 1024 * 1024 + 1_000;
  await passes(made, 3);
  const states = (): readonly (string | undefined)[] => large.map(({ id }) => S.store.unaskedContent(S.connection().id, id)?.state);
  expect(states()).toEqual(["left", "left"]);
  const small = bytesOf(made, 500);
  const file = attached(made, "P", small);
  await passes(made, 6);
  world.clock.now += 3 * 60 * 60_000;
  await passes(made, 6);
  expect([hasWhole(made, "S", file, small), states()]).toEqual([true, ["left", "left"]]);
  expect(S.store.alarms("all", 10).map(({ code, info, count }) => [code, info, count])).toEqual([["FAILED_TRANSFER", "NO_ROOM", 2]]);
  const had = await contents.S.arrived(large[0]?.issue ?? "", large[0]?.id ?? "");
  contents.S.free = null;
  world.clock.now += 60 * 60_000;
  await passes(made, 40);
  expect([had > 0, states()]).toEqual([true, ["done", "done"]]);
});

test("one that ran out of room goes on as soon as what is missing of it has room, also beside smaller ones that have none", async () => {
  const made = await scene(92);
  const { S, contents, world } = made;
  const large = await halfway(made);
  const had = await contents.S.arrived(large.issue, large.id);
  contents.S.free = GIB + 100;
  await passes(made, 3);
  const other = attached(made, "P", bytesOf(made, large.size - had + 1_000));
  world.clock.now += HOUR;
  await passes(made, 3);
  const states = (): readonly (string | undefined)[] =>
    [large, other].map(({ id }) => S.store.unaskedContent(S.connection().id, id)?.state);
  expect(states()).toEqual(["left", "left"]);
  contents.S.free = GIB + large.size - had;
  world.clock.now += HOUR;
  await passes(made, 60);
  expect(states()).toEqual(["done", "left"]);
});

test.each(["NO_ROOM", "CONNECTION_CHANGED"])(
  "a partner that says %s for a content says nothing of this side: it is a try in vain, and no pass follows the other",
  async (code) => {
    const made = await scene(93);
    const { S } = made;
    const file = attached(made, "P", bytesOf(made, 5_000));
    await S.pass();
    const [open] = fetching(made);
    expect(open?.state).toBe("identifying");
    S.store.transaction(() => takeAnswer(S.context, S.connection(), { kind: "identify response", conversation: open?.id ?? "", code }));
    const reports = [await S.pass(), await S.pass(), await S.pass()];
    expect([fetching(made).length, reports.at(-1)?.progress]).toEqual([1, false]);
    const row = S.store.unaskedContent(S.connection().id, file.id);
    expect([row?.state, row?.tries, (row?.due ?? 0) > made.world.clock.now]).toEqual(["waits", 1, true]);
    expect(S.store.alarms("all", 10)).toEqual([]);
  },
);

test("a person who gets what nobody can be asked for takes nothing from it: it comes by itself from when it can", async () => {
  const made = await scene(94);
  const { S } = made;
  await passes(made, 4);
  const { partner } = S.connection();
  if (!partner) throw new Error("no partner");
  const capabilities = partner.capabilities.filter((one) => one !== FILES);
  S.store.transaction(() => S.store.putConnection({ ...S.connection(), partner: { ...partner, capabilities } }));
  const bytes = bytesOf(made, 500);
  const file = attached(made, "P", bytes);
  await S.pass();
  expect(await get(made, file)).toMatchObject({ kind: "failed", code: "PARTNER_CANNOT" });
  S.store.transaction(() => S.store.putConnection({ ...S.connection(), partner }));
  await passes(made, 8);
  expect(hasWhole(made, "S", file, bytes)).toBe(true);
});

test.each([
  ["none", undefined],
  ["smaller ones", { largest: 4_999 }],
])("what was on its way when the contract began to let %s come is not asked for again", async (_, contents) => {
  const made = await scene(95);
  const { S } = made;
  const file = attached(made, "P", bytesOf(made, 5_000));
  await S.pass();
  made.contents.P.whole.clear();
  const connection = S.connection();
  const { contents: __, ...contract } = connection.contract as Contract;
  const next = { ...contract, number: contract.number + 1, ...(contents && { contents }) };
  S.store.transaction(() => S.store.putConnection({ ...connection, contract: next }));
  await passes(made, 6);
  made.world.clock.now += HOUR;
  await passes(made, 6);
  expect(fetching(made).map(({ state, code }) => [state, code])).toEqual([["failed", "FILE_NOT_FOUND"]]);
  expect([S.store.unaskedContent(connection.id, file.id), S.store.fact(`handed:${connection.id}`)]).toEqual([null, null]);
});

test("contents that are here already, or are not to be seen now, are many to a pass, and no pass follows for them", async () => {
  const made = await scene(85);
  const { S, contents } = made;
  for (let i = 0; i < 100; i++) {
    const bytes = bytesOf(made, 100 + i);
    const { issue, id } = attached(made, "P", bytes);
    contents.S.put(issue, id, bytes);
  }
  const waiting = (): number => S.store.unaskedContents(S.connection().id, ["waits"], Infinity, 1_000).length;
  contents.S.away = true;
  for (let i = 0; i < 6 && waiting() < 100; i++) await S.pass();
  expect([(await S.pass())?.progress, waiting()]).toEqual([false, 100]);
  contents.S.away = false;
  made.world.clock.now += 10 * 60_000;
  expect([(await S.pass())?.progress, waiting()]).toEqual([false, 36]);
  expect([(await S.pass())?.progress, waiting()]).toEqual([false, 0]);
  expect([fetching(made), came(made).count]).toEqual([[], 0]);
});

test("who gets a content that comes by itself has it from then on: the other partners are asked, too, and no bound or cancel of the program holds it", async () => {
  const made = await scene(86);
  const { S, issue } = made;
  const file = await halfway(made);
  const [open] = fetching(made);
  const connection = S.connection();
  const sync = S.store.sync(connection.id, issue);
  if (!sync || !open) throw new Error("nothing is under way");
  const other = { ...connection, id: "another", name: "another" };
  S.store.transaction(() => {
    S.store.putConnection(other);
    putSync(S.context, other, { ...sync, connection: other.id });
  });
  made.contents.S.free = 0;
  expect(await get(made, file)).toMatchObject({ kind: "done", data: { conversation: open.id } });
  const asked = S.store.askedParts(open.id, ["identifying", "accepted"]);
  expect(asked.map((row) => [row.connection, row.state, row.byItself])).toEqual([
    [connection.id, "accepted", undefined],
    ["another", "identifying", undefined],
  ]);
  expect(S.store.unaskedContent(connection.id, file.id)?.state).toBe("done");
  // Said again, it is the same: nobody is asked twice.
  await get(made, file);
  expect(S.store.askedParts(open.id, ["identifying", "accepted"])).toHaveLength(2);
  S.store.transaction(() => S.store.removeConnection(other.id));
  await passes(made, 30);
  expect([S.store.asked(connection.id, open.id)?.state, came(made).count]).toEqual(["completed", 0]);
});

test("what arrived by itself stays where a person got it meanwhile and gave it up", async () => {
  const made = await scene(87);
  const { S, contents } = made;
  const file = await halfway(made);
  await get(made, file);
  await passes(made, 1);
  await S.command({ kind: "cancel file", id: fetching(made)[0]?.id ?? "", author: "Bo" });
  await passes(made, 3);
  expect(await contents.S.arrived(file.issue, file.id)).toBeGreaterThan(0);
});

test("what a partner hands over, takes back and hands over again counts each time", async () => {
  const made = await contentsScene(88);
  const { P, S } = made;
  const file = attached(made, "P", bytesOf(made, 30_000));
  for (let time = 1; time < 4; time++) {
    await wanted(made, P, file, "put file");
    await passes(made, 12);
    expect(cameUnasked(S.context, S.connection().id)).toEqual({ bytes: time * 30_000, count: time });
    made.world.clock.now += 2 * 60 * 60_000;
    const id = newId(made.world.clock.now++, made.world.random.bytes(10));
    await P.command({ kind: "take back file", issue: file.issue, file: file.id, id, author: "Ada" });
    await passes(made, 6);
    expect(made.contents.S.whole.size).toBe(0);
  }
});
