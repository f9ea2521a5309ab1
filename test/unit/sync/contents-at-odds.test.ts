import { beforeEach, expect, test } from "vitest";
import type { WantedFile } from "../../../src/model/content-state.ts";
import { newId } from "../../../src/model/ids.ts";
import type { OperationMessage } from "../../../src/protocol/message.ts";
import { contentHeld, takeOperation } from "../../../src/sync/operations/operate.ts";
import type { SimulatedProject } from "../../simulation/simulated-project.ts";
import { type Scene, agree, asked, attached, bytesOf, contentsScene, hasWhole, passes, standing, wanted } from "./contents-scene.ts";

/** A partner that asks for what is not for it, or sends what makes no sense, never ends, or is something else than was said. */
let scene: Scene;
let P: SimulatedProject;
let S: SimulatedProject;

const KEY = `${"0".repeat(51)}g`;
const DAY_MS = 86_400_000;
const mint = (): string => newId(scene.world.clock.now++, scene.world.random.bytes(10));

beforeEach(async () => {
  scene = await contentsScene(33);
  ({ P, S } = scene);
});

/** As if the partner had said it. */
async function hear(side: SimulatedProject, message: OperationMessage): Promise<void> {
  const { id } = side.connection();
  const held = await contentHeld(side.context, id, message);
  side.store.transaction(() => takeOperation(side.context, id, message, held));
}

const said = (side: SimulatedProject, conversation: string): { kind: string; code?: string }[] =>
  side.said.map(({ body }) => JSON.parse(body)).filter((message) => message.conversation === conversation);
const raised = (side: SimulatedProject): readonly string[] =>
  side.store.audits(0, 10_000).flatMap(({ action, info }) => (action === "alarm raised" ? [info ?? ""] : []));

/** What P answers to S, who asks for the file in this way. */
async function identified(operation: string, file: WantedFile): Promise<string | undefined> {
  const conversation = mint();
  await hear(P, { kind: "identify request", conversation, operation, file });
  return said(P, conversation)[0]?.code;
}

test("only what an issue shared with the asker references is served, and only the content that was agreed", async () => {
  const file = attached(scene, "P", bytesOf(scene, 100));
  expect(await identified("GetFile", file)).toBe("IDENTIFICATION_POSITIVE");
  const another = scene.contents.P.put(scene.issue, mint(), bytesOf(scene, 100));
  for (const wrong of [
    { ...file, id: mint() },
    { ...file, issue: mint() },
    { ...file, ...another },
    { ...file, size: 99 },
  ])
    expect(await identified("GetFile", wrong)).toBe("FILE_NOT_FOUND");
  agree(P, scene.issue, (known) => known.map((one) => ({ ...one, sha256: "0".repeat(64) })));
  expect(await identified("GetFile", file)).toBe("FILE_NOT_FOUND");
  agree(P, scene.issue, (known) => known.map((one) => ({ ...one, sha256: file.sha256 })));
  expect(await identified("GetFile", file)).toBe("IDENTIFICATION_POSITIVE");
  agree(P, scene.issue, (known) => known.map((one) => ({ ...one, removed: true as const })));
  expect(await identified("GetFile", file)).toBe("FILE_NOT_FOUND");
  agree(P, scene.issue, () => []);
  scene.contents.P.put(file.issue, file.id, bytesOf(scene, 100));
  expect(await identified("GetFile", file)).toBe("FILE_NOT_FOUND");
});

test("what is shared no more between the question and the request is not served", async () => {
  const file = attached(scene, "P", bytesOf(scene, 50_000));
  const conversation = mint();
  await hear(P, { kind: "identify request", conversation, operation: "GetFile", file });
  await hear(P, { kind: "operation request", conversation, operation: "GetFile", content: { got: 0 } });
  agree(P, scene.issue, () => []);
  await P.pass();
  expect(said(P, conversation).at(-1)).toMatchObject({ kind: "operation final", code: "FILE_NOT_FOUND" });
  expect(standing(scene)).toEqual([]);
});

test("what is shared no more is not handed over either, and what stood ready goes", async () => {
  for (const words of [0, 3]) {
    const bytes = bytesOf(scene, 150_000);
    const file = attached(scene, "S", bytes);
    const id = await wanted(scene, S, file, "put file");
    await passes(scene, words);
    agree(S, scene.issue, () => []);
    await passes(scene, 12);
    expect(asked(S, id)).toMatchObject({ state: "failed", code: "FILE_NOT_FOUND" });
    expect(hasWhole(scene, "P", file, bytes)).toBe(false);
    expect(standing(scene)).toEqual([]);
  }
});

