import * as vscode from "vscode";
import { configurationView } from "../app/configuration-view.ts";
import type { ContractTerms } from "../model/contract.ts";
import { CONTRACT_DOCUMENT } from "../view/connection-words.ts";
import { contractLines } from "../view/contract-difference.ts";
import type { Ferry } from "./ferry.ts";

/** An own scheme, which `when` clauses of the editor's title ask for. */
const SCHEME = "issue-ferry-contract";

interface Address {
  readonly project: string;
  readonly connection: string;
  readonly which: "in force" | "proposed";
  /** The person is asked for an answer: then the editor's title offers it. */
  readonly asked: boolean;
}

function uriOf(address: Address, number: number | null): vscode.Uri {
  const path = `/${address.connection}/contract ${number ?? ""}${address.asked ? ".proposal" : ""}`;
  return vscode.Uri.from({ scheme: SCHEME, path, query: JSON.stringify(address) });
}

/** Which connection's contract a document shows; null: it is none of ours. */
export function contractDocumentOf(uri: vscode.Uri): Address | null {
  return uri.scheme === SCHEME ? (JSON.parse(uri.query) as Address) : null;
}

/** The contract before and after, side by side. */
export async function showContracts(
  project: string,
  connection: string,
  before: { readonly number: number } | null,
  after: { readonly number: number },
  asked: boolean,
): Promise<void> {
  await vscode.commands.executeCommand(
    "vscode.diff",
    uriOf({ project, connection, which: "in force", asked: false }, before?.number ?? null),
    uriOf({ project, connection, which: "proposed", asked }, after.number),
    CONTRACT_DOCUMENT.title(connection, before?.number ?? null, after.number),
    { preview: true },
  );
}

/** Contracts as read-only texts, up to date while they are open. */
export class ContractDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #ferry: Ferry;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];

  constructor(ferry: Ferry) {
    this.#ferry = ferry;
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      ferry.folders.onChange(() => this.#refresh()),
    ];
  }

  #refresh(): void {
    for (const document of vscode.workspace.textDocuments)
      if (document.uri.scheme === SCHEME && document.getText() !== this.provideTextDocumentContent(document.uri))
        this.#changed.fire(document.uri);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const address = contractDocumentOf(uri);
    const live = this.#ferry.folders.live.find(({ project }) => project.file.id === address?.project);
    const connection = live?.project.store.connections().find(({ name }) => name === address?.connection);
    if (!address || !live || !connection) return "";
    const { inForce, proposed } = configurationView(live.project, connection);
    const shown = address.which === "in force" ? inForce : (proposed ?? inForce);
    return shown === null ? "" : textOf(shown.terms);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function textOf(terms: ContractTerms): string {
  return `${contractLines(terms).join("\n")}\n`;
}
