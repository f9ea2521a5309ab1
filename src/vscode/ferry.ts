import type * as vscode from "vscode";
import type { ConnectionForms } from "./connection-forms.ts";
import type { DetailsComparisons } from "./details-comparisons.ts";
import type { DetailsPanels } from "./details-panels.ts";
import type { Folders } from "./folders.ts";
import type { IssueModel } from "./issue-model.ts";

/** What every part of the extension is given. */
export interface Ferry {
  readonly context: vscode.ExtensionContext;
  readonly folders: Folders;
  readonly issues: IssueModel;
  readonly log: vscode.LogOutputChannel;
  /** The diff editor for texts that no file holds. */
  readonly comparisons: DetailsComparisons;
  /** The pages "Sync details". */
  readonly details: DetailsPanels;
  /** Forms over the files of connections. */
  readonly forms: ConnectionForms;
}
