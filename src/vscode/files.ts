import * as vscode from "vscode";
import { type AskedContent, askedContent } from "../app/contents.ts";
import { attachmentFile, issueAttachments } from "../app/issue-attachments.ts";
import type { LiveProject } from "../app/live-project.ts";
import { interruptionOf } from "../app/store-trouble.ts";
import { newId } from "../model/ids.ts";
import type { AttachmentView } from "../model/snapshot.ts";
import { commandSentence } from "../view/command-failures.ts";
import { amountText } from "../view/content-words.ts";
import { FILE_WORDS, fileChoice, notFetched } from "../view/file-prompts.ts";
import { boxText } from "../view/message-text.ts";
import type { Commands } from "./commands/command.ts";
import { attachFiles } from "./commands/drop-files.ts";
import type { FileCommand } from "./commands/issue-commands.ts";
import type { Chosen, Given, IssueChoice } from "./commands/issue-choice.ts";
import { sayFailure, sayShortly } from "./commands/telling.ts";
import type { Ferry } from "./ferry.ts";
import { FrontLanguage } from "./front-language.ts";
import { pickOne, say, waitingFor } from "./messages.ts";

/** What is done with files of issues. It stands in a file of its own, which is read when the first of it is asked for. */
export function fileCommands(ferry: Ferry, choice: IssueChoice): Readonly<Record<FileCommand, Commands[string]>> {
  return {
    attachFile: async (...given: Given) => {
      const chosen = await choice.one(given);
      if (chosen) await attach(ferry, chosen);
    },
    getFile: async (...given: Given) => {
      const chosen = await choice.one(given);
      const file = chosen && (await whichFile(chosen, fileIn(given), "get"));
      if (chosen && file && (file.here || (await fetched(ferry, chosen, file)))) sayShortly(FILE_WORDS.got(file.name));
    },
    openFile: async (...given: Given) => {
      const chosen = await choice.one(given);
      const file = chosen && (await whichFile(chosen, fileIn(given), "open"));
      // One of this side was attached a moment ago, perhaps, and not looked at yet: what stands there is what counts.
      if (chosen && file && (file.here || !file.theirs || (await fetched(ferry, chosen, file)))) await open(ferry, chosen, file);
    },
  };
}

/** Help in the front matter of issue files, until it is disposed of. */
export function frontLanguage(ferry: Ferry): vscode.Disposable {
  return new FrontLanguage(ferry);
}

async function attach(ferry: Ferry, chosen: Chosen): Promise<void> {
  const paths = await vscode.window.showOpenDialog({
    canSelectMany: true,
    title: boxText(FILE_WORDS.attachTitle(chosen.issue.key)),
    openLabel: FILE_WORDS.attach,
  });
  if (paths)
    await attachFiles(
      ferry,
      chosen,
      paths.map(({ fsPath }) => fsPath),
    );
}

/** The id of a file that a page or another command named. */
function fileIn([first]: Given): string | null {
  return typeof first === "object" && first !== null && "file" in first && typeof first.file === "string" ? first.file : null;
}

/** The file that was named, the only one, or the one that a person picks; what keeps it from being found is said. */
async function whichFile({ live, issue }: Chosen, named: string | null, what: "get" | "open"): Promise<AttachmentView | null> {
  const all = await issueAttachments(live.project, issue.id);
  if (named !== null) {
    const found = all.find(({ id }) => id === named) ?? null;
    if (!found) void say(FILE_WORDS.gone(issue.key));
    return found;
  }
  const offered = what === "open" ? all : all.filter(({ here, theirs }) => !here && theirs);
  const [only] = offered;
  if (!only) void say(all.length === 0 ? FILE_WORDS.none(issue.key) : FILE_WORDS.allHere(issue.key));
  if (!only || offered.length === 1) return only ?? null;
  const rows = offered.map((file) => {
    const { label, description } = fileChoice(file);
    return { label: boxText(label), description: boxText(description), file };
  });
  const title = what === "open" ? FILE_WORDS.whichToOpen(issue.key) : FILE_WORDS.whichToGet(issue.key);
  return (await pickOne(rows, { placeHolder: boxText(title) }))?.file ?? null;
}

/** Asks the partner for it and shows how far it is, until it is here. False: it is not, which is said. */
async function fetched(ferry: Ferry, { live, issue }: Chosen, file: AttachmentView): Promise<boolean> {
  const asked = await live.carryOut({
    kind: "get file",
    issue: issue.id,
    file: file.id,
    id: newId(Date.now(), live.project.context.crypto.random(10)),
  });
  if (asked.kind === "failed") {
    if (asked.code === "FILE_IS_HERE") return true;
    await sayFailure(ferry, commandSentence(asked.code, asked.data, "editor"));
    return false;
  }
  const conversation = String(asked.data["conversation"]);
  if (live.activity().mode === "paused") {
    void say(FILE_WORDS.later(file.name));
    return false;
  }
  const end = await waitingFor(FILE_WORDS.getting(issue.key, file.name), (cancelled, tell) =>
    ended(ferry, live, conversation, cancelled, ({ got }) => tell(amountText(got, file.size ?? 0), file.size ? got / file.size : 0)),
  );
  if (end === "closed") return false;
  if (end === "cancelled") {
    await live.carryOut({ kind: "cancel file", id: conversation });
    sayShortly(FILE_WORDS.cancelled(file.name));
    return false;
  }
  if (end.state === "here") return true;
  await sayFailure(ferry, notFetched(file.name, end.code ?? "FAILURE", end.partner));
  return false;
}

/** A look besides the hints of the project: the project may close. */
const LOOK_MS = 1_000;

/**
 * Follows what the store says of it; whoever works for the project does the work, here or in another process. A store that cannot be read
 * now is asked again. "closed": the project is open no more, and what was asked for goes on at its next pass.
 */
async function ended(
  ferry: Ferry,
  live: LiveProject,
  conversation: string,
  cancelled: vscode.CancellationToken,
  tell: (state: AskedContent) => void,
): Promise<AskedContent | "cancelled" | "closed"> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      unhear();
      clearInterval(timer);
      listening.dispose();
    };
    const end = (how: AskedContent | "cancelled" | "closed"): void => {
      stop();
      resolve(how);
    };
    const look = (): void => {
      if (!ferry.folders.live.includes(live)) return end("closed");
      try {
        const state = askedContent(live.project, conversation);
        if (state.state === "waits") tell(state);
        else end(state);
      } catch (error) {
        if (interruptionOf(error) !== null) return;
        stop();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const unhear = live.onChange(look);
    const timer = setInterval(look, LOOK_MS);
    const listening = cancelled.onCancellationRequested(() => end(ferry.folders.live.includes(live) ? "cancelled" : "closed"));
    look();
  });
}

async function open(ferry: Ferry, { live, issue }: Chosen, { id, name, here }: AttachmentView): Promise<void> {
  const path = await attachmentFile(live.project, issue.id, id);
  if (path === null) await sayFailure(ferry, here ? FILE_WORDS.noPlainFile(name) : FILE_WORDS.missing(name));
  else await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(path));
}
