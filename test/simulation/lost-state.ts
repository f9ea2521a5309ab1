import { fieldOf } from "../../src/model/document.ts";
import type { IssueSync } from "../../src/model/issue-sync.ts";
import { sameValue } from "../../src/model/value.ts";
import { type Ledger, type Typed, mark, partsOf } from "./ledger.ts";
import { CONNECTION, type SimulatedProject } from "./simulated-project.ts";
import { fieldIn } from "./simulated-tracker.ts";
import type { World } from "./world.ts";

/** A side loses what it has in `change`. What nothing holds after that and something held before is gone, as the design permits; all the rest is judged. */
export function forget(world: World, ledger: Ledger, side: SimulatedProject, change: () => void): void {
  const { P, S } = world;
  const before = alive(world, ledger);
  change();
  const after = alive(world, ledger);
  for (const [key, typed] of ledger.typed)
    if (before.has(key) && !after.has(key)) ledger.replaced.add(mark(typed.issue, typed.field, typed.part));
  for (const comment of ledger.comments.values()) {
    const found = [P, S].map((one) => one.tracker.issue(comment.issue)?.comments.find(({ id }) => id === comment.id));
    const stands = found.some((one) => one?.body.toLowerCase() === comment.body.toLowerCase());
    if (comment.removed ? found.some((one) => one !== undefined) : !stands) comment.discarded = true;
  }
  // What only its introducer had comes back from the partner as the partner's.
  for (const [issue, letter] of ledger.introduced) if (letter === side.letter && side.tracker.issue(issue) === null) ledger.comeBack(issue);
}

/** Wherever it is asked, a person says that this copy is the one to go on. */
export async function answerAll({ P, S }: World): Promise<void> {
  for (const side of [P, S])
    if (side.connection().facts.link === "suspended") await side.command({ kind: "resume", connection: CONNECTION, author: side.letter });
}

/** What was typed and stands anywhere at all, or is kept as lost. */
function alive({ P, S }: World, ledger: Ledger): ReadonlySet<string> {
  return new Set([...ledger.typed].filter(([, typed]) => [P, S].some((side) => holds(side, typed))).map(([key]) => key));
}

function holds(side: SimulatedProject, typed: Typed): boolean {
  const { issue, field } = typed;
  const sync = side.row(issue)?.sync;
  const values = [fieldIn(side.tracker.issue(issue), field), ...(sync ? valuesOf(sync, field) : [])];
  return values.some((value) => partsOf(value).some((part) => sameValue(part, typed.part)));
}

function valuesOf(sync: IssueSync, field: string) {
  const documents = [sync.base, sync.mine, ...(sync.sent ? [sync.sent] : []), ...sync.snapshots.map(({ document }) => document)];
  const told = [...sync.lost, ...sync.overruled, ...sync.sentOverruled, ...(sync.reply?.overruled ?? []), ...(sync.reply?.conflicts ?? [])];
  return [...documents.map((document) => fieldOf(document, field)), ...told.filter((one) => one.field === field).map(({ value }) => value)];
}