test("a copy that stands still leaves the parts of the one that works where they are", async () => {
  const file = attached(scene, "P", bytesOf(scene, 150_000));
  await wanted(scene, S, file);
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await passes(scene, 1);
  const parts = standing(scene);
  expect(parts.length).toBeGreaterThan(0);
  const connection = P.connection();
  P.store.transaction(() => {
    P.store.putConnection({ ...connection, facts: { ...connection.facts, link: "suspended" } });
    for (const row of P.store.answeredIn(connection.id, ["identified", "working"])) P.store.putAnswered({ ...row, state: "ended" });
  });
  for (let i = 0; i < 3; i++) await P.pass();
  expect(standing(scene)).toEqual(parts);
});

test("a content that is not here, or not as agreed, is not promised", async () => {
  const file = attached(scene, "P", bytesOf(scene, 100));
  scene.contents.P.put(file.issue, file.id, bytesOf(scene, 100));
  expect(await identified("GetFile", file)).toBe("FILE_NOT_FOUND");
});

test("only who made an attachment hands its content over, and only that one", async () => {
  const theirs = attached(scene, "S", bytesOf(scene, 100));
  const ours = attached(scene, "P", bytesOf(scene, 100));
  expect(await identified("PutFile", theirs)).toBe("IDENTIFICATION_POSITIVE");
  expect(await identified("PutFile", ours)).toBe("FILE_NOT_FOUND");
  expect(await identified("PutFile", { ...theirs, size: 7, sha256: "0".repeat(64) })).toBe("DUPLICATE_FILE");
});

test("an operation on a file that names none is not understood", async () => {
  const conversation = mint();
  await hear(P, { kind: "identify request", conversation, operation: "GetFile" });
  expect(said(P, conversation)).toMatchObject([{ code: "REQUEST_NOT_UNDERSTOOD" }]);
});

/** S asked P for a content, and hears this in P's name. */
async function answeredBy(
  size: number,
  ...messages: readonly (OperationMessage extends infer Each ? (Each extends unknown ? Omit<Each, "conversation"> : never) : never)[]
) {
  const bytes = bytesOf(scene, size);
  const file = attached(scene, "P", bytes);
  const conversation = await wanted(scene, S, file);
  await hear(S, { kind: "identify response", conversation, code: "IDENTIFICATION_POSITIVE" });
  await S.pass();
  for (const message of messages) await hear(S, { ...message, conversation });
  await S.pass();
  return { conversation, file, bytes };
}

const progress = (content: object) => ({ kind: "operation progress" as const, code: "OPERATION_PROGRESS", content });
const transfer = { id: "06d9v3k8qxw7h9fb2m1t5r0c4c", key: KEY, from: 0, part: 10_000, parts: 5, ready: 1 };

test.each([
  ["a final before anything was accepted", [{ kind: "operation final" as const, code: "OPERATION_COMPLETED" }]],
  ["more parts than there are", [progress({ transfer: { ...transfer, ready: 6 } })]],
  ["parts that are not those of the size", [progress({ transfer: { ...transfer, parts: 6 } })]],
  ["parts that begin behind the end", [progress({ transfer: { ...transfer, from: 50_000, parts: 1 } })]],
  ["parts that begin behind what has arrived", [progress({ transfer: { ...transfer, from: 10_000, parts: 4 } })]],
  ["another key for the same transfer", [progress({ transfer }), progress({ transfer: { ...transfer, key: `1${KEY.slice(1)}` } })]],
  ["fewer parts than before", [progress({ transfer: { ...transfer, ready: 3 } }), progress({ transfer })]],
  ["less inside than was asked for", [progress({ inline: "00" })]],
  ["no content at all", [{ kind: "operation progress" as const, code: "OPERATION_PROGRESS" }]],
  ["progress without end", Array.from({ length: 21 }, () => progress({ transfer }))],
])("%s: the operation fails, an alarm says so once, nothing of it stays, and everything else goes on", async (_, messages) => {
  const { conversation, file } = await answeredBy(50_000, ...messages);
  expect(asked(S, conversation)).toMatchObject({ state: "failed", code: "INVALID_MESSAGE" });
  expect(raised(S)).toEqual(["FAILED_TRANSFER: INVALID_MESSAGE"]);
  expect(await scene.contents.S.arrived(file.issue, file.id)).toBe(0);
  await passes(scene, 6);
  expect(standing(scene)).toEqual([]);
  P.tracker.edit(scene.issue, { fields: { title: "Pump" } });
  await passes(scene, 2);
  expect(S.tracker.issue(scene.issue)?.fields["title"]).toBe("Pump");
});

