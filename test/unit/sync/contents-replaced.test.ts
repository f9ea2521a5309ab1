import { createHash } from "node:crypto";
import { beforeEach, expect, test, vi } from "vitest";
import type { WantedFile } from "../../../src/model/content-state.ts";
import { newId } from "../../../src/model/ids.ts";
import { cameUnasked } from "../../../src/sync/contents/quota.ts";
import { contentHeld, takeOperation } from "../../../src/sync/operations/operate.ts";
import { type Scene, agree, asked, attached, bytesOf, contentsScene, hasWhole, passes, standing, wanted } from "./contents-scene.ts";

/** Whoever made an attachment takes the place of its content at the partner, or takes it back: exactly the one that is named. */
let scene: Scene;

beforeEach(async () => {
  scene = await contentsScene(35);
});

const mint = (): string => newId(scene.world.clock.now++, scene.world.random.bytes(10));
const sumOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const raised = (): readonly string[] =>
  scene.P.store.audits(0, 10_000).flatMap(({ action, info }) => (action === "alarm raised" ? [info ?? ""] : []));

/** What the trail of a side says of contents that went. */
const wentAt = (side: "P" | "S"): readonly string[] =>
  scene[side].store
    .audits(0, 10_000)
    .flatMap(({ action, actor, info }) => (["file replaced", "file taken back"].includes(action) ? [`${actor}: ${action} ${info}`] : []));

/** S puts the file in the place of what has this sum at P, or takes it back. */
async function told({ issue, id: file }: WantedFile, kind: "put file" | "take back file", existing: string): Promise<string> {
  const id = mint();
  const outcome = await scene.S.command({ kind, issue, file, id, existing, author: "Bo" });
  if (outcome?.kind !== "done") throw new Error(`not asked: ${JSON.stringify(outcome)}`);
  return id;
}

/** S made it, handed it over, and P has it. */
async function handedOver(size: number): Promise<{ file: WantedFile; bytes: Uint8Array }> {
  const bytes = bytesOf(scene, size);
  const file = attached(scene, "S", bytes);
  const id = await wanted(scene, scene.S, file, "put file");
  await passes(scene, 12);
  expect([asked(scene.S, id).state, hasWhole(scene, "P", file, bytes)]).toEqual(["completed", true]);
  return { file, bytes };
}

/** Both agree on another content of the attachment, which S has. */
function renewed({ issue, id }: WantedFile, bytes: Uint8Array): WantedFile {
  const mark = scene.contents.S.put(issue, id, bytes);
  for (const side of [scene.P, scene.S]) agree(side, issue, (known) => known.map((one) => (one.id === id ? { ...one, ...mark } : one)));
  return { issue, id, ...mark };
}

test.each([100, 90_000])("a content of %i bytes takes the place of exactly the one that is named", async (size) => {
  const { file, bytes } = await handedOver(size);
  const newer = bytesOf(scene, size + 7);
  const next = renewed(file, newer);
  const wrong = await told(next, "put file", sumOf(newer));
  await passes(scene, 6);
  expect(asked(scene.S, wrong)).toMatchObject({ state: "failed", code: "EXISTING_FILE_CHECKSUM" });
  expect([hasWhole(scene, "P", file, bytes), raised()]).toEqual([true, ["CHECKSUM_ALARM: EXISTING_FILE_CHECKSUM"]]);
  const right = await told(next, "put file", sumOf(bytes));
  await passes(scene, 12);
  expect([asked(scene.S, right).state, hasWhole(scene, "P", next, newer), standing(scene)]).toEqual(["completed", true, []]);
  // Said again, as after a restore of the asker: it is done.
  const again = await told(next, "put file", sumOf(bytes));
  await passes(scene, 6);
  expect(asked(scene.S, again).state).toBe("completed");
  const actor = `partner ${scene.P.connection().partner?.name}`;
  expect(wentAt("P")).toEqual([`${actor}: file replaced ${file.id}`]);
  expect(wentAt("S")).toContain(`issue-ferry: file replaced ${file.id}`);
});

test("what somebody put there while the new content was on its way stays", async () => {
  const { file, bytes } = await handedOver(90_000);
  const newer = bytesOf(scene, 90_007);
  const next = renewed(file, newer);
  const id = await told(next, "put file", sumOf(bytes));
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await scene[i % 2 === 0 ? "S" : "P"].pass();
  const mine = bytesOf(scene, 50);
  scene.contents.P.put(file.issue, file.id, mine);
  await passes(scene, 12);
  expect(asked(scene.S, id)).toMatchObject({ state: "failed", code: "EXISTING_FILE_CHECKSUM" });
  expect([hasWhole(scene, "P", file, mine), raised(), standing(scene)]).toEqual([true, ["CHECKSUM_ALARM: EXISTING_FILE_CHECKSUM"], []]);
  // Whoever asked is told by the answer, not by an alarm in words that are meant for the other side.
  expect(scene.S.store.audits(0, 10_000).filter(({ action }) => action === "alarm received")).toEqual([]);
});

