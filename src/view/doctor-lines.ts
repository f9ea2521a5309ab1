import { interruptedSentence, storeStopSentence } from "./interruptions.ts";
import { calledNote } from "./exchange-called.ts";
import { lostSentence } from "./gateway-words.ts";
import { plainText } from "./plain-text.ts";
import { folderSentence } from "./transport-failures.ts";
import { unknownConnectionSentence } from "./unknown-connection-words.ts";
import { type Surface, by, wayFirst } from "./ways.ts";

export interface CheckView {
  readonly check: string;
  readonly ok: boolean;
  /** A code, with data. */
  readonly code: string;
  readonly data: Readonly<Record<string, string | number>>;
}

function megabytes(bytes: string): string {
  return (Number(bytes) / 1_000_000).toFixed(1);
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
  [
    "KEY_BROKEN",
    (data) =>
      `The key file ${data("path")} cannot be read. Bring it back from a backup; without it nothing that the partner sends can be opened.`,
  ],
  [
    "KEY_MISSING",
    () => "The key of the connection is not there. Restore a backup; without it nothing that the partner sends can be opened.",
  ],
  ["WORKER_FREE", () => "Nobody works for this project at the moment."],
  [
    "WORKER_HERE",
    (_, surface) =>
      surface === "editor"
        ? "This window or another process works for this project."
        : "Another process works for this project; commands are handed over to it.",
  ],
  ["MACHINE_LOCAL", (data) => `The work is done on ${data("host")}.`],
  [
    "MACHINE_CONTAINER",
    (data) =>
      `The work is done in the container ${data("host")}: the exchange folder must be mounted there, and keys and store must lie on a volume that outlives it.`,
  ],
  [
    "MACHINE_WSL",
    (data) =>
      `The work is done in WSL, on ${data("host")}: the exchange folder must be seen from there, such as /mnt/c/... for a folder of Windows, where watching is silent.`,
  ],
  [
    "MACHINE_REMOTE",
    (data) => `The work is done on the remote machine ${data("host")}: that one must see the exchange folder, not the one that you sit at.`,
  ],
  ["GATEWAY_HERE", (data) => `This machine is the gateway, named ${data("name")}.`],
  [
    "GATEWAY_ELSEWHERE",
    (data) =>
      data("name") === ""
        ? "The gateway was handed over, and no machine has taken it yet. This machine shows the issues and sends nothing."
        : `${data("name")} (${data("person")}) is the gateway. This machine shows the issues and sends nothing.`,
  ],
  ["STATE_LOST", (data, surface) => lostSentence({ name: data("name"), person: data("person") }, data("state"), surface)],
  ["GATEWAY_NONE", () => "No machine is named yet. The first connection names the one that it is made on."],
  [
    "GATEWAY_UNNAMED",
    (_, surface) =>
      `This machine has the connections, and .issue-ferry/gateway.yaml does not say so: a team mate's copy gives out the same issue keys. ${wayFirst(surface, "gateway")} names it; commit the file.`,
  ],
  ["GATEWAY_BROKEN", (data) => `${data("at")}:${data("line")}: ${data("detail")}. Correct the file; until then nothing is sent.`],
  ["GIT_NONE", () => "The project lies in no git repository."],
  [
    "GIT_MISSING",
    () =>
      "The project lies in a git repository, and git was not found on this machine: a checkout of another branch would be read as edits. Install git, or see that it is on the PATH.",
  ],
  ["GIT_APART", () => "Git does not keep the issues: they are the same on every branch."],
  ["GIT_BRANCH", (data) => `The issues are read from the branch ${data("branch")}.`],
  [
    "DRIVER_GONE",
    (data, surface) =>
      `Git is told to merge issue files with ${data("command")}, which is not there. ${wayFirst(surface, "mergeDriver")} brings it up to date.`,
  ],
  ["ISSUES_WRITABLE", () => "Files can be written and named in the folder of the issues."],
  [
    "ISSUES_UNWRITABLE",
    (data) =>
      data("detail") === "ENOSPC"
        ? "The disk that the issues lie on is full. Make room there; what came in is written then."
        : `Files cannot be written or named in the folder of the issues (${data("detail")}). Give yourself the right to write there.`,
  ],
  ["ISSUES_WATCHED", (data) => `Changes of issue files are noticed after ${data("ms")} ms.`],
  ["ISSUES_SILENT", () => "Changes of issue files are not noticed by watching. They are found by looking every few seconds instead."],
  [
    "CONFLICT_COPIES",
    (data) =>
      `A program that synchronises the folder has made ${data("count")} conflict copies (${data("names")}). Take from them what is missing, then delete them.`,
  ],
  [
    "FILES_ABSENT",
    (data) =>
      `${data("count")} files are only placeholders of a program that synchronises the folder (${data("names")}). Tell it to keep the folder on this device always.`,
  ],
  ["ISSUES_FINE", () => "All issue files can be read."],
  ["SETTINGS_FINE", () => "The settings of all connections can be used."],
  ["SETTINGS_BROKEN", (data) => `${data("reason")}. Correct the file; until then the connection stands still.`],
  [
    "FOLDER_UNKNOWN",
    (_, surface) => `This machine does not know the exchange folder. ${wayFirst(surface, "exchange", "NAME", "DIR")} says where it is.`,
  ],
  ["FOLDER_EMPTY", (data, surface) => folderSentence({ kind: "empty", place: data("place"), detail: "" }, surface)],
  [
    "FOLDER_CALLED_OTHERWISE",
    (data, surface) => {
      const exchangeCalled = { theirs: data("theirs"), ours: data("ours") };
      return calledNote({ name: data("name"), partner: data("partner") || null, exchangeCalled }, surface) ?? "";
    },
  ],
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
  [
    "PARTS_STAND",
    (data) =>
      `${data("count")} parts of files of ours stand in the exchange folder (${megabytes(data("bytes"))} MB). ${data("left") === "0" ? "The partner has them to take." : `${data("left")} of them are left over, and the next pass takes those away.`}`,
  ],
  [
    "CONTENTS_ARRIVING",
    (data) =>
      `${data("count")} files have arrived in part (${megabytes(data("bytes"))} MB). Whoever gets them goes on from there; what nobody asks for goes after 90 days.`,
  ],
  ["FOREIGN_NONE", () => "There are no foreign files in the partner's place."],
  ["FOREIGN", (data) => `${data("count")} foreign files lie in the partner's place (${data("names")}). They are ignored.`],
  ["CONNECTION_UNKNOWN", (data) => unknownConnectionSentence({ place: data("place"), partner: data("partner") || null })],
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
