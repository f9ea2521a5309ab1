import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { type AskedContent, type SharedFile, askedContent, askedPartners, copyContent, filesNamed, sharedFiles } from "../app/contents.ts";
import { findIssue } from "../app/issue-lookup.ts";
import { isAwaited } from "../app/operations.ts";
import type { OpenProject } from "../app/open-project.ts";
import { sync } from "../app/worker.ts";
import { newId } from "../model/ids.ts";
import { amountText, askedLine, contentFailure, handedLines } from "../view/content-words.ts";
import { plainText } from "../view/plain-text.ts";
import { type Answer, answer, failure } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { durationMs } from "./duration.ts";
import { EXIT } from "./exit-codes.ts";
import { commandFailed } from "./failures.ts";
import type { Globals } from "./globals.ts";

/** How long somebody waits for a partner that may not be there, unless told otherwise; what was begun goes on with every sync. */
const PATIENCE_MS = 10 * 60_000;
/** Between two words of how far it is. */
const TELL_MS = 500;

interface Options {
  readonly out?: string;
  readonly wait: boolean;
  readonly timeout?: number;
}

/** Contents of files that issues have (docs/PROTOCOL.md 6). */
export function addFileCommands(program: Command, calls: Calls): void {
  program
    .command("get")
    .description("get the content of a file of an issue from the partner; Ctrl+C stops it, and the next time it goes on from there")
    .argument("<key>", "key or id of the issue")
    .argument("<name>", "name or id of the file")
    .option("--out <file>", "copy it there, too; nothing that stands there is overwritten")
    .option("--no-wait", "only ask: it comes with the next syncs")
    .option("--timeout <time>", "how long to wait, such as 60s; 10m without it", durationMs)
    .action((key: string, name: string, options: Options, command: Command) =>
      calls.project(command, (project, globals) => got(project, calls, globals, key, name, options)),
    );
  handing(program.command("put"))
    .description("hand the content of an own file over to a partner, before anybody there asks for it")
    .option("--existing <sha256>", "put it in the place of exactly this content there", sha256)
    .action((key: string, name: string, options: HandingOptions, command: Command) =>
      calls.project(command, (project, globals) => handed(project, calls, globals, key, name, { ...options, kind: "put file" })),
    );
  handing(program.command("take-back"))
    .description("have the partner's copy of an own file moved to the trash there; the file stays named in the issue")
    .option("--existing <sha256>", "only exactly this content; without it the one that both sides agreed on", sha256)
    .action((key: string, name: string, options: HandingOptions, command: Command) =>
      calls.project(command, (project, globals) => handed(project, calls, globals, key, name, { ...options, kind: "take back file" })),
    );
}

interface HandingOptions extends Options {
  readonly to?: string;
  readonly existing?: string;
}

function handing(command: Command): Command {
  return command
    .argument("<key>", "key or id of the issue")
    .argument("<name>", "name or id of the file")
    .option("--to <name>", "the connection, where several share the file")
    .option("--no-wait", "only ask: it is done with the next syncs")
    .option("--timeout <time>", "how long to wait, such as 60s; 10m without it", durationMs);
}

function sha256(text: string): string {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new InvalidArgumentError("A SHA-256 has 64 hexadecimal digits.");
  return text.toLowerCase();
}

/** The one file of this name; an answer says why there is none. */
async function named(
  project: OpenProject,
  key: string,
  name: string,
): Promise<{ row: { id: string; key: string }; wanted: SharedFile } | Answer> {
  const row = await findIssue(project, key);
  if (!row || row.gone !== null) return commandFailed({ kind: "failed", code: "NO_SUCH_ISSUE", data: { key } });
  const [wanted, ...others] = filesNamed(project, row.id, name);
  if (!wanted) {
    const names = sharedFiles(project, row.id).map(({ attachment }) => attachment.name);
    return commandFailed({ kind: "failed", code: "NO_SUCH_FILE", data: { key: row.key, name, names: names.join(", ") } });
  }
  if (others.length > 0) return commandFailed({ kind: "failed", code: "SEVERAL_FILES", data: { key: row.key, name } });
  return { row, wanted };
}

async function handed(
  project: OpenProject,
  calls: Calls,
  globals: Globals,
  key: string,
  name: string,
  options: HandingOptions & { readonly kind: "put file" | "take back file" },
): Promise<Answer> {
  const found = await named(project, key, name);
  if (!("wanted" in found)) return found;
  const { row, wanted } = found;
  const to = options.to === undefined ? undefined : project.store.connections().find(({ name: other }) => other === options.to);
  if (options.to !== undefined && !to) return commandFailed({ kind: "failed", code: "NO_CONNECTION", data: {} });
  const id = newId(Date.now(), randomBytes(10));
  const { existing } = options;
  const about = { issue: row.id, file: wanted.file.id, id, ...(to && { connection: to.id }), ...(existing !== undefined && { existing }) };
  const asked = await ask(project, { kind: options.kind, ...about });
  if (asked.kind === "failed") return commandFailed(asked);
  const conversation = String(asked.data["conversation"]);
  const state = await waited(project, calls, globals, conversation, wanted, options);
  if (state.state === "failed") {
    const code = state.code ?? "FAILURE";
    const isReplaced = options.kind === "put file" && existing !== undefined && !state.ours;
    return failure(code, contentFailure(code, state.partner, "command line", isReplaced ? "replace file" : options.kind));
  }
  const isDone = state.state === "here";
  const did = isDone ? "done" : "waits";
  const words = handedLines(options.kind, wanted.attachment.name, row.key, isDone);
  return answer({ key: row.key, name: wanted.attachment.name, state: did }, { ...words, ...(!isDone && { exit: EXIT.waits }) });
}

