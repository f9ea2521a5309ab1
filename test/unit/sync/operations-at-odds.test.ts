import { beforeEach, expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { AskedOperation } from "../../../src/model/operation.ts";
import type { OperationMessage } from "../../../src/protocol/message.ts";
import { MOST_WAITING } from "../../../src/sync/operations/answer.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { post } from "../../../src/sync/context.ts";
import { operate, takeOperation } from "../../../src/sync/operations/operate.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** A partner that says what does not belong there, nothing, or something without end; and issues that are on their way. */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;
let issue: string;

const FINGERPRINT = "0123456789abcdef";
const DAY_MS = 86_400_000;
const mint = (): string => newId(world.clock.now++, world.random.bytes(10));

beforeEach(async () => {
  world = await connectedWorld({ seed: 12, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  ({ P, S } = world);
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
  });
  issue = mint();
  P.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  await passes(4);
});

async function passes(times: number, sides: readonly SimulatedProject[] = [P, S]): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of sides) await side.pass();
}

async function begun(side: SimulatedProject, kind: "ask status" | "reconcile" = "reconcile"): Promise<string> {
  const id = mint();
  expect(await side.command({ kind, connection: CONNECTION, id, author: "Ada" })).toMatchObject({ kind: "done" });
  return id;
}

function asked(side: SimulatedProject, id: string): AskedOperation {
  const operation = side.store.asked(side.connection().id, id);
  if (!operation) throw new Error("no operation");
  return operation;
}

/** As if the partner had said it. */
function hear(side: SimulatedProject, message: OperationMessage): void {
  side.store.transaction(() => takeOperation(side.context, side.connection().id, message));
}

const trail = (side: SimulatedProject): readonly string[] =>
  side.store.audits(0, 10_000).flatMap(({ action, info }) => (action === "operation ignored" ? [info ?? ""] : []));
const said = (side: SimulatedProject, kind: string): number => side.said.filter(({ body }) => body.includes(`"kind":"${kind}"`)).length;

test.each([
  ["P", () => P],
  ["S", () => S],
] as const)("an edit of %s that is on its way is no difference", async (_, side) => {
  const id = await begun(P);
  await passes(1, [P, S]);
  side().tracker.edit(issue, { fields: { title: "Pump" } });
  await passes(1, [side()]);
  await passes(8);
  expect(asked(P, id)).toMatchObject({ state: "completed", comparison: { found: 0 } });
  expect([P, S].map((one) => one.row(issue)?.status)).toEqual(["up to date", "up to date"]);
});

test("what waits at a side that is stopped is on its way, and not repaired", async () => {
  await S.command({ kind: "stop", connection: CONNECTION, author: "Bo" });
  P.tracker.edit(issue, { fields: { title: "Pump" } });
  await passes(3);
  const id = await begun(P);
  await passes(8);
  expect(asked(P, id)).toMatchObject({ state: "completed", comparison: { found: 0, underWay: 1 } });
});

test("nobody is asked who is not connected, cannot answer, or was asked already", async () => {
  await begun(P);
  const again = { kind: "reconcile", connection: CONNECTION, id: mint(), author: "Ada" } as const;
  expect(await P.command(again)).toMatchObject({ kind: "failed", code: "ASKED_ALREADY" });
  const connection = S.connection();
  const partner = connection.partner && { ...connection.partner, capabilities: ["workflow"] };
  S.store.transaction(() => S.store.putConnection({ ...connection, partner }));
  expect(await S.command(again)).toMatchObject({ kind: "failed", code: "PARTNER_CANNOT" });
  S.store.transaction(() => S.store.putConnection({ ...connection, facts: { ...connection.facts, link: "suspended" } }));
  expect(await S.command(again)).toMatchObject({ kind: "failed", code: "NOT_CONNECTED" });
});

test("who does not answer in time is named, and what comes later changes nothing", async () => {
  const id = await begun(P, "ask status");
  await passes(2, [P]);
  world.clock.now += 6 * DAY_MS;
  await passes(1, [P]);
  expect(asked(P, id).state).toBe("identifying");
  world.clock.now += 2 * DAY_MS;
  await passes(1, [P]);
  expect(asked(P, id)).toMatchObject({ state: "failed", code: "TIMEOUT" });
  await passes(4);
  expect(asked(P, id)).toMatchObject({ state: "failed", code: "TIMEOUT" });
  expect(trail(P)).toEqual(["identify response: over"]);
});