test("exactly the content that is named is taken back; which one stands there is not told", async () => {
  const { file, bytes } = await handedOver(100);
  const mine = bytesOf(scene, 120);
  scene.contents.P.put(file.issue, file.id, mine);
  const before = scene.P.said.length;
  const wrong = await told(file, "take back file", sumOf(bytes));
  await passes(scene, 6);
  expect(asked(scene.S, wrong)).toMatchObject({ state: "failed", code: "EXISTING_FILE_CHECKSUM" });
  expect([hasWhole(scene, "P", file, mine), raised()]).toEqual([true, ["CHECKSUM_ALARM: EXISTING_FILE_CHECKSUM"]]);
  expect(
    scene.P.said
      .slice(before)
      .map(({ body }) => body)
      .join(),
  ).not.toContain(sumOf(mine));
  const right = await told(file, "take back file", sumOf(mine));
  await passes(scene, 6);
  expect([asked(scene.S, right).state, scene.contents.P.whole.has(`${file.issue} ${file.id}`)]).toEqual(["completed", false]);
  const actor = `partner ${scene.P.connection().partner?.name}`;
  expect([wentAt("P"), wentAt("S")]).toEqual([[`${actor}: file taken back ${file.id}`], [`issue-ferry: file taken back ${file.id}`]]);
  expect(hasWhole(scene, "S", file, bytes)).toBe(true);
  const none = await told(file, "take back file", sumOf(mine));
  await passes(scene, 6);
  expect(asked(scene.S, none)).toMatchObject({ state: "failed", code: "FILE_NOT_FOUND" });
});

test("what somebody puts there between the answer and the deed is not taken back", async () => {
  const { file, bytes } = await handedOver(100);
  const id = await told(file, "take back file", sumOf(bytes));
  for (const side of ["S", "P", "S"] as const) await scene[side].pass();
  const mine = bytesOf(scene, 50);
  scene.contents.P.put(file.issue, file.id, mine);
  await passes(scene, 6);
  expect(asked(scene.S, id)).toMatchObject({ state: "failed", code: "EXISTING_FILE_CHECKSUM" });
  expect([hasWhole(scene, "P", file, mine), raised()]).toEqual([true, ["CHECKSUM_ALARM: EXISTING_FILE_CHECKSUM"]]);
});

/** What P answers to S. */
async function identified(operation: string, file: WantedFile, existing?: string): Promise<string | undefined> {
  const { P } = scene;
  const conversation = mint();
  const message = { kind: "identify request" as const, conversation, operation, file, ...(existing !== undefined && { existing }) };
  const { id } = P.connection();
  const held = await contentHeld(P.context, id, message);
  P.store.transaction(() => takeOperation(P.context, id, message, held));
  return P.said.map(({ body }) => JSON.parse(body)).find((said) => said.conversation === conversation)?.code;
}

test.each(["ReplaceFile", "DeleteFile"])(
  "%s is for who made the attachment, as long as it is shared, and says what is to go",
  async (operation) => {
    const { file, bytes } = await handedOver(100);
    const ours = attached(scene, "P", bytes);
    expect(await identified(operation, { ...ours, size: 101 }, ours.sha256)).toBe("FILE_NOT_FOUND");
    expect(await identified(operation, { ...file, id: mint() }, file.sha256)).toBe("FILE_NOT_FOUND");
    const next = renewed(file, bytesOf(scene, 110));
    expect(await identified(operation, next)).toBe("REQUEST_NOT_UNDERSTOOD");
    expect(await identified(operation, next, next.sha256)).toBe("EXISTING_FILE_CHECKSUM");
    expect(await identified(operation, next, file.sha256)).toBe("IDENTIFICATION_POSITIVE");
    expect(await identified("ReplaceFile", { ...next, size: 7, sha256: "0".repeat(64) }, file.sha256)).toBe("NEW_FILE_CHECKSUM");
    agree(scene.P, file.issue, () => []);
    expect(await identified(operation, next, file.sha256)).toBe("FILE_NOT_FOUND");
  },
);

test("what a partner says of a content here is looked at only where that decides", async () => {
  const { file } = await handedOver(100);
  const looked = vi.spyOn(scene.contents.P, "stands");
  const opened = vi.spyOn(scene.contents.P, "open");
  await identified("GetStatus", file, file.sha256);
  await identified("PutFile", file, file.sha256);
  expect(looked).not.toHaveBeenCalled();
  opened.mockClear();
  // With the two above.
  for (let i = 2; i < 64; i++) expect(await identified("DeleteFile", file, file.sha256)).toBe("IDENTIFICATION_POSITIVE");
  expect(looked).toHaveBeenCalledTimes(62);
  for (const operation of ["GetFile", "DeleteFile"]) expect(await identified(operation, file, file.sha256)).toBe("FAILURE");
  expect([looked.mock.calls.length, opened.mock.calls.length]).toEqual([62, 62]);
});