async function got(project: OpenProject, calls: Calls, globals: Globals, key: string, name: string, options: Options): Promise<Answer> {
  const found = await named(project, key, name);
  if (!("wanted" in found)) return found;
  const { row, wanted } = found;
  const asked = await ask(project, { kind: "get file", issue: row.id, file: wanted.file.id, id: newId(Date.now(), randomBytes(10)) });
  if (asked.kind === "failed") return asked.code === "FILE_IS_HERE" ? here(project, calls, row.key, wanted, options) : commandFailed(asked);
  const conversation = String(asked.data["conversation"]);
  const state = await waited(project, calls, globals, conversation, wanted, { ...options, kind: "get file" });
  if (calls.streams.stopped.aborted && state.state === "waits") {
    await ask(project, { kind: "cancel file", id: conversation });
    await sync(project, { untilIdle: true, timeoutMs: 0 });
    return failure("CANCELLED", contentFailure("CANCELLED", undefined), EXIT.waits);
  }
  if (state.state === "here") return here(project, calls, row.key, wanted, options);
  if (state.state === "failed") return failure(state.code ?? "FAILURE", contentFailure(state.code ?? "FAILURE", state.partner));
  return answer(
    { key: row.key, name: wanted.attachment.name, state: "waits", got: state.got, size: wanted.file.size },
    {
      lines: [`${plainText(wanted.attachment.name)} is asked for: ${amountText(state.got, wanted.file.size)}.`],
      notes: ["It comes with every sync, also of another window. Ask again later, and it is shown here."],
      exit: EXIT.waits,
    },
  );
}

/** Works, or lets who works do so, until it is here, has failed, or nobody waits any more. */
async function waited(
  project: OpenProject,
  { streams }: Calls,
  globals: Globals,
  conversation: string,
  { attachment, file }: SharedFile,
  options: Options & { readonly kind: "get file" | "put file" | "take back file" },
): Promise<AskedContent> {
  const ids = new Set([conversation]);
  const waits = (away: ReadonlySet<string>): boolean =>
    !streams.stopped.aborted && askedContent(project, conversation).state === "waits" && isAwaited(project, ids, away);
  const timeoutMs = options.wait ? (options.timeout ?? PATIENCE_MS) : 0;
  if (options.wait && globals.quiet !== true) {
    const asked = askedPartners(project, conversation);
    if (asked.length > 0) streams.err(`${askedLine(options.kind, attachment.name, asked, Math.round(timeoutMs / 1000))}\n`);
  }
  // Only where a person looks: a log has no use for it.
  const isTold = streams.columns !== undefined && globals.json !== true && globals.quiet !== true && options.wait;
  const tell = (): void => streams.err(`\r${amountText(askedContent(project, conversation).got, file.size)}\u001b[K`);
  const telling = isTold ? setInterval(tell, TELL_MS) : undefined;
  try {
    await sync(project, { untilIdle: true, timeoutMs, signal: streams.stopped, waitsFor: waits });
  } finally {
    clearInterval(telling);
    if (isTold) streams.err("\r\u001b[K");
  }
  return askedContent(project, conversation);
}

async function here(
  project: OpenProject,
  { streams }: Calls,
  key: string,
  { attachment, file }: SharedFile,
  options: Options,
): Promise<Answer> {
  const out = options.out === undefined ? null : resolve(streams.cwd, options.out);
  const document = { key, name: attachment.name, state: "here", got: file.size, size: file.size, ...(out !== null && { out }) };
  if (out !== null) {
    const trouble = await copied(project, file, out);
    if (trouble !== null) return trouble;
  }
  const where = out === null ? "" : `, and copied to ${plainText(out)}`;
  return answer(document, { lines: [`${plainText(attachment.name)} of ${plainText(key)} is here${where}.`] });
}

/** null: it is there. */
async function copied(project: OpenProject, file: SharedFile["file"], out: string): Promise<Answer | null> {
  try {
    const isCopied = await copyContent(project, file, out);
    if (isCopied === "busy") return commandFailed({ kind: "failed", code: "FILE_NOT_READ", data: {} });
    return isCopied ? null : failure("FILE_NOT_FOUND", "The file is not here any more; ask again.");
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    const code = String(error.code);
    return failure(
      "NOT_COPIED",
      `${plainText(out)} was not written (${code}). ${code === "EEXIST" ? "Something stands there already." : ""}`.trim(),
    );
  }
}
