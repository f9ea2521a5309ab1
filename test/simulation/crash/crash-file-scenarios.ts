import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attachFile } from "../../../src/app/attach-file.ts";
import { sharedFiles } from "../../../src/app/contents.ts";
import type { CommandOutcome } from "../../../src/model/command.ts";
import { newId } from "../../../src/model/ids.ts";
import type { TrackerChange } from "../../../src/model/tracker-issue.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import { readIssueText } from "../../support/kill/issue-text.ts";
import { type CrashScenario, VALVE, changeSettings, insist } from "./crash-scenarios.ts";
import type { CrashWorld } from "./crash-world.ts";
import type { CrashingSide } from "./crashing-side.ts";
import { SeededRandom } from "../seeded-random.ts";

const NAME = "valve.bin";
/** Of three parts, the last of which is small. */
const PHOTO = new SeededRandom(7).bytes(9 * 1024 * 1024 + 5);
const conversations = new SeededRandom(9);
const RETAKEN = new SeededRandom(8).bytes(20_000);

/** A running connection whose contract has files, and two issues. */
export async function filesAgreed(world: CrashWorld): Promise<void> {
  changeSettings(world.ada, "nordwind", "attachments: none", "attachments: all");
  await world.publish();
  await world.rest();
  await world.accept();
  await world.rest();
}

function placeOf(side: CrashingSide): string {
  const { key } = readIssueText(side.read(side.fileWith(VALVE))).fields;
  return join(side.issues, "attachments", key ?? "");
}

/** What lies beside the issue, by its bytes. */
function sumsAt(side: CrashingSide): string[] {
  const place = placeOf(side);
  return listed(place).map((name) => sumOf(readFileSync(join(place, name))));
}

function isThere(side: CrashingSide, bytes: Uint8Array): boolean {
  return sumsAt(side).join() === sumOf(bytes);
}

/** Ada attaches it as the editor does: a copy of a file of hers. Where the process ended between, she takes out the name that has no file, and does it again. */
async function attach(world: CrashWorld): Promise<void> {
  const { ada } = world;
  const outside = join(world.root, "now", NAME);
  writeFileSync(outside, PHOTO);
  const issue = await ada.idWith(VALVE);
  for (let tries = 0; tries < 3 && !isThere(ada, PHOTO); tries++) {
    await ada.inProcess(async ({ project }) => {
      const edit = async (change: TrackerChange): Promise<CommandOutcome> =>
        carryOut(project.context, { kind: "edit issue", issue, change, author: "ada" });
      const { attachments = [] } = (await project.tracker.read([issue]))?.[0] ?? {};
      const removedAttachments = attachments.filter(({ here }) => !here).map(({ id }) => id);
      if (removedAttachments.length > 0) await edit({ removedAttachments });
      const row = project.store.issue(issue);
      if (row) await attachFile(project, row, outside, edit);
    });
    await world.rest();
  }
}

interface Asked {
  readonly kind: "get file" | "put file" | "take back file";
  readonly existing?: string;
}

/** Asks until it is so: an answer that came to nothing is asked for again by its person. */
async function moved(world: CrashWorld, side: CrashingSide, isDone: () => boolean, asked: Asked): Promise<void> {
  const issue = await side.idWith(VALVE);
  for (let tries = 0; tries < 3 && !isDone(); tries++) {
    const file = await side.look((project) => sharedFiles(project, issue)[0]?.file.id ?? "");
    await insist(world, side, isDone, { ...asked, issue, file, id: newId(Date.now(), conversations.bytes(10)) });
    await world.rest();
  }
}

/** Of every place of files: what lies there besides what was meant, and what is another one. */
function filesOf(side: CrashingSide, there: Uint8Array | null, trashed: readonly Uint8Array[]): string[] {
  const problems: string[] = [];
  if (sumsAt(side).join() !== (there === null ? "" : sumOf(there)))
    problems.push(`P1: beside the issue of ${side.name}: ${listed(placeOf(side)).join(", ") || "nothing"}`);
  const arriving = listed(join(side.issues, "attachments", ".arriving")).filter((name) => name !== ".gitignore");
  if (arriving.length > 0) problems.push(`P4: ${side.name} keeps ${arriving.join(", ")} of what arrived`);
  const trash = join(side.issues, ".trash");
  const kept = existsSync(trash)
    ? readdirSync(trash, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => sumOf(readFileSync(join(entry.parentPath, entry.name))))
    : [];
  for (const bytes of trashed) if (!kept.includes(sumOf(bytes))) problems.push(`P1: ${side.name} has not in its trash what was replaced`);
  return problems;
}

function listed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function sumOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export const CRASH_FILE_SCENARIOS: readonly CrashScenario[] = [
  {
    name: "a file, attached and fetched",
    from: "files agreed",
    // What arrived was under its name, and its former name came back: it lay there for good.
    always: ({ residue, step }) =>
      residue === "lost" && step.kind === "sync" && step.path.endsWith("/bo/project/issues/attachments/.arriving"),
    live: async (world) => {
      await attach(world);
      await moved(world, world.bo, () => isThere(world.bo, PHOTO), { kind: "get file" });
    },
    judge: async (world) => [...world.sides.flatMap((side) => filesOf(side, PHOTO, [])), ...(await world.judge(2))],
  },
  {
    name: "a file, handed over, replaced and taken back",
    from: "files agreed",
    // The folder in the trash had no safe place: a power cut took what was replaced with it.
    always: ({ residue, step }) => residue === "lost" && step.kind === "rename" && step.path.endsWith(`/${NAME}`),
    live: async (world) => {
      const { ada, bo } = world;
      await attach(world);
      await moved(world, ada, () => isThere(bo, PHOTO), { kind: "put file" });
      for (const name of listed(placeOf(ada))) writeFileSync(join(placeOf(ada), name), RETAKEN);
      await world.rest();
      await moved(world, ada, () => isThere(bo, RETAKEN), { kind: "put file", existing: sumOf(PHOTO) });
      await moved(world, ada, () => sumsAt(bo).length === 0, { kind: "take back file" });
    },
    judge: async (world) => [...filesOf(world.ada, RETAKEN, []), ...filesOf(world.bo, null, [PHOTO, RETAKEN]), ...(await world.judge(2))],
  },
];
