import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { NO_REVISION } from "../../../src/model/revision.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { mergeMessage } from "../../../src/sync/merge-message.ts";
import { type SavedSide, saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";
import { freshSync, rulesFor } from "./sample-rules.ts";

/**
 * Histories of the simulation in which what was said before a side was put back, or typed while it was compared, was taken for something else. (They
 * were seed 174 and 3 of "restores and more" and 69 of "restores".)
 */
const TERMS = { ...DEFAULT_TERMS, fields: DEFAULT_TERMS.fields.map((field) => ({ ...field, policy: "secondary" as const })) };

let world: World;
let stores: string;
let P: SimulatedProject;
let S: SimulatedProject;
let issue: string;
let comment: string;

beforeEach(async () => {
  const directory = storesDirectory();
  stores = directory.path;
  world = await connectedWorld({ seed: 7, natures: { P: exact, S: exact }, terms: TERMS, stores });
  ({ P, S } = world);
  issue = newId(world.clock.now, world.random.bytes(10));
  comment = newId(world.clock.now, world.random.bytes(10));
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
    directory.remove();
  });
});

const saved = (side: SimulatedProject): SavedSide => saveSide(side, join(stores, `${side.letter}.db`), join(stores, `copy-${side.letter}`));
const runs = (side: SimulatedProject, kind: "start" | "stop") => side.command({ kind, connection: CONNECTION, author: side.letter });
/** Its person says that what was put back is to go on, as soon as that is asked. */
async function resumes(side: SimulatedProject): Promise<void> {
  for (let i = 0; i < 8 && side.connection().facts.link !== "suspended" && side.connection().stream.generation < 2; i++) await passes(1);
  if (side.connection().facts.link === "suspended") await side.command({ kind: "resume", connection: CONNECTION, author: side.letter });
}
const bodies = (side: SimulatedProject): readonly (readonly string[])[] => [
  side.tracker.issue(issue)?.comments.map(({ body }) => body) ?? [],
];
const say = (side: SimulatedProject, body: string): void =>
  void side.tracker.edit(issue, { comments: [{ id: comment, author: "Ann", created: null, body, internal: false }] });

async function passes(times: number, sides: readonly SimulatedProject[] = [P, S]): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of sides) await side.pass();
}

test("the answer to what the secondary said before it was put back is not the answer to what it says of the issue after it", () => {
  const recovering = { restored: false, since: 7, told: false };
  const message: IssueMessage = {
    kind: "issue",
    issue: "i1",
    contract: 1,
    base: NO_REVISION,
    key: "S-1",
    changes: { fields: { title: "Pump" } },
    overruled: [],
  };
  const whole: IssueMessage = { ...message, whole: { document: {}, lineage: [], restored: false } };
  const answerTo = (given: IssueMessage, row: number) => {
    const merged = mergeMessage(rulesFor("primary"), { ...freshSync(), recovering }, { message: given, row }, []);
    const answer = merged?.answer(merged.sync, "P-1");
    const [confirmation] = answer?.messages ?? [];
    return [answer?.sync.mine.fields["title"], confirmation?.lineage, answer?.sync.recovering, answer?.sync.reply?.recovers];
  };
  // Without its lineage no secondary takes it for the answer that it waits for.
  for (const given of [message, whole]) {
    expect(answerTo(given, 7)).toEqual(["Pump", undefined, recovering, undefined]);
    expect(answerTo(given, 8)).toEqual(["Pump", [], undefined, true]);
  }
});

test("a comment is its author's again where the primary forgot the issue and still had a message about it to take", async () => {
  await runs(P, "stop");
  S.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  say(S, "one");
  await passes(3);
  const yesterday = saved(P);
  await runs(P, "start");
  await passes(1);
  expect(bodies(P)).toEqual([["one"]]);
  yesterday.putBack("state");
  await resumes(P);
  say(S, "two");
  await passes(2);
  await runs(P, "start");
  await passes(8);
  expect([...bodies(P), ...bodies(S)]).toEqual([["two"], ["two"]]);
  expect(S.row(issue)?.sync.base).toEqual(P.row(issue)?.sync.base);
});

test("an own value that was forgotten and loses against what was typed while the issue is compared is kept at its author", async () => {
  S.tracker.add(issue, { fields: { title: "Valve", status: "New" }, share: [CONNECTION] });
  await passes(5);
  const yesterday = saved(S);
  S.tracker.edit(issue, { fields: { status: "Forgotten" } });
  await passes(5);
  await runs(P, "stop");
  yesterday.putBack("state and issues");
  await resumes(S);
  await passes(5);
  expect([S.row(issue)?.sync.recovering?.told, S.store.queues(S.connection().id).out]).toEqual([true, 0]);
  S.tracker.edit(issue, { fields: { status: "Newest" } });
  await S.pass();
  await runs(P, "start");
  await passes(8);
  expect([P, S].map((side) => side.tracker.issue(issue)?.fields["status"])).toEqual(["Newest", "Newest"]);
  expect(S.row(issue)?.sync.lost.map(({ value }) => value)).toEqual(["Forgotten"]);
});
