import * as vscode from "vscode";
import { type BackupParts, backUp, freeBackupFile } from "../../app/backup.ts";
import { nameGateway, takeBack } from "../../app/name-gateway.ts";
import { restoreBackup } from "../../app/restore-backup.ts";
import { isGateway, isMoved, isUnnamedNow } from "../../app/gateway.ts";
import type { LiveProject } from "../../app/live-project.ts";
import { type BackupTrouble, backupSentence, restoredNotes, savedNotes, unwrittenNotes } from "../../view/backup-words.ts";
import { TITLES } from "../../view/command-titles.ts";
import { NOT_HANDED_OVER, gatewayLine, gatewayShort } from "../../view/gateway-words.ts";
import { INIT } from "../../view/setup-words.ts";
import { BACKUP, GATEWAY, MOVE, RESTORE, passphraseLack } from "../../view/team-words.ts";
import type { Ferry } from "../ferry.ts";
import { inView, isMeant, say } from "../messages.ts";
import { type Asked, type Choice, type Place, alone, answered, askText, choose, inSteps, named } from "../steps.ts";
import { carryOut } from "./carry-out.ts";
import { sayLack } from "./project-lack.ts";
import { sayFailure } from "./telling.ts";
import { whichProject } from "./which.ts";

type GatewayCommand = "showGateway" | "moveGateway" | "takeGatewayBack" | "backUp" | "restoreBackup";
type Deed = () => Promise<void>;

/** Which machine of a team holds the keys, and what keeps them from being lost with it. */
export function gatewayCommands(ferry: Ferry, parts: BackupParts): Readonly<Record<GatewayCommand, Deed>> {
  const forProject =
    (title: string, deed: (live: LiveProject) => Promise<void>, fits?: (live: LiveProject) => boolean) => async (): Promise<void> => {
      const live = await whichProject(ferry, title, fits);
      if (live) await deed(live);
    };
  return {
    showGateway: forProject(TITLES.showGateway, (live) => show(ferry, parts, live)),
    moveGateway: forProject(
      TITLES.moveGateway,
      (live) => move(ferry, parts, live),
      ({ project }) => isGateway(project.gateway()),
    ),
    takeGatewayBack: forProject(
      TITLES.takeGatewayBack,
      (live) => back(ferry, parts, live),
      ({ project }) => isMoved(project.store),
    ),
    backUp: forProject(TITLES.backUp, (live) => copy(ferry, parts, live)),
    restoreBackup: () => restore(ferry, parts),
  };
}

/** Says which machine it is, and offers what can be done about it from here. */
async function show(ferry: Ferry, parts: BackupParts, live: LiveProject): Promise<void> {
  const { project } = live;
  const gateway = project.gateway();
  const [moved, connected] = [isMoved(project.store), project.store.connections().length > 0];
  const choices: Choice<Deed>[] = [];
  if (moved) choices.push({ ...GATEWAY.back, icon: "discard", value: () => back(ferry, parts, live) });
  else if (gateway.kind === "elsewhere" ? isUnnamedNow(project.workspace, project.store) : gateway.kind === "unnamed" && connected)
    choices.push({ ...GATEWAY.here, icon: "pinned", value: () => here(ferry, parts, live) });
  if (connected && !moved && isGateway(gateway)) choices.push({ ...GATEWAY.move, icon: "export", value: () => move(ferry, parts, live) });
  if (connected && !moved) choices.push({ ...GATEWAY.backUp, icon: "save", value: () => copy(ferry, parts, live) });
  if (!connected || moved) choices.push({ ...GATEWAY.restore, icon: "history", value: () => restore(ferry, parts) });
  const asked = await choose(alone(TITLES.showGateway), gatewayShort(gateway), choices);
  if (asked.kind === "answered") await asked.value();
}

async function here(ferry: Ferry, parts: BackupParts, live: LiveProject): Promise<void> {
  if (!(await isMeant(GATEWAY.hereQuestion, GATEWAY.hereDetail, GATEWAY.hereButton))) return;
  const made = nameGateway(live.project, parts);
  if (!made.ok) return failed(ferry, made.failure);
  void say(gatewayLine(made.value, "editor"));
  await carryOut(ferry, live, { kind: "sync" });
}

async function back(ferry: Ferry, parts: BackupParts, live: LiveProject): Promise<void> {
  if (!isMoved(live.project.store)) return void (await sayFailure(ferry, NOT_HANDED_OVER));
  if (!(await isMeant(GATEWAY.backQuestion, GATEWAY.backDetail, GATEWAY.backButton))) return;
  const taken = takeBack(live.project, parts);
  if (taken === null) return void (await sayFailure(ferry, NOT_HANDED_OVER));
  if (!taken.ok) return failed(ferry, taken.failure);
  void say([gatewayLine(live.project.gateway(), "editor"), ...unwrittenNotes(taken.value.unwritten)].join(" "));
  await carryOut(ferry, live, { kind: "sync" });
}

/** A copy for a bad day. */
async function copy(ferry: Ferry, parts: BackupParts, live: LiveProject): Promise<void> {
  await write(ferry, TITLES.backUp, false, (file, passphrase) => backUp(live.project, file, passphrase, false, parts));
}

