import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { raise } from "../../../src/sync/alarms.ts";
import { post, postEncoded } from "../../../src/sync/context.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** Two whole projects: one raises alarms, the other is told of them over the real stream. */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;
let issue: string;

const DAY = 24 * 60 * 60 * 1000;
const mint = (): string => newId(world.clock.now++, world.random.bytes(10));

beforeEach(async () => {
  world = await connectedWorld({ seed: 23, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  ({ P, S } = world);
  onTestFinished(() => [P, S].forEach((side) => side.close()));
  issue = mint();
  P.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  await passes(4);
  if (S.tracker.issue(issue)?.fields["title"] !== "Valve") throw new Error("the scene is not set");
});

async function passes(times: number): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of [P, S]) await side.pass();
}

const open = (side: SimulatedProject): unknown[] =>
  side.store.alarms("open", 1_000).map(({ code, raiser, info, count }) => [raiser, code, info, count]);
const actions = (side: SimulatedProject, action: string): number =>
  side.store.audits(0, 1_000_000).filter((event) => event.action === action).length;
const says = (side: SimulatedProject, messages: readonly Message[]): void => {
  side.store.transaction(() => post(side.context, side.connection().id, messages));
};
const raised = (side: SimulatedProject, info: string, about: { issue?: string } = {}): void => {
  side.store.transaction(() => raise(side.context, { code: "CHECKSUM_ALARM", connection: side.connection().id, info, ...about }));
};
const sealed = (side: SimulatedProject): number => side.connection().stream.next;

test("is shown here and told to the partner, once, however often it is raised, until a person acknowledges it", async () => {
  raised(P, "EXISTING", { issue });
  raised(P, "EXISTING", { issue });
  await passes(3);
  raised(P, "EXISTING", { issue });
  await passes(3);
  expect([open(P), open(S)]).toEqual([[["here", "CHECKSUM_ALARM", "EXISTING", 3]], [["partner", "CHECKSUM_ALARM", "EXISTING", 1]]]);
  expect([actions(P, "alarm raised"), actions(S, "alarm received")]).toEqual([1, 1]);
  const [alarm] = S.store.alarms("open", 9);
  expect(alarm).toMatchObject({ issue });
  expect(await S.command({ kind: "acknowledge alarms", alarms: [alarm?.id ?? 0], author: "Bo" })).toMatchObject({ data: { count: 1 } });
  expect([open(S), S.store.alarms("all", 9)]).toMatchObject([[], [{ acknowledged: { by: "Bo" } }]]);
  expect(actions(S, "alarm acknowledged")).toBe(1);
  expect(await S.command({ kind: "acknowledge alarms", alarms: [alarm?.id ?? 0], author: "Bo" })).toMatchObject({ code: "NO_SUCH_ALARM" });
  await P.command({ kind: "acknowledge alarms", alarms: { upTo: 1_000 }, author: "Ada" });
  raised(P, "EXISTING", { issue });
  await passes(3);
  expect([open(P), open(S)]).toMatchObject([[["here", "CHECKSUM_ALARM", "EXISTING", 1]], [["partner", "CHECKSUM_ALARM", "EXISTING", 1]]]);
});

test("all is acknowledged up to what the person saw, and nothing that came since", async () => {
  raised(P, "A");
  const seen = P.store.alarms("open", 1)[0]?.id ?? 0;
  raised(P, "B");
  await P.command({ kind: "acknowledge alarms", alarms: { upTo: seen }, author: "Ada" });
  expect(open(P)).toEqual([["here", "CHECKSUM_ALARM", "B", 1]]);
});

test("those of a broken partner are few rows that count all, and the others are one", async () => {
  for (let file = 0; file < 3; file++)
    says(
      S,
      Array.from({ length: 1_000 }, (_, i): Message => ({ kind: "alarm", code: `BROKEN_${file}_${i}`, time: 0, info: `x${i}` })),
    );
  await passes(6);
  const found = P.store.alarms("open", 100_000);
  expect([found.length, found.reduce((sum, { count }) => sum + count, 0)]).toEqual([21, 3_000]);
  expect(found.find(({ others }) => others)).toMatchObject({ count: 2_980, code: "BROKEN_2_999" });
  expect(actions(P, "alarm received")).toBe(21);
});

test("our own are as few, here and in what is sent", async () => {
  for (let i = 0; i < 1_000; i++) raised(P, `n${i}`);
  await passes(3);
  expect([P.store.alarms("open", 9_999).length, S.store.alarms("open", 9_999).length]).toEqual([21, 21]);
});

