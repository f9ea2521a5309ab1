/**
 * Everything that must have happened in a run, by subject: each kind of fault of the project's promises (docs/PROMISES.md), and of what users do.
 * A kind is a part of the words with which a history says it. `P` and `S`: both sides, each of them.
 */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  "what users do": [
    "edits",
    "comments",
    "deletes",
    "restores",
    "shares",
    "adds",
    "types without saving",
    "saves an old text",
    "commands: stopped",
    "waiting for secondary",
    "update required",
    "declined",
  ],
  "what sides say": ["says superseded", "says refused", "says conflict", "says left scope", "says base unknown"],
  processes: [
    ...both("ends in a pass"),
    "ends before a commit",
    "ends after a commit",
    "ends before a tracker write",
    "ends after a tracker write",
    "ends before a change in the exchange",
    ...both("'s other process takes over after a kill"),
    ...both("'s other process takes over from a window that closes"),
    ...both("'s other process wants to work in the middle of a pass"),
    ...["retry", "sync", "start", "stop", "new issue"].map((command) => `other process hands over: ${command}`),
  ],
  "the exchange folder": [
    "folder delays",
    ...["P", "S"].map((side) => `folder shows ${side} some`),
    "folder loses a file",
    "folder corrupts a file",
    "folder cuts a file",
    "folder makes a conflict copy",
    "folder brings a file back",
    "an old file",
    ...["P", "S"].flatMap((side) => [`folder is away for ${side}`, `folder is back for ${side}`]),
    ...both("has a listing from before"),
    ...both("has a placeholder"),
    "a file twice under two sequences",
    "a name in capitals",
    "a name in NFD",
    ...both("has a file of zeros"),
    ...both("has a name without content"),
    ...both("has a file with more at its end"),
    ...both("has a file of which half has arrived"),
    "the folder of yesterday",
  ],
  "who writes into the exchange folder without a key": [
    "a file reflected",
    "a file under another kind's name",
    "a forged file",
    "an old file under the newest sequence",
    "a hundred junk names",
    "a stranger's files",
  ],
  disks: [
    ...["EPERM", "EBUSY", "EIO", "EMFILE", "ENOSPC", "EROFS"].flatMap((code) => both(`has ${code}`)),
    ...both("has a store that is full"),
    ...both("has a store that is busy"),
    ...both("has a store that is io"),
    ...both("has a tracker that cannot write"),
  ],
  clocks: [...both("has a clock off by -1 days"), ...both("has a clock off by 1 days")],
  restores: ["state alone", "state alone, and the folder", "state and issues", "state and issues, and the folder", "issues alone"].flatMap(
    (what) => both(`is put back: ${what}`),
  ),
};

function both(what: string): readonly string[] {
  return ["P", "S"].map((side) => (what.startsWith("'") ? side + what : `${side} ${what}`));
}

export interface KindTimes {
  readonly subject: string;
  readonly kind: string;
  readonly times: number;
}

export function timesOfKinds(counts: ReadonlyMap<string, number>): readonly KindTimes[] {
  const timesOf = (kind: string): number => [...counts].filter(([said]) => said.includes(kind)).reduce((sum, [, times]) => sum + times, 0);
  return Object.entries(KINDS).flatMap(([subject, kinds]) => kinds.map((kind) => ({ subject, kind, times: timesOf(kind) })));
}
