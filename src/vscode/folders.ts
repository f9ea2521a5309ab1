import * as vscode from "vscode";
import { type LiveProject, liveProject } from "../app/live-project.ts";
import { type OpenFailure, isAsOpened, isDisplaced, openProject } from "../app/open-project.ts";
import { isProject } from "../app/project-file.ts";
import { type Interruption, interruptionOf } from "../app/store-trouble.ts";
import { CalmEvent } from "./calm-event.ts";
import { settleWindow } from "./settled-window.ts";

/** A workspace folder, as far as this window may and can use it. */
export type FolderState =
  | { readonly kind: "no project" }
  /** Restricted Mode: nothing is opened, written or listed beyond the folder itself. */
  | { readonly kind: "restricted" }
  | { readonly kind: "failed"; readonly failure: FolderFailure }
  /** `author`: as the settings said when it was opened. */
  | { readonly kind: "open"; readonly live: LiveProject; readonly author: string | undefined };

export type FolderFailure =
  | Exclude<OpenFailure, { readonly kind: "no project" }>
  | { readonly kind: "interrupted"; readonly because: Interruption }
  | { readonly kind: "bug"; readonly detail: string };

export interface Folder {
  readonly folder: vscode.WorkspaceFolder;
  readonly state: FolderState;
}

/** Changes within this time are one. */
const TOGETHER_MS = 30;
/** A folder that could not be opened is looked at again this soon, then each time after twice as long, up to the second: what stood in the way may tell nobody when it goes. */
const AGAIN_MS = 5_000;
const SELDOM_MS = 60_000;

