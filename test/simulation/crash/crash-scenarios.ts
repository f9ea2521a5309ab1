import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readIssueText, withBody, withComment, withField, withLabel, withTitle, withoutLabel } from "../../support/kill/issue-text.ts";
import { textOf } from "../ledger.ts";
import type { CrashPoint } from "./crash-walk.ts";
import type { CrashWorld } from "./crash-world.ts";
import type { CrashingSide } from "./crashing-side.ts";

export interface CrashScenario {
  readonly name: string;
  /** What stands there at the beginning: `nothing`, a running connection, that with two agreed issues, or with a contract that has files besides. */
  readonly from: "nothing" | "running" | "two issues" | "files agreed";
  /** Points that are walked in every run: something was found there once. */
  readonly always?: (point: CrashPoint) => boolean;
  readonly live: (world: CrashWorld) => Promise<void>;
  /** What is not as it must be once all is at rest, in words. */
  readonly judge: (world: CrashWorld) => Promise<readonly string[]>;
}

export const VALVE = "The valve sticks";
const PUMP = "The pump hums";

/** Two issues, one of each side, that both know. */
export async function twoIssues(world: CrashWorld): Promise<void> {
  world.ada.save("valve.md", `---\ntype: bug\nstatus: New\nlabels:\n  - winter\n---\n\n# ${VALVE}\n\nSince Monday.\n`);
  world.bo.save("pump.md", `# ${PUMP}\n\nAt night.\n`);
  await world.rest();
  world.ada.edit(VALVE, (text) => withComment(text, "Ada", "First remark."));
  await world.rest();
}

/** Both sides' text of the issue must show this. */
function shows(world: CrashWorld, word: string, wanted: (text: string) => boolean, what: string): string[] {
  return world.sides.filter((side) => !wanted(side.read(side.fileWith(word)))).map((side) => `P1: ${side.name}: ${what}`);
}

function has(...words: readonly string[]): (text: string) => boolean {
  return (text) => words.every((word) => text.split(word).length === 2);
}

/** Sides that are not connected, running and agreed. */
async function notRunning(world: CrashWorld): Promise<string[]> {
  const facts = await Promise.all(world.sides.map((side) => world.connection(side)));
  const words = facts.map((one) => (one ? `${one.facts.link}, ${one.facts.run}, ${one.facts.contract}` : "none"));
  return words.filter((word) => word !== "connected, running, agreed").map((word) => `P4: ${word}`);
}

async function noneLost(world: CrashWorld): Promise<string[]> {
  const lost = (await Promise.all(world.sides.map((side) => side.lost()))).flat();
  return lost.map(({ field }) => `P8: a conflict about ${field}, where nobody met one`);
}

/** A command whose process may end: the next pass finishes what was intended, and a person gives it again where nothing was. Done once. */
export async function insist(
  world: CrashWorld,
  side: CrashingSide,
  isDone: () => boolean | Promise<boolean>,
  command: Parameters<CrashingSide["command"]>[0],
): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    if ((await isDone()) || (await side.command(command)) !== null) return;
    await world.rest();
  }
  throw new Error(`${side.name}: ${command.kind} is not done`);
}

export function changeSettings(side: CrashingSide, connection: string, old: string, text: string): void {
  const file = join(side.workspace, ".issue-ferry", "connections", `${connection}.yaml`);
  const before = readFileSync(file, "utf8");
  if (!before.includes(old)) throw new Error(`${file} does not say ${old}`);
  writeFileSync(file, before.replace(old, text));
}

