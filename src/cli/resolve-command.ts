import type { Command as CommandLine } from "commander";
import { type OpenConflict, isAboutComment, isAboutDeletion, openConflicts } from "../app/open-conflicts.ts";
import type { OpenProject } from "../app/open-project.ts";
import type { Command } from "../model/command.ts";
import type { LocalIssue } from "../model/local-issue.ts";
import { plainText } from "../view/plain-text.ts";
import { RESOLVE_WORDS } from "../view/resolve-words.ts";
import { partName } from "../view/value-text.ts";
import { type Answer, answer } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { commandFailed, usage } from "./failures.ts";
import { slipOf } from "./near-miss.ts";
import { issuesOf } from "./several-issues.ts";

type Taken = Extract<Command, { readonly kind: "resolve" }>["take"];

interface Options {
  readonly field?: string;
  readonly take?: string;
  readonly value?: string;
  readonly mine?: boolean;
  readonly theirs?: boolean;
  readonly connection?: string;
}

/** Conflicts: one, in a field, or all of some issues for one side. */
export function addResolveCommand(program: CommandLine, calls: Calls): void {
  program
    .command("resolve")
    .description("settle conflicts: take your value, theirs, or another one")
    .argument("<key...>", "keys or ids of the issues")
    .option("--field <field>", "the field in conflict; with --mine or --theirs all are settled that are in conflict, unless it is given")
    .option("--mine", "bring your values back")
    .option("--theirs", "leave theirs")
    .option("--take <value>", "mine, theirs, or the value to set")
    .option("--value <value>", "the value to set, whatever it says")
    .option("--connection <name>", "where the issue is in conflict with several partners")
    .action((keys: string[], options: Options, command: CommandLine) =>
      calls.project(command, async (project) => {
        const rows = await issuesOf(project, keys);
        if ("kind" in rows) return rows;
        const { connection: name, mine = false, theirs = false, take, value, field } = options;
        const connection = name === undefined ? null : project.store.connections().find((other) => other.name === name);
        if (connection === undefined)
          return commandFailed({ kind: "failed", code: "NO_SUCH_CONNECTION", data: { connection: name ?? "" } });
        const ways = [mine, theirs, take !== undefined, value !== undefined].filter(Boolean).length;
        if (ways !== 1) return usage("Say what to take: --take mine, --take theirs or --take VALUE.");
        if (mine || theirs) return settleAll(project, rows, { field, connection: connection?.id, take: mine ? "mine" : "theirs" });
        const [row, ...others] = rows;
        if (!row || others.length > 0) return usage("Of several issues --mine or --theirs is taken: one value cannot be meant for all.");
        if (field === undefined) return usage("Name the field in conflict with --field, or say --mine or --theirs for all of them.");
        const slip = take === undefined ? null : slipOf(take);
        if (slip !== null && take !== undefined)
          return usage(`Is --take ${slip} meant? To set the value "${plainText(take)}", say --value instead of --take.`);
        const taken: Taken = take === "mine" || take === "theirs" ? { kind: take } : { kind: "value", text: value ?? take ?? "" };
        const outcome = await ask(project, { kind: "resolve", issue: row.id, connection: connection?.id ?? null, field, take: taken });
        if (outcome.kind === "failed") return commandFailed(outcome);
        return answer(
          { id: row.id, key: row.key, field },
          { notes: [`${plainText(row.key)}: the conflict in ${partName(field)} is settled.`] },
        );
      }),
    );
}

/** What cannot be settled so, or fails, stays open and is named; nothing else waits for it. */
async function settleAll(
  project: OpenProject,
  rows: readonly LocalIssue[],
  of: { readonly field: string | undefined; readonly connection: string | undefined; readonly take: "mine" | "theirs" },
): Promise<Answer> {
  const all = rows
    .flatMap((row) => openConflicts(project.store, row.id).map((conflict) => ({ ...conflict, row })))
    .filter(({ connection, lost }) => (of.connection ?? connection) === connection && (of.field ?? lost.field) === lost.field);
  if (all.length === 0) return commandFailed({ kind: "failed", code: "NO_CONFLICTS", data: {} });
  const settled: { readonly id: string; readonly key: string; readonly field: string }[] = [];
  const left: string[] = [];
  for (const conflict of all) {
    const { row, connection, lost, seen } = conflict;
    const named = `${plainText(row.key)}, ${partName(lost.field)}`;
    const why = of.take === "mine" ? whyNotMine(conflict, of.field) : null;
    if (why !== null) {
      left.push(`${named}: ${why}`);
      continue;
    }
    const outcome = await ask(project, { kind: "resolve", issue: row.id, connection, field: lost.field, seen, take: { kind: of.take } });
    if (outcome.kind === "failed") left.push(`${named}: ${commandFailed(outcome).message}`);
    else settled.push({ id: row.id, key: row.key, field: lost.field });
  }
  const issues = new Set(settled.map(({ id }) => id)).size;
  const said = settled.length === 0 ? [] : [RESOLVE_WORDS.settled(of.take, settled.length, issues)];
  const document = { settled, left: all.length - settled.length };
  if (left.length === 0) return answer(document, { notes: said });
  const told = { ...commandFailed({ kind: "failed", code: "CONFLICTS_LEFT", data: { number: left.length } }), besides: document };
  return { ...told, message: [...said, told.message, ...left].join("\n") };
}

/** null: yours can be brought back. A deletion is meant where its field is named. */
function whyNotMine(conflict: OpenConflict, field: string | undefined): string | null {
  if (isAboutComment(conflict)) return RESOLVE_WORDS.onlyTheirs;
  return isAboutDeletion(conflict) && field === undefined ? RESOLVE_WORDS.deletionAlone : null;
}
