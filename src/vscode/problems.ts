import * as vscode from "vscode";
import { diagnosticText } from "../view/diagnostics.ts";
import { plainText } from "../view/plain-text.ts";
import type { Ferry } from "./ferry.ts";
import type { ProjectIssues } from "./issue-model.ts";

/** What must be put right in a file. `line` starts at 1. */
interface Problem {
  readonly file: vscode.Uri;
  readonly line: number;
  readonly text: string;
  readonly code: string;
}

/** The Problems panel: issue files that cannot be taken, and settings that cannot be used. What was mended goes. */
export class Problems implements vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #collection = vscode.languages.createDiagnosticCollection("issue-ferry");
  readonly #subscriptions: vscode.Disposable[];
  #shown = "";

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    const settings = vscode.workspace.createFileSystemWatcher("**/.issue-ferry/connections/*.yaml");
    const reread = (): void => {
      for (const live of ferry.folders.live) live.project.context.begin();
      ferry.folders.touch();
    };
    this.#subscriptions = [
      this.#collection,
      settings,
      settings.onDidChange(reread),
      settings.onDidCreate(reread),
      settings.onDidDelete(reread),
      ferry.folders.onChange(() => this.#update()),
    ];
  }

  #update(): void {
    const problems = [...this.#ferry.issues.projects.flatMap(problemsOf), ...this.#broken()];
    const shown = JSON.stringify(problems);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const byFile = new Map<string, { file: vscode.Uri; found: vscode.Diagnostic[] }>();
    for (const problem of problems) {
      const entry = byFile.get(problem.file.toString()) ?? { file: problem.file, found: [] };
      entry.found.push(diagnosticOf(problem));
      byFile.set(problem.file.toString(), entry);
    }
    this.#collection.clear();
    this.#collection.set([...byFile.values()].map(({ file, found }) => [file, found]));
  }

  /** Project files that kept a folder from being opened. */
  #broken(): Problem[] {
    return this.#ferry.folders.all.flatMap(({ state }) => {
      if (state.kind !== "failed" || state.failure.kind !== "broken project file") return [];
      const { at, line, detail } = state.failure;
      return [{ file: vscode.Uri.file(at), line, text: plainText(detail), code: "settings" }];
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function problemsOf({ live, view, broken }: ProjectIssues): Problem[] {
  const folder = vscode.Uri.file(live.project.workspace);
  const issues = view.diagnostics.map((found) => ({
    file: vscode.Uri.joinPath(folder, found.at),
    line: found.line ?? 1,
    text: diagnosticText(found),
    code: found.code,
  }));
  const settings = broken.map((failure) => ({
    file: vscode.Uri.file(failure.at),
    line: failure.kind === "broken" ? failure.line : 1,
    text: failure.kind === "broken" ? plainText(failure.detail) : "",
    code: failure.kind,
  }));
  return [...issues, ...settings.filter(({ text }) => text !== "")];
}

function diagnosticOf({ line, text, code }: Problem): vscode.Diagnostic {
  const at = Math.max(0, line - 1);
  const found = new vscode.Diagnostic(new vscode.Range(at, 0, at, Number.MAX_SAFE_INTEGER), text, vscode.DiagnosticSeverity.Error);
  found.source = "Issue Ferry";
  found.code = code;
  return found;
}