test("a part of another file is not taken", async () => {
  const bytes = bytesOf(scene, 100_000);
  const [file, other] = [attached(scene, "P", bytes), attached(scene, "P", bytesOf(scene, 100_000))];
  const ids = [await wanted(scene, S, file), await wanted(scene, S, other)];
  const transfers = (): readonly string[] => standing(scene).map((path) => path.slice(0, -2));
  for (let i = 0; i < 20 && new Set(transfers()).size < 2; i++)
    for (const side of [S, P]) if (new Set(transfers()).size < 2) await side.pass();
  const [first = "", ...others] = standing(scene);
  const swap = others.find((path) => path.slice(0, -2) !== first.slice(0, -2));
  expect(swap).toBeDefined();
  const { folder } = scene.world.exchange;
  folder.put(first, folder.bytes(swap ?? "") ?? new Uint8Array());
  await passes(scene, 60);
  expect(ids.map((id) => asked(S, id).state)).toEqual(["completed", "completed"]);
  expect([hasWhole(scene, "S", file, bytes), standing(scene)]).toEqual([true, []]);
});

test("a content of another checksum than was agreed is thrown away", async () => {
  const { conversation, file } = await answeredBy(3_000, progress({ inline: "0".repeat(4_800) }));
  await S.pass();
  expect(asked(S, conversation)).toMatchObject({ state: "failed", code: "NEW_FILE_CHECKSUM" });
  expect(raised(S)).toEqual(["FAILED_TRANSFER: NEW_FILE_CHECKSUM"]);
  expect(await scene.contents.S.arrived(file.issue, file.id)).toBe(0);
});

test("who asks for more than there is, or never comes to an end, is not understood, and nothing of it stays", async () => {
  const file = attached(scene, "P", bytesOf(scene, 50_000));
  const upAndDown = Array.from({ length: 44 }, (_, i) => ({ got: i % 2 === 0 ? 30_000 : 10 }));
  for (const contents of [[{ got: 50_001 }], Array.from({ length: 22 }, () => ({ got: 10 })), upAndDown]) {
    const conversation = mint();
    await hear(P, { kind: "identify request", conversation, operation: "GetFile", file });
    for (const content of contents) {
      await hear(P, { kind: "operation request", conversation, operation: "GetFile", content });
      await P.pass();
    }
    await P.pass();
    expect(said(P, conversation).at(-1)).toMatchObject({ kind: "operation final", code: "REQUEST_NOT_UNDERSTOOD" });
    expect(standing(scene)).toEqual([]);
  }
});

test("a partner that asked and is never heard of again leaves nothing behind, and one that never answers is named", async () => {
  const file = attached(scene, "P", bytesOf(scene, 100_000));
  const conversation = await wanted(scene, S, file);
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await (i % 2 === 0 ? S : P).pass();
  expect(standing(scene).length).toBeGreaterThan(0);
  scene.world.clock.now += 8 * DAY_MS;
  await P.pass();
  expect([P.store.answered(P.connection().id, conversation)?.state, standing(scene)]).toEqual(["ended", []]);
  await S.pass();
  scene.world.clock.now += 8 * DAY_MS;
  await S.pass();
  expect(asked(S, conversation)).toMatchObject({ state: "failed", code: "TIMEOUT", connection: S.connection().id });
});

test("a file that somebody made in its place stays, and the operation says so", async () => {
  const file = attached(scene, "P", bytesOf(scene, 100));
  scene.contents.S.failure = { kind: "taken", place: "valve.png" };
  const conversation = await wanted(scene, S, file);
  await passes(scene, 6);
  expect(asked(S, conversation)).toMatchObject({ state: "failed", code: "FILE_IN_THE_WAY" });
});

test("a disk that is full keeps it waiting, not failing", async () => {
  const bytes = bytesOf(scene, 100_000);
  const file = attached(scene, "P", bytes);
  scene.contents.S.failure = { kind: "full", place: "issues", detail: "ENOSPC" };
  const conversation = await wanted(scene, S, file);
  await passes(scene, 10);
  expect(asked(S, conversation).state).toBe("accepted");
  scene.contents.S.failure = null;
  await passes(scene, 20);
  expect([asked(S, conversation).state, hasWhole(scene, "S", file, bytes)]).toEqual(["completed", true]);
});
