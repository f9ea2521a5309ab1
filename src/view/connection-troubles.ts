import type { ConnectionView } from "../model/snapshot.ts";
import { counted } from "./ages.ts";
import { type ConnectionTreeRow, connectionPart, isOver } from "./connection-tree-row.ts";
import { calledNote } from "./exchange-called.ts";
import { MAY_BE_DELETED, troubleSentence } from "./file-troubles.ts";
import { plainText, shortText } from "./plain-text.ts";
import { type FolderFailure, folderSentence } from "./transport-failures.ts";

/** What is in the way of a connection on this machine: its settings, its folder, files that were not taken. */
export function troubleRows(connection: ConnectionView, failure: FolderFailure | null): ConnectionTreeRow[] {
  if (isOver(connection)) return [];
  const rows: ConnectionTreeRow[] = [];
  if (connection.brokenSettings !== null)
    rows.push(
      connectionPart(connection, "settings", "warning", "The settings cannot be used", {
        description: plainText(connection.brokenSettings).replace(/^.*[\\/](?=[^\\/]+\.yaml)/, ""),
        tooltip: plainText(connection.brokenSettings),
        tone: "bad",
        action: "editConfiguration",
      }),
    );
  if (connection.exchange === null)
    rows.push(
      connectionPart(connection, "exchange", "warning", "Choose the exchange folder", {
        description: "unknown",
        tooltip: "This machine does not know the exchange folder. Choose it.",
        tone: "waits",
        action: "changeExchangeFolder",
      }),
    );
  else if (failure !== null)
    rows.push(
      connectionPart(connection, "exchange", "warning", "Folder cannot be used", {
        description: plainText(connection.exchange),
        tooltip: folderSentence(failure, "editor"),
        tone: "waits",
        action: "changeExchangeFolder",
      }),
    );
  const called = failure === null ? calledNote(connection, "editor") : null;
  if (called !== null)
    rows.push(
      connectionPart(connection, "exchange-called", "question", "Is it the right folder?", {
        description: `theirs is called "${shortText(plainText(connection.exchangeCalled?.theirs ?? ""), 40)}"`,
        tooltip: called,
        tone: "waits",
        action: "changeExchangeFolder",
      }),
    );
  const troubles = Object.entries(connection.troubles);
  if (troubles.length > 0)
    rows.push(
      connectionPart(connection, "troubles", "warning", `${counted(troubles.length, "file")} not taken`, {
        description: connection.awaitedTroubles ? "of the partner" : "maybe nobody's",
        tooltip: troubles
          .map(([file, code]) => `${troubleSentence(file, code)}${connection.awaitedTroubles?.includes(file) ? "" : ` ${MAY_BE_DELETED}`}`)
          .join("\n"),
        tone: "waits",
        action: "doctor",
      }),
    );
  return rows;
}