/** With the project closed in this window: nobody works for it while it is handed over. */
async function move(ferry: Ferry, parts: BackupParts, live: LiveProject): Promise<void> {
  const { project } = live;
  const gateway = project.gateway();
  if (gateway.kind !== "here" && gateway.kind !== "unnamed") return failed(ferry, { kind: "not gateway", gateway });
  if (!(await isMeant(MOVE.question, MOVE.detail, MOVE.button))) return;
  const folder = ferry.folders.all.find(({ state }) => state.kind === "open" && state.live.project.workspace === project.workspace)?.folder;
  if (!folder) return;
  await write(ferry, TITLES.moveGateway, true, (file, passphrase) =>
    ferry.folders.closedWhile(folder, async (options) => {
      const opened = parts.open(project.workspace, options);
      if (!opened.ok) return { ok: false, failure: { kind: "open", failure: opened.failure } };
      try {
        return await backUp(opened.value, file, passphrase, true, parts);
      } finally {
        opened.value.close();
      }
    }),
  );
}

interface Sealing {
  readonly file: string;
  readonly passphrase: string;
  readonly again: string;
}

/** Asks where and under which passphrase, and writes. What fails is said, and all is asked again with what was typed, until the person leaves the question. */
async function write(
  ferry: Ferry,
  title: string,
  moved: boolean,
  work: (file: string, passphrase: string) => ReturnType<typeof backUp>,
): Promise<void> {
  let start: Partial<Sealing> = {};
  for (;;) {
    const answers = await inSteps<Sealing>(
      title,
      [
        async ({ passphrase }, place) => named("passphrase", await askPassphrase(place, BACKUP.sealWith, passphrase, passphraseLack)),
        async ({ passphrase, again }, place) =>
          named("again", await askPassphrase(place, BACKUP.again, again, (text) => (text === passphrase ? null : BACKUP.different))),
        async () => named("file", await askPlace(moved)),
      ],
      { start },
    );
    if (answers === null) return;
    const made = await inView("issueFerry.connections", () => work(answers.file, answers.passphrase));
    if (made.ok) {
      void say([...savedNotes(made.value, moved, "editor"), ...unwrittenNotes(made.value.unwritten)].join(" "));
      return;
    }
    void failed(ferry, made.failure);
    if (isHopeless(made.failure)) return;
    start = answers;
  }
}

/** Another answer would change nothing. */
function isHopeless({ kind }: BackupTrouble): boolean {
  return kind === "no connections" || kind === "not gateway" || kind === "connections here";
}

function askPassphrase(place: Place, prompt: string, value = "", lack: (text: string) => string | null): Promise<Asked<string>> {
  return askText(place, {
    prompt,
    value,
    secret: true,
    check: (text) => {
      const wrong = lack(text);
      return wrong === null ? null : { wrong };
    },
  });
}

async function askPlace(moved: boolean): Promise<Asked<string>> {
  const words = moved ? MOVE : BACKUP;
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(freeBackupFile(moved, new Date())),
    saveLabel: words.saveLabel,
    title: words.save,
  });
  return chosen ? answered(chosen.fsPath) : { kind: "back" };
}

interface Restoring {
  readonly file: string;
  readonly passphrase: string;
}

async function restore(ferry: Ferry, parts: BackupParts): Promise<void> {
  const folder = await whichFolder(ferry);
  if (folder === null) return;
  if (!(await isMeant(RESTORE.question, RESTORE.detail, RESTORE.button))) return;
  let start: Partial<Restoring> = {};
  for (;;) {
    const answers = await inSteps<Restoring>(
      TITLES.restoreBackup,
      [
        // Whoever comes back to it may name another one: the passphrase may be right, and the file wrong.
        async ({ file }) => {
          const asked = await askFile();
          return asked.kind !== "answered" && file !== undefined ? answered({ file }) : named("file", asked);
        },
        async ({ passphrase: typed }, place) =>
          named("passphrase", await askPassphrase(place, BACKUP.openWith, typed, (text) => (text === "" ? BACKUP.openWith : null))),
      ],
      { start, at: start.file === undefined ? 0 : 1 },
    );
    if (answers === null) return;
    const { file, passphrase } = answers;
    const made = await inView("issueFerry.connections", () =>
      ferry.folders.closedWhile(folder, (options) => restoreBackup(folder.uri.fsPath, file, passphrase, options, parts)),
    );
    if (made.ok) {
      const { made: day, moved, connections } = made.value;
      void say(restoredNotes(day, moved, connections, "editor").join(" "));
      return;
    }
    void failed(ferry, made.failure);
    if (isHopeless(made.failure)) return;
    start = isOfFile(made.failure) ? { passphrase } : answers;
  }
}

/** Another file is to be named. */
function isOfFile(trouble: BackupTrouble): boolean {
  return (
    trouble.kind === "cannot read" ||
    trouble.kind === "other project" ||
    (trouble.kind === "backup file" && trouble.fault !== "WRONG_PASSPHRASE")
  );
}

async function askFile(): Promise<Asked<string>> {
  const [file] = (await vscode.window.showOpenDialog({ canSelectMany: false, openLabel: BACKUP.openLabel, title: BACKUP.open })) ?? [];
  return file ? answered(file.fsPath) : { kind: "cancelled" };
}

/** One that is a project, also when it cannot be opened: its store may be what is to be brought back. */
async function whichFolder(ferry: Ferry): Promise<vscode.WorkspaceFolder | null> {
  const fit = ferry.folders.all.filter(({ state }) => state.kind === "open" || state.kind === "failed");
  const [first, ...others] = fit;
  if (first === undefined) await sayLack(ferry);
  if (first === undefined || others.length === 0) return first?.folder ?? null;
  const choices = fit.map(({ folder }) => ({ label: folder.name, description: folder.uri.fsPath, value: folder }));
  const asked = await choose(alone(TITLES.restoreBackup), INIT.folder, choices);
  return asked.kind === "answered" ? asked.value : null;
}

async function failed(ferry: Ferry, failure: BackupTrouble): Promise<void> {
  await sayFailure(ferry, backupSentence(failure, "editor"));
}