export const CRASH_SCENARIOS: readonly CrashScenario[] = [
  {
    name: "setting up",
    from: "nothing",
    live: (world) => world.setUp(),
    judge: async (world) => [...(await notRunning(world)), ...(await world.judge(0))],
  },
  {
    name: "the short set-up",
    from: "nothing",
    live: (world) => world.setUpShort(),
    judge: async (world) => [...(await notRunning(world)), ...(await world.judge(0))],
  },
  {
    name: "first sync",
    from: "running",
    live: async (world) => {
      world.ada.save("one.md", `---\ntype: bug\nstatus: New\n---\n\n# ${VALVE}\n\nSince Monday.\n\n## Comments\n\n### Ada\n\nIt drips.\n`);
      world.ada.save("two.md", "# The gauge lies\n");
      world.bo.save("three.md", `---\nlabels:\n  - winter\n---\n\n# ${PUMP}\n`);
      await world.rest();
    },
    judge: async (world) => [
      ...shows(world, VALVE, has("Since Monday.", "It drips.", "status: New"), "the first issue is not whole"),
      ...shows(world, PUMP, has("- winter"), "a label is missing"),
      ...(await noneLost(world)),
      ...(await world.judge(3)),
    ],
  },
  {
    name: "edits both ways",
    from: "two issues",
    live: async (world) => {
      world.ada.edit(VALVE, (text) => withComment(withField(withTitle(text, `${VALVE} again`), "status", "Open"), "Ada", "Seen today."));
      await world.rest();
      world.bo.edit(VALVE, (text) => withLabel(withBody(withField(text, "status", "Done"), "Since Sunday."), "urgent"));
      world.ada.edit(PUMP, (text) => withComment(text, "Ada", "Here, too."));
      await world.rest();
    },
    judge: async (world) => [
      ...shows(
        world,
        VALVE,
        has(`${VALVE} again`, "status: Done", "Since Sunday.", "- urgent", "Seen today.", "First remark."),
        "an edit is missing",
      ),
      ...shows(world, PUMP, has("Here, too."), "a comment is missing"),
      ...(await noneLost(world)),
      ...(await world.judge(2)),
    ],
  },
  {
    name: "a conflict",
    from: "two issues",
    live: async (world) => {
      world.ada.edit(VALVE, (text) => withComment(withField(withBody(text, "Ada's words."), "status", "Ours"), "Ada", "From Ada."));
      world.bo.edit(VALVE, (text) => withComment(withLabel(withField(text, "status", "Theirs"), "bo"), "Bo", "From Bo."));
      await world.rest();
    },
    judge: async (world) => {
      const [ada, bo] = await Promise.all(world.sides.map((side) => side.lost()));
      const kept = (bo ?? []).map(({ field, value, winner }) => `${field} ${textOf(value)} ${textOf(winner)}`);
      const conflicts = (await world.bo.look(({ store }) => store.countIssues()))["conflict"];
      return [
        ...shows(world, VALVE, has("status: Ours", "Ada's words.", "- bo", "From Ada.", "From Bo."), "not merged"),
        ...(kept.join() === 'status "Theirs" "Ours"' ? [] : [`P8: kept at bo: ${kept.join("; ") || "nothing"}`]),
        ...(ada?.length === 0 ? [] : ["P8: ada lost something"]),
        ...(conflicts === 1 ? [] : ["P8: bo is not told"]),
        ...(await world.judge(2)).filter((problem) => problem !== 'P6: bo shows [["conflict",1]]'),
      ];
    },
  },
  {
    name: "deleting and bringing back",
    from: "two issues",
    live: async (world) => {
      const id = await world.bo.idWith(VALVE);
      world.ada.erase(PUMP);
      await world.rest();
      await insist(world, world.bo, () => world.bo.all().every(({ title }) => title !== VALVE), { kind: "delete issue", issue: id });
      await world.rest();
      await insist(world, world.bo, () => world.bo.all().some(({ title }) => title === VALVE), { kind: "bring back", issue: id });
      await world.rest();
    },
    judge: async (world) => [
      ...shows(world, VALVE, has("Since Monday.", "First remark.", "- winter"), "it did not come back whole"),
      ...(world.bo.files().some((name) => name.startsWith(".trash") && world.bo.read(name).includes(PUMP))
        ? []
        : ["P1: not in the trash of bo"]),
      ...(await world.judge(1)),
    ],
  },
  {
    name: "daily life",
    from: "two issues",
    live: async (world) => {
      const id = await world.bo.idWith(VALVE);
      world.ada.edit(VALVE, (text) => withoutLabel(text.replace("First remark.", "First remark, corrected."), "winter"));
      world.ada.save("new.md", "# A new one\n\nTyped by hand.\n");
      await insist(world, world.bo, async () => await world.bo.look(({ store }) => store.issue(id)?.fields["assignee"] !== undefined), {
        kind: "edit issue",
        issue: id,
        change: { fields: { assignee: { name: "Bo" }, due: "2027-03-01" } },
      });
      await world.rest();
      world.bo.edit("A new one", (text) => withTitle(text, "A new one, renamed"));
      world.bo.edit(PUMP, (text) => withComment(text, "Bo", "Said at once."));
      await world.rest();
      world.bo.edit(PUMP, (text) => text.replace(/\n### Bo[^#]*Said at once\.\n/, "").replace(/\n## Comments\n*$/, "\n"));
      await world.rest();
    },
    judge: async (world) => [
      ...shows(world, VALVE, has("First remark, corrected.", "due: 2027-03-01"), "an edit is missing"),
      ...shows(
        world,
        VALVE,
        (text) => !text.includes("winter") && /assignee: .*Bo/.test(text),
        "a label stayed, or the assignee is missing",
      ),
      ...shows(world, "Typed by hand.", has("# A new one, renamed"), "the new one has its old name"),
      ...shows(world, PUMP, (text) => !text.includes("Said at once."), "a removed comment stands there"),
      ...(await noneLost(world)),
      ...(await world.judge(3)),
    ],
  },
  {
    name: "another contract",
    from: "two issues",
    live: async (world) => {
      changeSettings(world.ada, "nordwind", "comments: public", "comments: none");
      world.ada.edit(VALVE, (text) => withField(text, "status", "Before"));
      await world.publish();
      world.bo.edit(PUMP, (text) => withField(text, "status", "Meanwhile"));
      await world.rest();
      await world.accept();
      await world.rest();
      world.ada.edit(PUMP, (text) => withField(text, "status", "After"));
      await world.rest();
    },
    judge: async (world) => [
      ...shows(world, VALVE, has("status: Before"), "an edit from before is missing"),
      ...shows(world, PUMP, has("status: After"), "an edit from after is missing"),
      ...(await noneLost(world)),
      ...(await world.judge(2)),
      ...(await world.contracts()).filter((word) => word !== "agreed none").map((word) => `P4: ${word}`),
    ],
  },
  {
    name: "a state that was put back",
    from: "two issues",
    live: async (world) => {
      world.bo.keepState();
      world.ada.edit(VALVE, (text) => withComment(withField(text, "status", "Open"), "Ada", "Seen today."));
      await world.rest();
      world.bo.edit(PUMP, (text) => withBody(text, "By day, too."));
      await world.rest();
      world.bo.putBackState();
      world.bo.edit(VALVE, (text) => withLabel(text, "urgent"));
      await world.rest();
      world.ada.edit(PUMP, (text) => withField(text, "status", "Done"));
      await world.rest();
    },
    judge: async (world) => [
      ...shows(world, VALVE, has("status: Open", "Seen today.", "First remark.", "- urgent", "- winter"), "an edit is missing"),
      ...shows(world, PUMP, has("By day, too.", "status: Done"), "an edit is missing"),
      ...((await world.connection(world.bo))?.recovered ? [] : ["P6: bo has not noticed it"]),
      ...(await noneLost(world)),
      ...(await notRunning(world)),
      ...(await world.judge(2)),
    ],
  },
  {
    name: "another identity key",
    from: "two issues",
    live: async (world) => {
      world.ada.edit(VALVE, (text) => withField(text, "status", "Before"));
      await insist(world, world.ada, async () => (await world.connection(world.ada))?.own?.changed !== undefined, {
        kind: "change identity",
        connection: "nordwind",
        draws: true,
      });
      world.bo.edit(PUMP, (text) => withField(text, "status", "Meanwhile"));
      await world.rest();
      world.ada.edit(PUMP, (text) => withComment(text, "Ada", "After."));
      await world.rest();
    },
    judge: async (world) => {
      const [ada, bo] = await Promise.all(world.sides.map((side) => world.connection(side)));
      return [
        ...shows(world, VALVE, has("status: Before"), "an edit from before is missing"),
        ...shows(world, PUMP, has("status: Meanwhile", "After."), "an edit from after is missing"),
        ...(ada?.own?.key === bo?.partner?.identityKey && bo?.verified === "unverified" ? [] : ["P6: bo does not know the key"]),
        ...(await noneLost(world)),
        ...(await notRunning(world)),
        ...(await world.judge(2)),
      ];
    },
  },
  {
    name: "linking twins",
    from: "two issues",
    live: async (world) => {
      // What bo has of his own is his own from now on, but for the issue that both know.
      world.bo.edit(PUMP, (text) => withField(text, "share", "acme"));
      changeSettings(world.bo, "acme", "share: all", "share: marked");
      world.bo.save("twin.md", `---\npriority: high\n---\n\n# ${VALVE}, a twin\n\n## Comments\n\n### Bo\n\nOurs leaks, too.\n`);
      await world.rest();
      const twin = await world.bo.idWith("a twin");
      const partnerKey = readIssueText(world.ada.read(world.ada.fileWith(VALVE))).fields["key"] ?? "";
      const isDone = (): boolean => world.bo.all().length === 2;
      await insist(world, world.bo, isDone, { kind: "link", issue: twin, partnerKey });
      await world.rest();
    },
    judge: async (world) => {
      const kept = (await world.bo.lost()).map(({ field, value }) => `${field} ${textOf(value)}`);
      return [
        ...shows(world, VALVE, has("Since Monday.", "First remark.", "Ours leaks, too.", "priority: high", "status: New"), "not joined"),
        ...(kept.join() === `title "${VALVE}, a twin"` ? [] : [`P8: kept at bo: ${kept.join("; ") || "nothing"}`]),
        ...(await world.judge(2)).filter((problem) => problem !== 'P6: bo shows [["conflict",1]]'),
      ];
    },
  },
];