/** The projects of this window: opened, watched and closed as folders come and go and as trust is given. */
export class Folders {
  readonly #changed: CalmEvent;
  /** A folder came, went or changed its state, or something that is shown of a project has changed. */
  readonly onChange: CalmEvent["event"];
  readonly #folders = new Map<string, Folder>();
  #telling: NodeJS.Timeout | null = null;
  #failed: NodeJS.Timeout | null = null;
  #failedWait = AGAIN_MS;
  /** By folder: what was logged of it last. */
  readonly #logged = new Map<string, string>();
  #looking: Promise<void> = Promise.resolve();
  /** Nothing is opened any more. */
  #stopped = false;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable[] = [];

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#changed = new CalmEvent(log, () => this.touch());
    this.onChange = this.#changed.event;
    this.#subscriptions.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("issueFerry.author")) void this.refresh();
      }),
    );
    // A folder that goes as a whole is told as a folder only.
    for (const pattern of ["**/.issue-ferry", "**/.issue-ferry/project.yaml"]) {
      const files = vscode.workspace.createFileSystemWatcher(pattern);
      files.onDidCreate(() => void this.refresh());
      files.onDidDelete(() => void this.refresh());
      files.onDidChange(() => void this.refresh());
      this.#subscriptions.push(files);
    }
  }

  get all(): readonly Folder[] {
    return [...this.#folders.values()];
  }

  get live(): readonly LiveProject[] {
    return this.all.flatMap(({ state }) => (state.kind === "open" ? [state.live] : []));
  }

  /** Looks at the folders anew, one look after the other, whatever became of the one before. What is open and still there stays open. */
  refresh(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look()).catch((bug: unknown) => this.#logBug(bug));
    return this.#looking;
  }

  async #look(): Promise<void> {
    if (this.#stopped) return;
    const wanted = new Map((vscode.workspace.workspaceFolders ?? []).map((folder) => [folder.uri.toString(), folder]));
    for (const [uri, known] of this.#folders) {
      if (wanted.has(uri) && isStill(known)) continue;
      this.#folders.delete(uri);
      await this.#close(known);
    }
    for (const [uri, folder] of wanted) {
      const known = this.#folders.get(uri) ?? { folder, state: this.#stateOf(folder) };
      // In the order of the window, also when one was closed for a while.
      this.#folders.delete(uri);
      this.#folders.set(uri, known);
    }
    for (const uri of this.#logged.keys()) if (this.#folders.get(uri)?.state.kind !== "failed") this.#logged.delete(uri);
    this.#lookAgain();
    this.#changed.fire();
  }

  #lookAgain(): void {
    if (!this.all.some(({ state }) => state.kind === "failed")) this.#failedWait = AGAIN_MS;
    else {
      this.#failed ??= setTimeout(() => {
        this.#failed = null;
        void this.refresh();
      }, this.#failedWait);
      this.#failedWait = Math.min(this.#failedWait * 2, SELDOM_MS);
    }
  }

  /** Makes this folder the one that works for its project on this machine, no more a copy of it. What keeps it from that; null: nothing. */
  async takeOver(folder: vscode.WorkspaceFolder): Promise<OpenFailure | null> {
    const opened = openProject(folder.uri.fsPath, { ...optionsOf(folder), here: true });
    if (!opened.ok) return opened.failure;
    opened.value.close();
    await this.refresh();
    return null;
  }

  /** Does something with the state of a folder's project while this window has it closed, as what replaces its store. It is opened anew afterwards. */
  async closedWhile<T>(folder: vscode.WorkspaceFolder, work: (options: FolderOptions) => Promise<T>): Promise<T> {
    const done = this.#looking.then(async () => {
      const uri = folder.uri.toString();
      const known = this.#folders.get(uri);
      this.#folders.delete(uri);
      this.#changed.fire();
      if (known) await this.#close(known);
      return work(optionsOf(folder));
    });
    this.#looking = done.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await done;
    } finally {
      await this.refresh();
    }
  }

  /** Something outside of the projects changed what is shown of them. */
  touch(): void {
    this.#soon();
  }

  async stop(): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#stopped = true;
    await this.#looking;
    if (this.#failed) clearTimeout(this.#failed);
    const folders = this.all;
    this.#folders.clear();
    await Promise.all(folders.map((folder) => this.#close(folder)));
    if (this.#telling) clearTimeout(this.#telling);
    this.#changed.dispose();
  }

  /** What changes together is told once. */
  #soon(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = null;
      this.#changed.fire();
    }, TOGETHER_MS);
  }

  /** Whatever one folder meets stays its own: the others are opened and closed all the same. */
  #stateOf(folder: vscode.WorkspaceFolder): FolderState {
    try {
      return this.#open(folder);
    } catch (error) {
      this.#logFailure(folder, error);
      const because = interruptionOf(error);
      if (because !== null) return { kind: "failed", failure: { kind: "interrupted", because } };
      return {
        kind: "failed",
        failure: { kind: "bug", detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error) },
      };
    }
  }

  async #close({ state }: Folder): Promise<void> {
    if (state.kind !== "open") return;
    try {
      await state.live.close();
    } catch (error) {
      this.#logBug(error);
    }
  }

  /** Each cause once, however often the folder is looked at. */
  #logFailure(folder: vscode.WorkspaceFolder, failure: unknown): void {
    const uri = folder.uri.toString();
    const said = failure instanceof Error ? String(failure) : JSON.stringify(failure);
    if (this.#logged.get(uri) === said) return;
    this.#logged.set(uri, said);
    if (failure instanceof Error) this.#log.error(failure);
    else this.#log.error(`${folder.name}: ${said}`);
  }

  #logBug(bug: unknown): void {
    this.#log.error(bug instanceof Error ? bug : String(bug));
  }

  #open(folder: vscode.WorkspaceFolder): FolderState {
    if (folder.uri.scheme !== "file") return { kind: "no project" };
    if (!vscode.workspace.isTrusted) return isProject(folder.uri.fsPath) ? { kind: "restricted" } : { kind: "no project" };
    const options = optionsOf(folder);
    const opened = openProject(folder.uri.fsPath, { ...options, settle: settleWindow });
    if (!opened.ok) {
      const { failure } = opened;
      if (failure.kind === "no project") return { kind: "no project" };
      this.#logFailure(folder, failure);
      return { kind: "failed", failure };
    }
    try {
      const live = liveProject(
        opened.value,
        (bug) => this.#logBug(bug),
        (said) => this.#log.warn(`${folder.name}: git commit: ${said}`),
      );
      live.onChange(() => {
        if (isDisplaced(live.project)) void this.refresh();
        this.#soon();
      });
      return { kind: "open", live, author: options.author };
    } catch (error) {
      opened.value.close();
      throw error;
    }
  }
}

/** Whether what is open can stay so; what failed is looked at anew. */
function isStill({ folder, state }: Folder): boolean {
  return state.kind === "open" && isAsOpened(state.live.project) && optionsOf(folder).author === state.author;
}

/** What the settings say of a folder. */
export interface FolderOptions {
  readonly state: string | undefined;
  readonly author: string | undefined;
}

function optionsOf(folder: vscode.WorkspaceFolder): FolderOptions {
  const settings = vscode.workspace.getConfiguration("issueFerry", folder.uri);
  const text = (name: string): string | undefined => settings.get<string>(name)?.trim() || undefined;
  return { state: text("stateDirectory"), author: text("author") };
}