test("what was asked by a clock that was years ahead does not wait for those years", async () => {
  world.clock.now += 3000 * DAY_MS;
  const id = await begun(P);
  world.clock.now -= 3000 * DAY_MS;
  await passes(1, [P]);
  expect(asked(P, id).state).toBe("failed");
  const again = await begun(P);
  await passes(8);
  expect(asked(P, again).state).toBe("completed");
});

test.each(["remove", "revoke"] as const)("what was asked ends with the connection: %s", async (kind) => {
  const id = await begun(P);
  hear(P, { kind: "identify request", conversation: mint(), operation: "GetStatus" });
  await P.command({ kind, connection: CONNECTION, author: "Ada" });
  expect(asked(P, id)).toMatchObject({ state: "failed", code: "CONNECTION_CHANGED" });
  expect(P.store.answeredIn(P.connection().id, ["identified", "working"])).toEqual([]);
});

test("what was deleted here, where deletions are kept, is no difference, and the partner is not told", async () => {
  const terms = { ...DEFAULT_TERMS, deletes: "keep" as const };
  P.settings = { ...P.settings, terms };
  await P.command({ kind: "publish", connection: CONNECTION, note: "", unverified: true, author: "Ada" });
  await passes(2);
  await S.command({ kind: "accept", connection: CONNECTION, contract: 2, note: "", unverified: true, author: "Bo" });
  await passes(4);
  S.tracker.remove(issue);
  await passes(4);
  expect(S.row(issue)?.sync.keptAway).toBe(true);
  for (const side of [P, S]) {
    const id = await begun(side);
    await passes(8);
    expect(asked(side, id)).toMatchObject({ state: "completed", comparison: { found: 0 } });
  }
  expect([P.row(issue)?.status, P.tracker.issue(issue)?.fields["title"]]).toEqual(["up to date", "Valve"]);
});

test("ranges that overlap are not walked", () => {
  const salt = "0123456789abcdefghjkmnpqrs";
  const conversation = mint();
  hear(P, { kind: "identify request", conversation, operation: "GetChecksums" });
  const ranges = [
    [null, null, FINGERPRINT],
    [null, null, FINGERPRINT],
  ] as [null, null, string][];
  hear(P, { kind: "operation request", conversation, operation: "GetChecksums", checksums: { salt, ranges } });
  expect(P.said.at(-1)?.body).toContain("REQUEST_NOT_UNDERSTOOD");
});

test("what a stranger says, what is of the wrong phase, and a second final are noted and not answered", async () => {
  const id = await begun(P, "ask status");
  const messages = P.said.length;
  hear(P, { kind: "operation final", conversation: mint(), code: "OPERATION_COMPLETED" });
  hear(P, { kind: "operation final", conversation: id, code: "OPERATION_COMPLETED" });
  hear(P, { kind: "operation request", conversation: mint(), operation: "GetStatus" });
  expect([P.said.length, asked(P, id).state]).toEqual([messages, "identifying"]);
  await passes(8);
  hear(P, { kind: "operation final", conversation: id, code: "FAILURE" });
  expect(asked(P, id).state).toBe("completed");
  expect(trail(P)).toEqual([
    "operation final: nobody asked",
    "operation final: wrong phase",
    "operation request: wrong phase",
    "operation final: over",
  ]);
});

test.each([
  ["no answer at all", undefined],
  ["more answers than ranges", [{ equal: true as const }, { equal: true as const }]],
  ["none of the ranges answered", []],
  [
    "items that come twice",
    [
      {
        items: [
          ["i", FINGERPRINT],
          ["i", FINGERPRINT],
        ],
      },
    ],
  ],
  ["a final with parts", [{ parts: [[null, FINGERPRINT]] }]],
])("a final with %s ends the comparison as failed, and repairs nothing", async (_, checksums) => {
  const id = await begun(P);
  hear(P, { kind: "identify response", conversation: id, code: "IDENTIFICATION_POSITIVE" });
  operate(P.context, P.connection().id);
  const named = JSON.parse(JSON.stringify(checksums ?? null).replaceAll('"i"', JSON.stringify(issue))) as never;
  const final = { kind: "operation final", conversation: id, code: "OPERATION_COMPLETED" } as const;
  hear(P, checksums === undefined ? final : { ...final, checksums: named });
  expect(asked(P, id)).toMatchObject({ state: "failed", code: "INVALID_MESSAGE" });
  expect(P.row(issue)?.sync.recovering).toBeUndefined();
});

