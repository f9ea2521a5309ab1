import type * as vscode from "vscode";
import { init } from "../../app/init.ts";
import { placeIssues } from "../../app/issue-place.ts";
import type { LiveProject } from "../../app/live-project.ts";
import { type MarkdownFolder, markdownFolders } from "../../app/markdown-folders.ts";
import { isKeyPrefix, prefixFrom } from "../../app/project-name.ts";
import { PLACES, gitSentence } from "../../view/git-words.ts";
import { initSentence } from "../../view/init-failures.ts";
import { openSentence } from "../../view/open-failures.ts";
import { TAKE_OVER } from "../../view/project-lack.ts";
import { BUTTONS, INIT, initDone, notOpened } from "../../view/setup-words.ts";
import type { Ferry } from "../ferry.ts";
import type { Folder } from "../folders.ts";
import { isMeant, say } from "../messages.ts";
import { type Asked, type Choice, type Place, type Step, alone, answered, askText, choose, inSteps, named } from "../steps.ts";
import { isFree, sayLack } from "./project-lack.ts";
import { sayFailure } from "./telling.ts";

/** Where a new project's issues lie when nothing is there to take over. */
const ISSUES = "issues";

interface Answers {
  readonly issues: string;
  readonly name: string;
  readonly key: string;
}

export interface NewProject {
  readonly live: LiveProject;
  /** What to say of it. */
  readonly said: string;
  /** A line was written that keeps its issues out of git. */
  readonly excluded: boolean;
  /** How many questions were asked for it. */
  readonly before: number;
}

/**
 * Makes a folder a project: which, its name, its keys, and which folder of issues to take over. `after`: how many questions follow in the same deed.
 * null: cancelled, or said why not.
 */
export async function initProject(ferry: Ferry, title: string = INIT.title, after = 0): Promise<NewProject | null> {
  const chosen = await whichFolder(ferry, title);
  if (chosen === null) return null;
  const { folder, state } = chosen;
  if (state.kind === "failed") {
    if (state.failure.kind === "worked on elsewhere") await takeOver(ferry, folder, state.failure.path);
    return null;
  }
  const there = markdownFolders(folder.uri.fsPath);
  const steps: readonly Step<Answers>[] = [
    ...(there.length === 0
      ? []
      : [async ({ issues }: Partial<Answers>, place: Place) => named("issues", await askIssues(place, there, issues))]),
    async ({ name }, place) =>
      named(
        "name",
        await askText(place, {
          prompt: INIT.name,
          value: name ?? folder.name,
          check: (text) => (text === "" || text.length > 100 ? { wrong: INIT.badName } : null),
        }),
      ),
    async ({ name, key }, place) =>
      named(
        "key",
        await askText(place, {
          prompt: INIT.key,
          value: key ?? prefixFrom(name ?? ""),
          check: (text) => (isKeyPrefix(text.toUpperCase()) ? null : { wrong: INIT.badKey }),
        }),
      ),
  ];
  const made = await askAndInit(ferry, folder, (start) => inSteps<Answers>(title, steps, { start, after }));
  if (made === null) return null;
  if (made.excluded.kind === "done") await sharedInTeam(ferry, title, folder.uri.fsPath, made.project.issues);
  await ferry.folders.refresh();
  const { project, excluded } = made;
  const now = ferry.folders.all.find((other) => other.folder.uri.toString() === folder.uri.toString())?.state;
  const line = excluded.kind === "done" ? excluded.line : null;
  if (now?.kind === "open")
    return {
      live: now.live,
      before: steps.length,
      said: initDone(project.name, project.issues, project.prefix, line),
      excluded: line !== null,
    };
  if (now?.kind === "failed") await sayFailure(ferry, notOpened(project.name, openSentence(now.failure, "editor")));
  return null;
}

/** What fails is said, and asked again with what was answered when the person wants to. null: it was left. */
async function askAndInit(
  ferry: Ferry,
  folder: vscode.WorkspaceFolder,
  ask: (start: Partial<Answers>) => Promise<Answers | null>,
): Promise<Extract<ReturnType<typeof init>, { readonly ok: true }>["value"] | null> {
  for (let start: Partial<Answers> = {}; ;) {
    const answers = await ask(start);
    if (answers === null) return null;
    const made = init(folder.uri.fsPath, { name: answers.name, key: answers.key.toUpperCase(), issues: answers.issues ?? ISSUES });
    if (made.ok) return made.value;
    if (!(await sayFailure(ferry, initSentence(made.failure, "editor"), BUTTONS.tryAgain))) return null;
    start = answers;
  }
}

/** Beside code git ignores the issues; whether they get a history of their own is the team's choice. Cancelled: they do not. */
async function sharedInTeam(ferry: Ferry, title: string, workspace: string, issues: string): Promise<void> {
  const choices = (["ignored", "worktree", "repository"] as const).map((value) => ({ ...PLACES[value], value }));
  const asked = await choose(alone(title), PLACES.ask, choices);
  if (asked.kind !== "answered" || asked.value === "ignored") return;
  const placed = await placeIssues(workspace, issues, asked.value);
  if (!placed.ok) await sayFailure(ferry, gitSentence(placed.failure));
}

/** One that is no project, or whose project a copy of it works for. null: there is none, which is said, or none was chosen. */
async function whichFolder(ferry: Ferry, title: string): Promise<Folder | null> {
  const { folders } = ferry;
  await folders.refresh();
  const fit = folders.all.filter((folder) => isFree(folder) || otherOf(folder) !== null);
  const [first, ...others] = fit;
  if (first === undefined) {
    await sayLack(ferry, "free folder");
    return null;
  }
  if (others.length === 0) return first;
  const choices = fit.map((value) => {
    const other = otherOf(value);
    return { label: value.folder.name, description: other === null ? value.folder.uri.fsPath : TAKE_OVER.description(other), value };
  });
  const asked = await choose(alone(title), INIT.folder, choices);
  return asked.kind === "answered" ? asked.value : null;
}

/** The folder that works in its place. */
function otherOf({ state }: Folder): string | null {
  return state.kind === "failed" && state.failure.kind === "worked on elsewhere" ? state.failure.path : null;
}

async function takeOver(ferry: Ferry, folder: vscode.WorkspaceFolder, other: string): Promise<void> {
  const path = folder.uri.fsPath;
  if (!(await isMeant(TAKE_OVER.question(path), TAKE_OVER.detail(other), TAKE_OVER.button))) return;
  const failure = await ferry.folders.takeOver(folder);
  if (failure) await sayFailure(ferry, openSentence(failure, "editor"));
  else void say(TAKE_OVER.done(path));
}

async function askIssues(place: Place, there: readonly MarkdownFolder[], current: string | undefined): Promise<Asked<string>> {
  const choices: Choice<string>[] = there.map(({ path, files }) => ({
    label: INIT.takeOver(path),
    detail: INIT.takeOverDetail(files),
    icon: "folder-library",
    value: path,
  }));
  if (there.every(({ path }) => path !== ISSUES))
    choices.push({ label: INIT.newFolder(ISSUES), detail: INIT.newFolderDetail, icon: "new-folder", value: ISSUES });
  const asked = await choose(place, INIT.issues, choices, current);
  return asked.kind === "answered" ? answered(asked.value) : asked;
}
