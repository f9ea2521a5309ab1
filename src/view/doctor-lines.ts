import { interruptedSentence, storeStopSentence } from "./interruptions.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, by } from "./ways.ts";

export interface CheckView {
  readonly check: string;
  readonly ok: boolean;
  /** A code, with data. */
  readonly code: string;
  readonly data: Readonly<Record<string, string | number>>;
}

type Say = (data: (name: string) => string, surface: Surface) => string;

const SENTENCES: ReadonlyMap<string, Say> = new Map<string, Say>([
  ["HOST_FINE", (data) => `Node ${data("node")}, SQLite ${data("sqlite")}, cryptography as expected.`],
  ["HOST_LACKS", (data) => `The cryptography of Node ${data("node")} fails at ${data("part")}. Use another build of Node.`],
  ["STATE_FINE", (data) => data("path")],
  [
    "STATE_VANISHES",
    (data, surface) =>
      `${data("path")} lies on ${data("fileSystem")}, which is gone after a restart of the machine or container. Choose a lasting place${by(surface, "--state")}.`,
  ],
  ["WORKER_FREE", () => "Nobody works for this project at the moment."],
  [
    "WORKER_HERE",
    (_, surface) =>
      surface === "editor"
        ? "This window or another process works for this project."
        : "Another process works for this project; commands are handed over to it.",
  ],
  ["ISSUES_FINE", () => "All issue files can be read."],
  ["SETTINGS_FINE", () => "The settings of all connections can be used."],
  ["SETTINGS_BROKEN", (data) => `${data("reason")}. Correct the file; until then the connection stands still.`],
  ["FOLDER_UNKNOWN", () => "This machine does not know the exchange folder. `issue-ferry exchange NAME DIR` says where it is."],
  ["FOLDER_FINE", (data) => `${data("place")} is there and can be written.`],
  ["RENAME_FINE", () => "Files get their names in one step."],
  [
    "RENAME_FAILS",
    (data) => `Files cannot be renamed in the folder (${data("detail")}). The partner may read half-written files; use another folder.`,
  ],
  ["WATCH_FINE", (data) => `New files are noticed after ${data("ms")} ms.`],
  [
    "WATCH_SILENT",
    () => "New files are not noticed by watching, as on many network shares. They are found by looking every few seconds instead.",
  ],
  ["CLOCK_FINE", (data) => `The folder's clock differs by ${data("seconds")} s.`],
  [
    "CLOCK_OFF",
    (data) => `The folder's clock differs by ${data("seconds")} s. Nothing depends on it, but the times that are shown may mislead.`,
  ],
  ["FOREIGN_NONE", () => "There are no foreign files in the partner's place."],
  ["FOREIGN", (data) => `${data("count")} foreign files lie in the partner's place (${data("names")}). They are ignored.`],
  ["STORE_FAILS", (data) => storeStopSentence(data("trouble") as Parameters<typeof storeStopSentence>[0])],
  ["SYSTEM_REFUSES", (data) => interruptedSentence({ kind: "system", code: data("code"), path: data("path") })],
  ["CHECK_FAILS", (data) => `This could not be examined: ${data("reason")}.`],
  ["TROUBLES_NONE", () => "All files of the partner were taken."],
]);

/** One check as a line. A code that has no sentence is shown as it is. */
export function checkSentence({ code, data }: CheckView, surface: Surface = "command line"): string {
  const find = (name: string): string => plainText(String(data[name] ?? ""));
  return SENTENCES.get(code)?.(find, surface) ?? plainText(code);
}

export function hasCheckSentence(code: string): boolean {
  return SENTENCES.has(code);
}
