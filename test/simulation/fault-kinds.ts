/**
 * Everything that must have happened in a run, by subject: each kind of fault of the project's promises (docs/PROMISES.md), and of what users do.
 * A kind is the whole line with which a history says it, `*` any words in it; a line that begins with a side's letter counts without that, too.
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
    "commands: stopped, *",
    "commands: *, waiting for secondary after *",
    "commands: *, update required after *",
    "commands: *, declined after *",
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
    ...both("'s other process hands a command over in the middle of a pass"),
    ...["retry", "sync", "start", "stop", "new issue"].map((command) => `*'s other process hands over: ${command}`),
  ],
  "the exchange folder": [
    "folder delays",
    ...["P", "S"].map((side) => `folder shows ${side} some`),
    "folder loses a file",
    "folder corrupts a file",
    "folder cuts a file",
    "folder makes a conflict copy",
    "folder brings a file back",
    ...["P", "S"].map((side) => `folder shows ${side} an old file`),
    ...["P", "S"].flatMap((side) => [`folder is away for ${side}`, `folder is back for ${side}`]),
    ...both("has a listing from before"),
    ...both("has a placeholder"),
    "has a file twice under two sequences",
    "has a name in capitals",
    "has a name in NFD",
    ...both("has a file of zeros"),
    ...both("has a name without content"),
    ...both("has a file with more at its end"),
    ...both("has a file of which half has arrived"),
    "has the folder of yesterday",
  ],
  "who writes into the exchange folder without a key": [
    "has a file reflected",
    "has a file under another kind's name",
    "has a forged file",
    "has an old file under the newest sequence",
    "has a hundred junk names",
    "has a stranger's files",
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
  "two machines of one side": [
    "is copied to a second machine",
    "'s copy passes",
    "'s copy is retired",
    "goes on with its copy alone",
    "'s second machine is switched off for good",
  ].flatMap(both),
  "projects that pass on": [
    "in a ring says already shared",
    ...["tree", "ring"].flatMap((where) =>
      [
        "takes over after a kill",
        "takes over from a window that closes",
        "hands a command over in the middle of a pass",
        "hands over: retry",
        "hands over: sync",
      ].map((what) => `in a ${where}: *'s other process ${what}`),
    ),
  ],
  "files that one in the middle passes on": [
    "attaches",
    "replaces",
    "renames",
    "takes away",
    "touches another's file",
    "deletes an issue",
    "puts an end back",
    "wants a file, done",
    "is fetched at rest",
    "a process ends",
    "the folder delays",
    "the folder shows some",
    "the folder is away, or back",
    "a file is lost",
    "a file is damaged",
    "what had arrived is gone",
    "a place for contents is full, or not any more",
    ...["to the middle", "from the middle", "from end to end"].flatMap((way) => [
      `a content came ${way}`,
      `a content that replaced another came ${way}`,
    ]),
  ].map((what) => `through the middle: ${what}`),
  "files and links": [
    "attaches",
    "replaces a file",
    "renames a file",
    "detaches a file",
    "loses a content",
    "touches a partner's file",
    "spoils what came",
    "links",
    "unlinks",
  ].map((deed) => `* ${deed}`),
  "contents that travel": [
    "a content came inside a message",
    "a content came in parts",
    "ends before a change of a content",
    "a part is lost",
    "a part is damaged",
    "a part is cut",
    "a part is doubled under another number",
    "a part has a conflict copy",
    "a part stands in another's place",
    "of a part half has arrived",
    "of a part only the name has arrived",
    "a part comes back that was taken away",
    "a part of nobody's transfer",
    ...["full", "read only", "unreachable"].map((kind) => `a place for contents is ${kind}`),
    "what had arrived is gone, or half of it",
  ],
  "what partners ask each other": [
    ...["get file", "put file", "cancel file", "ask status", "reconcile", "list issues", "ask trail"].flatMap((asks) =>
      both(`asks: ${asks}, asked`),
    ),
    ...["GetFile", "PutFile", "GetStatus", "GetChecksums", "GetIssueIds", "GetAuditTrails"].map((name) => `${name} completed`),
    ...both("asks: take back file, asked"),
    ...["ReplaceFile", "DeleteFile"].flatMap((name) => [`${name} completed`, `${name} EXISTING_FILE_CHECKSUM`]),
    "GetFile FILE_NOT_FOUND",
    "GetFile CANCELLED",
    ...["get file", "put file", "reconcile", "list issues", "ask trail"].map((kind) => `*'s other process hands over: ${kind}`),
  ],
  "identity keys": both("changes its key: done"),
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
  const timesOf = (kind: string): number => [...counts].filter(([said]) => isOfKind(said, kind)).reduce((sum, [, times]) => sum + times, 0);
  return Object.entries(KINDS).flatMap(([subject, kinds]) => kinds.map((kind) => ({ subject, kind, times: timesOf(kind) })));
}

export function isOfKind(said: string, kind: string): boolean {
  const pattern = patterns.get(kind) ?? patternOf(kind);
  patterns.set(kind, pattern);
  return pattern.test(said);
}

const patterns = new Map<string, RegExp>();

function patternOf(kind: string): RegExp {
  const words = kind.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^(?:[PS] )?${words.join("[^:]*")}$`);
}
