import * as vscode from "vscode";
import { configurationView } from "../app/configuration-view.ts";
import { CONTRACT_DOCUMENT } from "../view/connection-words.ts";
import { connectionTitle } from "../view/connection-status.ts";
import type { Ferry } from "./ferry.ts";

/** An own scheme, which `when` clauses of the editor's title ask for. */
const SCHEME = "issue-ferry-contract";

interface Address {
  readonly project: string;
  readonly connection: string;
  readonly which: "in force" | "proposed";
  readonly number: number | null;
  /** The person is asked for an answer: then the editor's title offers it. */
  readonly asked: boolean;
}

function uriOf(address: Address): vscode.Uri {
  const { connection, number, asked } = address;
  const path = `/${connection}/${connection}: contract${number === null ? "" : ` ${number}`}${asked ? ".proposal" : ""}`;
  return vscode.Uri.from({ scheme: SCHEME, path, query: JSON.stringify(address) });
}

/** Which connection's contract a document shows; null: it is none of ours. */
export function contractDocumentOf(uri: vscode.Uri): Address | null {
  return uri.scheme === SCHEME ? (JSON.parse(uri.query) as Address) : null;
}

/** The contract before and after, side by side; a first one alone. */
export async function showContracts(
  project: string,
  connection: string,
  before: { readonly number: number } | null,
  after: { readonly number: number },
  asked: boolean,
): Promise<void> {
  const proposal = uriOf({ project, connection, which: "proposed", number: after.number, asked });
  if (before === null) return show(proposal);
  await vscode.commands.executeCommand(
    "vscode.diff",
    uriOf({ project, connection, which: "in force", number: before.number, asked: false }),
    proposal,
    CONTRACT_DOCUMENT.title(connection, before.number, after.number),
    { preview: true },
  );
}

/** The contract that is in force, to be read. */
export async function showContract(project: string, connection: string): Promise<void> {
  await show(uriOf({ project, connection, which: "in force", number: null, asked: false }));
}

async function show(uri: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}

/** Contracts as read-only texts, up to date while they are open. A proposal goes when it is decided, wherever it was. */
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
      if (document.uri.scheme === SCHEME) this.#compare(document).catch((error: unknown) => this.#ferry.log.error(String(error)));
    const over = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(({ input }) => this.#isOver(input)));
    // One that a person closed meanwhile is not there any more.
    if (over.length > 0) vscode.window.tabGroups.close(over, true).then(undefined, () => undefined);
  }

  async #compare(document: vscode.TextDocument): Promise<void> {
    if (document.getText() !== (await this.provideTextDocumentContent(document.uri))) this.#changed.fire(document.uri);
  }

  #isOver(input: unknown): boolean {
    const uri = input instanceof vscode.TabInputTextDiff ? input.modified : input instanceof vscode.TabInputText ? input.uri : null;
    const address = uri && contractDocumentOf(uri);
    const live = this.#ferry.folders.live.find(({ project }) => project.file.id === address?.project);
    if (!address || address.which !== "proposed" || !live) return false;
    const connection = live.project.store.connections().find(({ name }) => name === address.connection);
    return connection?.proposed?.contract.number !== address.number;
  }

  /** The words for it are read when the first contract is shown. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { contractText, foldedLines, proposedWords, proposalLines } = (await import("./form-views.ts")).FORM_VIEWS;
    const address = contractDocumentOf(uri);
    const live = this.#ferry.folders.live.find(({ project }) => project.file.id === address?.project);
    const connection = live?.project.store.connections().find(({ name }) => name === address?.connection);
    if (!address || !live || !connection) return "";
    const { inForce, proposed } = configurationView(live.project, connection);
    const shown = address.which === "in force" ? inForce : (proposed ?? inForce);
    if (shown === null) return "";
    const partner = connectionTitle({ name: connection.name, partner: connection.partner?.name ?? null });
    // The name of what is in force has no number, as another may come in force while it is open.
    const head =
      address.number === null
        ? [CONTRACT_DOCUMENT.agreed(shown.number), ""]
        : inForce === null && proposed
          ? [...CONTRACT_DOCUMENT.proposed(partner, proposed.number, proposed.note, connection.role === "secondary"), ""]
          : [];
    const means = shown === proposed ? proposalLines(proposedWords(live.project, connection)) : [];
    return `${foldedLines([...head, ...contractText(shown.terms, { role: connection.role, partner }), ...means]).join("\n")}\n`;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