test.each([
  ["that end before the range does", [["i", FINGERPRINT]]],
  [
    "that go back",
    [
      ["i", FINGERPRINT],
      ["i", FINGERPRINT],
      [null, FINGERPRINT],
    ],
  ],
  [
    "that go on behind its end",
    [
      [null, FINGERPRINT],
      [null, FINGERPRINT],
    ],
  ],
])("parts of a range %s end the comparison as failed", async (_, parts) => {
  const id = await begun(P);
  hear(P, { kind: "identify response", conversation: id, code: "IDENTIFICATION_POSITIVE" });
  operate(P.context, P.connection().id);
  const named = JSON.parse(JSON.stringify(parts).replaceAll('"i"', JSON.stringify(issue))) as never;
  hear(P, { kind: "operation progress", conversation: id, code: "OPERATION_PROGRESS", checksums: [{ parts: named }] });
  expect(asked(P, id)).toMatchObject({ state: "failed", code: "INVALID_MESSAGE" });
});

test("a partner that tells parts apart without end is given up", async () => {
  const id = await begun(P);
  hear(P, { kind: "identify response", conversation: id, code: "IDENTIFICATION_POSITIVE" });
  operate(P.context, P.connection().id);
  for (let i = 0; i < 150 && asked(P, id).state !== "failed"; i++)
    hear(P, { kind: "operation progress", conversation: id, code: "OPERATION_PROGRESS", checksums: [{ parts: [[null, FINGERPRINT]] }] });
  expect([asked(P, id).state, asked(P, id).comparison?.rounds]).toEqual(["failed", 101]);
});

test("a partner that asks for more than is worked on hears that; each pass works on one", () => {
  const ids = Array.from({ length: MOST_WAITING + 3 }, mint);
  for (const conversation of ids) {
    hear(P, { kind: "identify request", conversation, operation: "GetStatus" });
    hear(P, { kind: "operation request", conversation, operation: "GetStatus" });
  }
  expect(said(P, "operation final")).toBe(3);
  operate(P.context, P.connection().id);
  expect(said(P, "operation final")).toBe(4);
});

test("an operation of a later version is answered as not supported, and a request without what it asks for as not understood", () => {
  const [one, two] = [mint(), mint()];
  hear(P, { kind: "identify request", conversation: one, operation: "GetMoon" });
  hear(P, { kind: "identify request", conversation: two, operation: "GetChecksums" });
  hear(P, { kind: "operation request", conversation: two, operation: "GetChecksums" });
  const bodies = P.said.map(({ body }) => body).join("\n");
  expect(bodies).toContain(`"conversation":"${one}","code":"REQUEST_NOT_SUPPORTED"`);
  expect(bodies).toContain(`"conversation":"${two}","code":"REQUEST_NOT_UNDERSTOOD"`);
});

test.each(["identify request", "operation request"])(
  "a partner that went back to an older program and does not understand the %s ends it",
  async (kind) => {
    const id = await begun(P);
    const connection = S.connection().id;
    for (let i = 0; i < 6 && said(P, kind) === 0; i++) {
      if (i > 0) await passes(1, [S]);
      await passes(1, [P]);
    }
    const { sentAs = "" } = asked(P, id);
    const [life = "", number] = sentAs.split(".");
    const unread = {
      kind: "refused",
      message: { life, number: Number(number) },
      sequence: 1,
      code: "NOT_UNDERSTOOD",
      detail: "kind",
    } as const;
    S.store.transaction(() => post(S.context, connection, [unread]));
    await passes(4);
    expect(asked(P, id)).toMatchObject({ state: "failed", code: "NOT_UNDERSTOOD" });
    expect([P.row(issue)?.status, P.row(issue)?.sync.failure]).toEqual(["up to date", null]);
  },
);

test("of an issue that never left nothing is told, not even that it is in error", async () => {
  const other = mint();
  P.store.transaction(() =>
    P.store.putSync({
      sync: { ...startSync(P.connection().id, other, "us"), failure: { code: "NO_MAPPING" } },
      status: "error",
      due: false,
    }),
  );
  expect(P.store.countSyncs(P.connection().id).error).toBe(1);
  const id = await begun(S, "ask status");
  await passes(8);
  expect(asked(S, id).status).toMatchObject({ status: "OK", causes: [], issues: { error: 0, "up to date": 1 } });
});
