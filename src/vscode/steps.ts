import * as vscode from "vscode";
import { explain, lineBox } from "./messages.ts";

/**
 * How a question ended: with a value, with a wish for the question before, or not at all. `aside`: the message of a failure was closed, which is no
 * answer to anything; `because` is what it said.
 */
export type Asked<T> =
  | { readonly kind: "answered"; readonly value: T }
  | { readonly kind: "back" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "aside"; readonly because: string };

/** Where a question stands among others. */
export interface Place {
  readonly title: string;
  /** From 1; total 0: it stands alone. */
  readonly step: number;
  readonly total: number;
  /** Whether the question before can be asked again. */
  readonly back?: boolean;
}

export const answered = <T>(value: T): Asked<T> => ({ kind: "answered", value });
export const alone = (title: string): Place => ({ title, step: 1, total: 0 });

interface TextQuestion {
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  /** A passphrase: not shown, and taken as it was typed. */
  readonly secret?: boolean;
  /** What is wrong with it; `info` says something good of it. null: nothing to say. */
  readonly check?: (text: string) => { readonly wrong: string } | { readonly info: string } | null;
  /** What can be said of a text with which nothing is wrong once it was looked at; it is not taken before that was said. */
  readonly tell?: (text: string, signal: AbortSignal) => Promise<string>;
}

/** Whoever types on is told nothing of what stands there meanwhile. Milliseconds. */
const PAUSE_MS = 300;

export function askText(place: Place, question: TextQuestion): Promise<Asked<string>> {
  const box = lineBox();
  const { input } = box;
  box.prompt(question.prompt);
  input.value = question.value ?? "";
  input.placeholder = question.placeholder ?? "";
  input.password = question.secret ?? false;
  const given = (): string => (question.secret ? input.value : input.value.trim());
  let wrong = false;
  let pause: NodeJS.Timeout | undefined;
  let told: string | null = null;
  let looking: { readonly text: string; readonly stop: AbortController } | null = null;
  const kept = new Map<string, string>();
  const leave = (): void => {
    clearTimeout(pause);
    looking?.stop.abort();
    looking = null;
    input.busy = false;
  };
  const check = (): void => {
    const found = question.check?.(given()) ?? null;
    wrong = found !== null && "wrong" in found;
    if (found === null || (wrong && input.value === "")) box.fine();
    else if ("wrong" in found) box.wrong(found.wrong);
    else box.info(`${question.prompt} ${found.info}`);
    const text = given();
    if (looking?.text === text) return;
    leave();
    if (question.tell && !wrong && text !== "") pause = setTimeout(() => void tell(text), PAUSE_MS);
  };
  const tell = async (text: string): Promise<void> => {
    if (looking?.text === text) return;
    leave();
    const mine = { text, stop: new AbortController() };
    looking = mine;
    input.busy = true;
    // What cannot be said keeps nobody from the answer.
    const said = kept.get(text) ?? (await question.tell?.(text, mine.stop.signal).catch(() => "")) ?? "";
    if (looking !== mine) return;
    leave();
    if (said !== "") box.info(`${question.prompt} ${said}`);
    kept.set(text, said);
    told = text;
  };
  check();
  input.onDidChangeValue(check);
  input.onDidHide(leave);
  return shown(input, place, (done) => {
    input.onDidAccept(() => {
      if (wrong) return;
      // Whoever is faster than the answer sees it first, and presses Enter once more.
      if (question.tell && given() !== "" && given() !== told) void tell(given());
      else done(answered(given()));
    });
  });
}

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** The name of a codicon. */
  readonly icon?: string;
  /** Over this choice and those that follow. */
  readonly group?: string;
  readonly value: T;
}

/** Offers what is typed beside the choices. */
interface Typing<T> {
  /** `wrong`: why what is typed is no answer; Enter takes nothing then. */
  readonly offer: (text: string) => Choice<T> | { readonly wrong: string };
  /** What stands there at first. */
  readonly text?: string;
}

