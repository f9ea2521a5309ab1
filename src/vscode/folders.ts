import * as vscode from "vscode";
import { type LiveProject, liveProject } from "../app/live-project.ts";
import { type OpenFailure, isAsOpened, openProject } from "../app/open-project.ts";
import { isProject } from "../app/project-file.ts";

/** A workspace folder, as far as this window may and can use it. */
export type FolderState =
  | { readonly kind: "no project" }
  /** Restricted Mode: nothing is opened, written or listed beyond the folder itself. */
  | { readonly kind: "restricted" }
  | { readonly kind: "failed"; readonly failure: Exclude<OpenFailure, { readonly kind: "no project" }> }
  | { readonly kind: "open"; readonly live: LiveProject };

export interface Folder {
  readonly folder: vscode.WorkspaceFolder;
  readonly state: FolderState;
}

/** Changes within this time are one. */
const TOGETHER_MS = 30;

/** The projects of this window: opened, watched and closed as folders come and go and as trust is given. */
export class Folders {
  readonly #changed = new vscode.EventEmitter<void>();
  /** A folder came, went or changed its state, or something that is shown of a project has changed. */
  readonly onChange = this.#changed.event;
  readonly #folders = new Map<string, Folder>();
  #telling: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable[] = [];

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#subscriptions.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.refresh()),
    );
    const files = vscode.workspace.createFileSystemWatcher("**/.issue-ferry/project.yaml");
    files.onDidCreate(() => void this.refresh());
    files.onDidDelete(() => void this.refresh());
    files.onDidChange(() => void this.refresh());
    this.#subscriptions.push(files);
  }

  get all(): readonly Folder[] {
    return [...this.#folders.values()];
  }

  get live(): readonly LiveProject[] {
    return this.all.flatMap(({ state }) => (state.kind === "open" ? [state.live] : []));
  }

  /** Looks at the folders anew, one look after the other. What is open and still there stays open. */
  refresh(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    const wanted = new Map((vscode.workspace.workspaceFolders ?? []).map((folder) => [folder.uri.toString(), folder]));
    for (const [uri, known] of this.#folders) {
      if (wanted.has(uri) && known.state.kind === "open" && isAsOpened(known.state.live.project)) continue;
      this.#folders.delete(uri);
      if (known.state.kind === "open") await known.state.live.close();
    }
    for (const [uri, folder] of wanted) {
      if (!this.#folders.has(uri)) this.#folders.set(uri, { folder, state: this.#open(folder) });
    }
    this.#changed.fire();
  }

  /** Something outside of the projects changed what is shown of them. */
  touch(): void {
    this.#soon();
  }

  async stop(): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.dispose();
    await this.#looking;
    await Promise.all(this.live.map((live) => live.close()));
    this.#folders.clear();
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

  #open(folder: vscode.WorkspaceFolder): FolderState {
    if (folder.uri.scheme !== "file") return { kind: "no project" };
    if (!vscode.workspace.isTrusted) return isProject(folder.uri.fsPath) ? { kind: "restricted" } : { kind: "no project" };
    const settings = vscode.workspace.getConfiguration("issueFerry", folder.uri);
    const text = (name: string): string | undefined => settings.get<string>(name)?.trim() || undefined;
    const opened = openProject(folder.uri.fsPath, { state: text("stateDirectory"), author: text("author") });
    if (!opened.ok) {
      const { failure } = opened;
      if (failure.kind === "no project") return { kind: "no project" };
      this.#log.error(`${folder.name}: ${JSON.stringify(failure)}`);
      return { kind: "failed", failure };
    }
    const live = liveProject(opened.value, (bug) => this.#log.error(bug instanceof Error ? bug : String(bug)));
    live.onChange(() => this.#soon());
    return { kind: "open", live };
  }
}
