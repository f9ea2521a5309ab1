/** What the view of all that happened can be narrowed to. */
export const ACTIVITY_KINDS = ["sent", "taken", "refused", "issues", "settled", "configured", "asked", "alarms", "files"] as const;

/** `other`: of a later version, or of an earlier one that said it otherwise. */
export type ActivityKind = (typeof ACTIVITY_KINDS)[number] | "other";

/** What each is called where one is chosen, and its icon. */
export const KIND_WORDS: Readonly<Record<ActivityKind, { readonly name: string; readonly detail: string; readonly icon: string }>> = {
  sent: { name: "Sent", detail: "messages to partners", icon: "arrow-up" },
  taken: { name: "Received", detail: "messages of partners, and what was taken from them", icon: "arrow-down" },
  refused: { name: "Refused", detail: "what one side did not take from the other", icon: "circle-slash" },
  issues: { name: "Edited", detail: "what people here did with issues", icon: "edit" },
  settled: { name: "Settled", detail: "conflicts, questions and errors that people here decided", icon: "tools" },
  configured: { name: "Configured", detail: "connections, contracts and keys", icon: "settings-gear" },
  asked: { name: "Asked", detail: "comparisons, lists, trails and contents of files", icon: "question" },
  alarms: { name: "Alarms", detail: "raised, received and acknowledged", icon: "bell" },
  files: { name: "Single steps", detail: "message files, and what asking takes to and fro; not shown otherwise", icon: "package" },
  other: { name: "Other", detail: "", icon: "circle-small" },
};

const KINDS: Readonly<Record<Exclude<ActivityKind, "other">, readonly string[]>> = {
  sent: ["answer sent"],
  taken: ["issue applied", "confirmation applied", "confirmation confirmed"],
  refused: [
    "refused",
    "message refused",
    "message not understood",
    "file refused",
    "file not taken",
    "issue not applied",
    "confirmation not applied",
    "handshake refused",
    "join refused",
    "key not taken",
    "too many named",
  ],
  issues: ["new issue", "edit issue", "delete issue", "bring back", "link", "shared", "deleted here"],
  settled: ["resolve", "reopen", "answer", "retry"],
  configured: [
    "start",
    "stop",
    "ping",
    "resume",
    "retire",
    "retired",
    "verify",
    "remove",
    "withdraw",
    "revoke",
    "revoked",
    "change identity",
    "identity changed",
    "publish",
    "accept",
    "decline",
    "stand here",
    "sync",
    "configuration",
    "configuration updated",
    "configuration declined",
    "handshake",
    "connected",
    "joined",
    "suspended",
    "closed",
    "begun anew",
    "key renewed",
    "key announced",
  ],
  asked: [
    "ask status",
    "reconcile",
    "list issues",
    "ask trail",
    "get file",
    "put file",
    "take back file",
    "cancel file",
    "file arrived",
    "file replaced",
    "file taken back",
    "difference found",
    "operation answered",
    "operation ended",
    "operation ignored",
  ],
  alarms: ["alarm raised", "alarm received", "alarm acknowledged", "acknowledge alarms"],
  files: ["file sealed", "file placed", "file taken", "file acknowledged"],
};

const BY_ACTION: ReadonlyMap<string, ActivityKind> = new Map(
  ACTIVITY_KINDS.flatMap((kind) => KINDS[kind].map((action): readonly [string, ActivityKind] => [action, kind])),
);

export function activityKind(action: string): ActivityKind {
  const known = BY_ACTION.get(action);
  if (known !== undefined) return known;
  if (/^(?:identify|operation) \S+ (?:sent|received)$/.test(action)) return "files";
  if (action.endsWith(" sent")) return "sent";
  return action.endsWith(" received") ? "taken" : "other";
}