/** Enter takes `current`, else the first. With `typing` no choice is filtered away. `ask`: in the line, or with more to know below it. */
export function choose<T>(
  place: Place,
  ask: string | { readonly line: string; readonly more: string },
  choices: readonly Choice<T>[],
  current?: T,
  typing?: Typing<T>,
): Promise<Asked<T>> {
  const pick = vscode.window.createQuickPick<Row<T>>();
  pick.placeholder = typeof ask === "string" ? ask : ask.line;
  if (typeof ask !== "string") explain(pick, ask.more);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const rows = choices.flatMap((choice) => [...groupOf<T>(choice), rowOf(choice, typing !== undefined)]);
  const list = (): void => {
    const text = pick.value.trim();
    const offered = text === "" ? null : (typing?.offer(text) ?? null);
    const first: readonly Row<T>[] = offered === null ? [] : ["wrong" in offered ? noAnswer(offered.wrong) : rowOf(offered, true)];
    pick.items = [...first, ...rows];
    // The editor sorts a choice that resembles the text before the others: what Enter takes is said, so that it is never that one.
    const active = offered === null ? rows.filter((row) => "value" in row && row.value === current) : first;
    // To make none active would leave Enter without a row to take: left alone, it is the first.
    if (active.length > 0) pick.activeItems = active;
  };
  pick.value = typing?.text ?? "";
  list();
  if (typing) pick.onDidChangeValue(list);
  return shown(pick, place, (done) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems.length > 0 ? pick.selectedItems : pick.activeItems;
      if (chosen && "value" in chosen) done(answered(chosen.value));
    });
  });
}

/** Without a value it is no answer. */
type Row<T> = vscode.QuickPickItem & ({ readonly value: T } | { readonly value?: never });

const noAnswer = (label: string): vscode.QuickPickItem => ({ label, alwaysShow: true, iconPath: new vscode.ThemeIcon("error") });

const groupOf = <T>({ group }: Choice<unknown>): Row<T>[] =>
  group === undefined ? [] : [{ label: group, kind: vscode.QuickPickItemKind.Separator }];

function rowOf<T>({ label, description, detail, icon, value }: Choice<T>, alwaysShow: boolean): Row<T> {
  return {
    label,
    value,
    ...(alwaysShow && { alwaysShow }),
    ...(description !== undefined && { description }),
    ...(detail !== undefined && { detail }),
    ...(icon !== undefined && { iconPath: new vscode.ThemeIcon(icon) }),
  };
}

function shown<T>(
  input: vscode.QuickInput & BackButton,
  place: Place,
  listen: (done: (asked: Asked<T>) => void) => void,
): Promise<Asked<T>> {
  input.title = place.title;
  input.ignoreFocusOut = true;
  if (place.total > 0) {
    input.step = place.step;
    input.totalSteps = place.total;
    if (place.back === true) input.buttons = [vscode.QuickInputButtons.Back];
  }
  return new Promise((resolve) => {
    let end: Asked<T> = { kind: "cancelled" };
    const done = (asked: Asked<T>): void => {
      end = asked;
      input.hide();
    };
    input.onDidTriggerButton(() => done({ kind: "back" }));
    input.onDidHide(() => {
      input.dispose();
      resolve(end);
    });
    listen(done);
    input.show();
  });
}

interface BackButton {
  buttons: readonly vscode.QuickInputButton[];
  readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

/** One question of several; it sees what was answered so far. */
export type Step<S> = (sofar: Partial<S>, place: Place) => Promise<Asked<Partial<S>>>;

interface Course<S> {
  /** What was answered before. */
  readonly start?: Partial<S>;
  /** With which question it begins; from 0. */
  readonly at?: number;
  /** How many questions of the same deed were asked before these. */
  readonly before?: number;
  /** How many come afterwards. */
  readonly after?: number;
  /** Keeps what was answered before the question `at`, to go on with it later. */
  readonly aside?: (sofar: Partial<S>, at: number, because: string) => Thenable<void>;
}

/** Asks one after the other; a step back asks again. null: cancelled, or set aside. */
export async function inSteps<S extends object>(
  title: string,
  steps: readonly Step<S>[],
  { start = {}, at: first = 0, before = 0, after = 0, aside }: Course<S> = {},
): Promise<S | null> {
  let sofar = start;
  const total = before + steps.length + after;
  for (let at = first; at < steps.length;) {
    const asked = await steps[at]?.(sofar, { title, step: before + at + 1, total, back: at > 0 });
    if (asked === undefined || asked.kind === "cancelled") return null;
    if (asked.kind === "aside") {
      await aside?.(sofar, at, asked.because);
      return null;
    }
    if (asked.kind === "back") at = Math.max(0, at - 1);
    else {
      sofar = { ...sofar, ...asked.value };
      at++;
    }
  }
  return sofar as S;
}

/** The answer under a name, for `inSteps`. */
export function named<K extends string, T>(name: K, asked: Asked<T>): Asked<{ readonly [P in K]: T }> {
  return asked.kind === "answered" ? answered({ [name]: asked.value } as { readonly [P in K]: T }) : asked;
}