test("however many are open that end by themselves, a grave one has its place, here and at the partner, and stands before them", async () => {
  const cheap = (info: string): void =>
    P.store.transaction(() => raise(P.context, { code: "FAILED_OPERATION", connection: P.connection().id, info }));
  for (let i = 0; i < 30; i++) cheap(`n${i}`);
  P.store.transaction(() => raise(P.context, { code: "INTEGRITY_ISSUE", connection: P.connection().id, info: "CHAIN_BROKEN" }));
  cheap("n30");
  await passes(3);
  for (const [side, raiser] of [
    [P, "here"],
    [S, "partner"],
  ] as const) {
    const found = side.store.alarms("open", 9_999);
    expect([found.length, found[0]?.info, found[0]?.raiser]).toEqual([22, "CHAIN_BROKEN", raiser]);
    expect(side.store.alarms("open", 1)).toMatchObject([{ info: "CHAIN_BROKEN" }]);
  }
  for (let i = 0; i < 30; i++) raised(P, `g${i}`);
  await passes(3);
  const all = P.store.alarms("open", 9_999);
  expect([all.length, all.filter(({ others }) => others).map(({ code, count }) => [code, count])]).toEqual([
    42,
    [
      ["CHECKSUM_ALARM", 11],
      ["FAILED_OPERATION", 11],
    ],
  ]);
  expect(S.store.alarms("open", 9_999)).toHaveLength(42);
});

test("a partner that asks to replace what does not stand here, for many issues, hides none of what is wrong with its stream or key", () => {
  for (let i = 0; i < 30; i++) raised(P, "EXISTING_FILE_CHECKSUM", { issue: mint() });
  const grave = ["IDENTITY_DISPUTED", "CHAIN_BROKEN", "SUSPENDED"];
  const connection = P.connection().id;
  P.store.transaction(() => grave.forEach((info) => raise(P.context, { code: "INTEGRITY_ISSUE", connection, info }, "here")));
  P.store.transaction(() => raise(P.context, { code: "INVALID_MESSAGE_VERSION", connection, info: "UNKNOWN_PART" }, "here"));
  for (let i = 0; i < 3; i++) raised(P, "EXISTING_FILE_CHECKSUM", { issue: mint() });
  const found = P.store.alarms("open", 99);
  expect(found.filter(({ code, others }) => code !== "CHECKSUM_ALARM" && !others).map(({ info }) => info)).toEqual(
    expect.arrayContaining([...grave, "UNKNOWN_PART"]),
  );
  expect(found.filter(({ others }) => others)).toMatchObject([{ code: "CHECKSUM_ALARM", count: 13 }]);
});

test("an alarm that the partner cannot take gives cause to none that travels: there is no end of it otherwise", async () => {
  const alarm = (number: number): string => `{"v":"1.0","min":"1.0","kind":"alarm","code":"${number}","time":0}`;
  P.store.transaction(() => postEncoded(P.context, P.connection().id, [alarm(1), alarm(2)]));
  await passes(4);
  expect([open(P), open(S)]).toEqual([[["here", "INVALID_MESSAGE", "BAD_SHAPE", 2]], [["here", "INVALID_MESSAGE", "BAD_SHAPE", 2]]]);
  const before = [sealed(P), sealed(S)];
  await passes(4);
  expect([sealed(P), sealed(S)]).toEqual(before);
});

test("a partner's is passed on to nobody, and is no cause of another", async () => {
  raised(P, "EXISTING");
  await passes(4);
  expect(actions(S, "alarm raised") + actions(P, "alarm received")).toBe(0);
});

describe("nothing is told", () => {
  test("of an issue that is not shared with the partner", async () => {
    const secret = mint();
    P.tracker.add(secret, { fields: { title: "Secret" } });
    await passes(2);
    raised(P, "EXISTING", { issue: secret });
    await passes(3);
    expect([open(P).length, open(S)]).toEqual([1, []]);
  });

  test("to a partner that does not take alarms", async () => {
    const connection = P.connection();
    const partner = connection.partner && { ...connection.partner, capabilities: ["operations"] };
    P.store.transaction(() => P.store.putConnection({ ...connection, partner }));
    raised(P, "EXISTING");
    await passes(3);
    expect([open(P).length, open(S)]).toEqual([1, []]);
  });

  test("of what this side chose not to send, and what the other does not want is not shown", async () => {
    P.settings = { ...P.settings, alarms: { send: ["TIMEOUT"], receive: "all" } };
    raised(P, "EXISTING");
    await passes(3);
    expect(open(S)).toEqual([]);
    P.settings = { ...P.settings, alarms: { send: "all", receive: "all" } };
    S.settings = { ...S.settings, alarms: { send: "all", receive: [] } };
    raised(P, "OTHER");
    await passes(3);
    expect([open(P).length, open(S)]).toEqual([2, []]);
  });
});

