import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { readIssueText, withBody, withComment, withCommentBody, withField, withLabel, withTitle, withoutLabel } from "./issue-text.ts";
import type { Random } from "./random.ts";

/** One saved edit. `issue` is the mark in the body that the issue was made with. */
export type Edit = { readonly at: number; readonly side: string; readonly issue: string } & (
  | { readonly kind: "new"; readonly title: string; readonly body: string }
  | { readonly kind: "field"; readonly name: string; readonly value: string }
  | { readonly kind: "label"; readonly value: string; readonly instead: string | null }
  | { readonly kind: "comment"; readonly body: string }
  | { readonly kind: "comment again"; readonly old: string; readonly body: string }
);

type Change = { readonly text: string; readonly edit: EditOf };
type EditOf = Edit extends infer One ? (One extends Edit ? Omit<One, "at" | "side" | "issue"> : never) : never;

export interface EditorOptions {
  readonly side: string;
  readonly issues: string;
  readonly random: Random;
  readonly log: Edit[];
  /** Fields that only this side ever writes, beside title and body of its own issues. */
  readonly fields: readonly string[];
  /** Between two edits, in milliseconds; default: as fast as a small project bears. */
  readonly pace?: readonly [number, number];
  /** Marks of issues that are open elsewhere: left alone. */
  readonly leaves?: readonly string[];
}

/** Between two edits, in milliseconds. */
const PACE = [20, 160] as const;
/** Whoever thinks for long saves over what came in meanwhile. */
const THINK = [40, 350] as const;
const FIRST_ISSUES = 5;

/**
 * A person at one side who goes on editing files whatever happens, until the signal aborts: reads, thinks, saves; by a new file and a
 * rename, or in place. It never saves over its own edits, since it has one file open at a time; everything else may have changed.
 */
export async function edit(options: EditorOptions, signal: AbortSignal): Promise<void> {
  const { random } = options;
  for (let made = 0; !signal.aborted;) {
    const fresh = made < FIRST_ISSUES || random.chance(0.04);
    if (fresh) create(options, ++made);
    else await editOne(options);
    await pause(random.between(...(options.pace ?? PACE)));
  }
}

function create({ side, issues, random, log }: EditorOptions, n: number): void {
  const issue = `${side}-${n}`;
  const title = `Pump ${n} of ${side}`;
  const body = `mark ${issue}`;
  const front = random.chance(0.5) ? "---\ntype: bug\n---\n\n" : "";
  save(join(issues, `new ${issue}.md`), `${front}# ${title}\n\n${body}\n`, true);
  log.push({ at: Date.now(), side, issue, kind: "new", title, body });
}

async function editOne(options: EditorOptions): Promise<void> {
  const { issues, random, side, log } = options;
  const wanted = random.next();
  const long = random.chance(0.3);
  const think = random.between(...THINK);
  const whole = random.chance(0.7);
  const number = random.between(1, 1_000_000);
  const choice = random.next();
  const latest = random.chance(0.5);
  const names = readdirSync(issues)
    .filter((name) => name.endsWith(".md") && !name.startsWith("."))
    .sort();
  // Half of the time people answer what has just come in.
  const name = latest ? newest(issues, names) : names[Math.floor(wanted * names.length)];
  if (name === undefined || name.startsWith("new ")) return;
  const path = join(issues, name);
  const text = textAt(path);
  const issue = text === null ? undefined : /^mark ([^\s,]+)/m.exec(text)?.[1];
  // A file that has no id yet, or not the name that goes with it, is about to get another one: nobody should have it open.
  if (
    text === null ||
    issue === undefined ||
    options.leaves?.includes(issue) === true ||
    !text.startsWith("---\n") ||
    readIssueText(text).id === null
  )
    return;
  const change = changed(options, text, issue, choice, `${side}${log.length}x${number}`);
  if (long) await pause(think);
  if (!existsSync(path) || !save(path, change.text, whole)) return;
  log.push({ at: Date.now(), side, issue, ...change.edit });
}

/** null: it has just got another name. */
function textAt(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function newest(issues: string, names: readonly string[]): string | undefined {
  const timeOf = (name: string): number => statSync(join(issues, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return names.map((name) => ({ name, time: timeOf(name) })).sort((a, b) => b.time - a.time)[0]?.name;
}

function changed({ side, fields, random, log }: EditorOptions, text: string, issue: string, choice: number, unique: string): Change {
  const read = readIssueText(text);
  const own = issue.startsWith(`${side}-`);
  if (choice < 0.35) {
    const body = `Remark ${unique}.`;
    return { text: withComment(text, `The editor of ${side}`, body), edit: { kind: "comment", body } };
  }
  if (choice < 0.45) {
    const old = read.comments.map((comment) => comment.body).find((body) => body.startsWith(`Remark ${side}`));
    if (old !== undefined) {
      const body = `Remark ${unique}, again.`;
      return { text: withCommentBody(text, old, body), edit: { kind: "comment again", old, body } };
    }
  }
  if (choice < 0.62) {
    // Taking a label away alone could make the very text that was there before: whoever saves that is asked, not believed.
    const instead = choice < 0.55 ? null : (read.labels.find((label) => label.startsWith(`${side}-`)) ?? null);
    const value = `${side}-${unique}`;
    return { text: withLabel(instead === null ? text : withoutLabel(text, instead), value), edit: { kind: "label", value, instead } };
  }
  if (own && choice < 0.7) {
    const value = `Pump ${unique} of ${side}`;
    return { text: withTitle(text, value), edit: { kind: "field", name: "title", value } };
  }
  if (own && choice < 0.78) {
    const value = `mark ${issue}, text ${unique}`;
    return { text: withBody(text, value), edit: { kind: "field", name: "body", value } };
  }
  const name = random.pick(fields);
  const value = name === "due" ? dateOf(log.length) : `Word ${unique}`;
  return { text: withField(text, name, value), edit: { kind: "field", name, value } };
}

/** Another day for every number. */
function dateOf(n: number): string {
  return new Date(Date.UTC(2030, 0, 1 + n)).toISOString().slice(0, 10);
}

/** False: nothing has this name just now, so there is nothing to be saved into. */
function save(path: string, text: string, whole: boolean): boolean {
  if (whole) {
    const beside = path.replace(/[^/\\]+$/, (name) => `.${name}.swp`);
    writeFileSync(beside, text);
    renameSync(beside, path);
    return true;
  }
  const file = opened(path);
  if (file === null) return false;
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
  return true;
}

/** As editors do it: emptied in the moment it is opened. */
function opened(path: string): number | null {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_TRUNC);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