test("a content that is taken back while it is on its way does not arrive any more", async () => {
  const { S, P, contents } = scene;
  const file = attached(scene, "S", bytesOf(scene, 90_000));
  const put = await wanted(scene, S, file, "put file");
  for (let i = 0; i < 20 && standing(scene).length === 0; i++) await scene[i % 2 === 0 ? "S" : "P"].pass();
  const back = await told(file, "take back file", file.sha256);
  expect(asked(S, put)).toMatchObject({ state: "failed", code: "CANCELLED" });
  expect(asked(S, back)).toMatchObject({ operation: "DeleteFile" });
  // Said again, it is the same.
  expect(
    await S.command({ kind: "take back file", issue: file.issue, file: file.id, id: mint(), existing: file.sha256, author: "Bo" }),
  ).toMatchObject({
    kind: "done",
    data: { conversation: back },
  });
  await passes(scene, 12);
  expect(asked(S, back)).toMatchObject({ state: "failed", code: "FILE_NOT_FOUND" });
  expect([contents.P.whole.has(`${file.issue} ${file.id}`), contents.P.arriving.size, standing(scene)]).toEqual([false, 0, []]);
  expect(cameUnasked(P.context, P.connection().id).count).toBe(0);
});

test("only the same is joined while a file is on its way: anything else is said to be asked already", async () => {
  const { S } = scene;
  const { file, bytes } = await handedOver(90_000);
  const next = renewed(file, bytesOf(scene, 90_001));
  const about = { issue: file.issue, file: file.id, author: "Bo" };
  const put = await wanted(scene, S, next, "put file");
  for (const [existing, result] of [
    [undefined, { kind: "done", data: { conversation: put } }],
    [sumOf(bytes), { code: "ASKED_ALREADY" }],
  ] as const)
    expect(await S.command({ kind: "put file", ...about, id: mint(), ...(existing !== undefined && { existing }) })).toMatchObject(result);
  const back = await told(next, "take back file", sumOf(bytes));
  expect(await S.command({ kind: "take back file", ...about, id: mint(), existing: next.sha256 })).toMatchObject({ code: "ASKED_ALREADY" });
  expect(await S.command({ kind: "put file", ...about, id: mint() })).toMatchObject({ code: "ASKED_ALREADY" });
  scene.contents.S.whole.delete(`${file.issue} ${file.id}`);
  expect(await S.command({ kind: "get file", ...about, id: mint() })).toMatchObject({ code: "ASKED_ALREADY" });
  await passes(scene, 12);
  expect(asked(S, back).state).toBe("completed");
});

test("a content that went right before the process ended is taken back, not missing", async () => {
  const { file, bytes } = await handedOver(100);
  const { P, contents } = scene;
  const remove = contents.P.remove.bind(contents.P);
  vi.spyOn(contents.P, "remove").mockImplementationOnce(async (...given) => {
    const failure = await remove(...given);
    P.points.arm(1, "before a commit");
    return failure;
  });
  const id = await told(file, "take back file", sumOf(bytes));
  await passes(scene, 8);
  expect([...P.points.fired.keys()]).toEqual(["before a commit"]);
  expect([asked(scene.S, id).state, contents.P.whole.has(`${file.issue} ${file.id}`)]).toEqual(["completed", false]);
  expect(wentAt("P")).toEqual([`partner ${P.connection().partner?.name}: file taken back ${file.id}`]);
});

test("both go on wherever either side's process ends", { timeout: 120_000 }, async () => {
  for (const side of [scene.P, scene.S])
    for (const [among, at] of [
      ["commit", 2],
      ["commit", 4],
      ["commit", 5],
      ["content", 1],
    ] as const) {
      const { file, bytes } = await handedOver(30_000);
      const newer = bytesOf(scene, 30_001);
      const next = renewed(file, newer);
      const id = await told(next, "put file", sumOf(bytes));
      side.points.arm(at, among);
      await passes(scene, 12);
      expect([asked(scene.S, id).state, hasWhole(scene, "P", next, newer)]).toEqual(["completed", true]);
      const back = await told(next, "take back file", next.sha256);
      side.points.arm(at, among);
      await passes(scene, 8);
      side.points.disarm();
      expect([asked(scene.S, back).state, scene.contents.P.whole.has(`${file.issue} ${file.id}`)]).toEqual(["completed", false]);
    }
});
