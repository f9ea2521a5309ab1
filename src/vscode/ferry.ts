import type * as vscode from "vscode";
import type { DetailsPanels } from "./details-panels.ts";
import type { Folders } from "./folders.ts";
import type { IssueModel } from "./issue-model.ts";

/** What every part of the extension is given. */
export interface Ferry {
  readonly context: vscode.ExtensionContext;
  readonly folders: Folders;
  readonly issues: IssueModel;
  readonly log: vscode.LogOutputChannel;
  /** The pages "Sync details". */
  readonly details: DetailsPanels;
}