describe("is raised", () => {
  test("when nobody answers an operation in time", async () => {
    await P.command({ kind: "ask status", connection: CONNECTION, id: mint(), author: "Ada" });
    await P.pass();
    world.clock.now += 8 * DAY;
    await P.pass();
    expect(open(P)).toEqual([["here", "TIMEOUT", "GetStatus", 1]]);
    await passes(3);
    expect(open(S)).toEqual([["partner", "TIMEOUT", "GetStatus", 1]]);
  });

  test("when an operation fails, but not where the partner cannot do it", async () => {
    const ask = async (code: string): Promise<void> => {
      const conversation = mint();
      await P.command({ kind: "ask status", connection: CONNECTION, id: conversation, author: "Ada" });
      says(S, [{ kind: "identify response", conversation, code }]);
      await S.pass();
      await P.pass();
    };
    await ask("REQUEST_NOT_SUPPORTED");
    expect(open(P)).toEqual([]);
    await ask("FAILURE");
    expect(open(P)).toEqual([["here", "FAILED_OPERATION", "GetStatus FAILURE", 1]]);
  });

  test("when a message is too new, and when one cannot be taken", async () => {
    const body = (kind: string): string => `{"v":"1.0","min":"1.0","kind":"${kind}"}`;
    S.store.transaction(() => postEncoded(S.context, S.connection().id, [body("video"), body("ping")]));
    await passes(3);
    expect(open(P)).toEqual([
      ["here", "INVALID_MESSAGE_VERSION", "kind", 1],
      ["here", "INVALID_MESSAGE", "BAD_SHAPE", 1],
    ]);
    expect([actions(P, "message refused"), actions(P, "message not understood"), actions(S, "refused")]).toEqual([1, 1, 2]);
    expect(open(S)).toEqual([
      ["here", "INVALID_MESSAGE_VERSION", "NOT_UNDERSTOOD", 1],
      ["here", "INVALID_MESSAGE", "BAD_SHAPE", 1],
    ]);
  });

  test("when a file of the partner is still not taken after a while, and not before", async () => {
    S.tracker.edit(issue, { fields: { title: "Pump" } });
    await S.pass();
    const directory = `${S.self}/${S.connection().id}/`;
    const path = world.exchange.folder.paths().findLast((other) => other.startsWith(directory) && /\/\d+-\d+-/.test(other)) ?? "";
    const bytes = world.exchange.folder.bytes(path);
    if (!bytes) throw new Error("no file");
    world.exchange.folder.put(path, bytes.slice(0, -10));
    await P.pass();
    expect(Object.values(P.connection().troubles)).toEqual(["NAME_MISMATCH"]);
    world.clock.now += 9 * 60_000;
    await P.pass();
    expect(open(P)).toEqual([]);
    world.clock.now += 2 * 60_000;
    await P.pass();
    await P.pass();
    expect(open(P)).toEqual([["here", "INVALID_MESSAGE", "NAME_MISMATCH", 1]]);
    await passes(4);
    expect([open(P).length, open(S)]).toEqual([1, [["partner", "INVALID_MESSAGE", "NAME_MISMATCH", 1]]]);
    expect(P.tracker.issue(issue)?.fields["title"]).toBe("Pump");
  });

  test("about a file of any name, as much of it as a message takes", async () => {
    const reference = `\u001b[2J\u2028${"x".repeat(5_000)}\ud800`;
    P.store.transaction(() => raise(P.context, { code: "CHECKSUM_ALARM", connection: P.connection().id, info: "X", reference }));
    await passes(3);
    expect(S.store.alarms("open", 9)).toMatchObject([{ raiser: "partner", info: "X", reference: ` [2J ${"x".repeat(195)}` }]);
  });

  test("about no file that was taken meanwhile", async () => {
    S.tracker.edit(issue, { fields: { title: "Pump" } });
    await S.pass();
    const directory = `${S.self}/${S.connection().id}/`;
    const path = world.exchange.folder.paths().findLast((other) => other.startsWith(directory) && /\/\d+-\d+-/.test(other)) ?? "";
    const bytes = world.exchange.folder.bytes(path);
    if (!bytes) throw new Error("no file");
    world.exchange.folder.put(path, bytes.slice(0, -10));
    await P.pass();
    expect(Object.keys(P.connection().lingering ?? {})).toHaveLength(1);
    world.exchange.folder.put(path, bytes);
    world.clock.now += 11 * 60_000;
    await passes(3);
    expect([open(P), P.tracker.issue(issue)?.fields["title"], P.connection().lingering]).toEqual([[], "Pump", undefined]);
  });

  test.each([0, 40])("when nobody collects what lies in the folder, once (%s other grave ones are open)", async (others) => {
    for (let i = 0; i < others; i++) raised(P, `n${i}`);
    const before = P.store.alarms("open", 99).length;
    for (let i = 0; i < 70; i++) {
      P.tracker.edit(issue, { fields: { title: `Valve ${i}` } });
      await P.pass();
      await P.command({ kind: "ping", connection: CONNECTION, author: "Ada" });
      await P.pass();
    }
    expect(P.store.files(P.connection().id)).toHaveLength(64);
    expect(open(P)).toHaveLength(before);
    world.clock.now += 2 * DAY;
    for (let i = 0; i < 4; i++) await P.pass();
    expect(open(P)).toHaveLength(before + 1);
    expect(open(P)).toContainEqual(["here", "COMPONENT_FAILURE", "NOBODY_COLLECTS", 1]);
  });
});
