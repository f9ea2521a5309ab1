import type { AttachmentId } from "./attachment.ts";
import type { IssueId } from "./document.ts";
import type { ErrorCause } from "./error-cause.ts";
import type { ListPage, TrailWanted } from "./operation.ts";
import type { TrackerChange } from "./tracker-issue.ts";

/**
 * What a person asks the project to do. Whoever works for the project carries it out; the others hand it over through the store.
 * Ids are minted by the asker, so that carrying one out twice does it once.
 */
export type Command =
  | { readonly kind: "new issue"; readonly issue: IssueId; readonly change: TrackerChange; readonly author: string }
  /**
   * `seen`: the lists that the change gives anew, as the asker saw them: what somebody added or took away since stays so. `expected`: nothing is
   * written unless these fields still have these values.
   */
  | {
      readonly kind: "edit issue";
      readonly issue: IssueId;
      readonly change: TrackerChange;
      readonly seen?: SeenLists;
      readonly expected?: TrackerChange["fields"];
      readonly author: string;
    }
  | { readonly kind: "delete issue"; readonly issue: IssueId; readonly author: string }
  /** What was deleted is written again as it was. */
  | { readonly kind: "bring back"; readonly issue: IssueId; readonly author: string }
  | { readonly kind: "answer"; readonly issue: IssueId; readonly take: "partner" | "file"; readonly author: string }
  /** null: all that failed. `all`: not only of this issue, but of each that failed for this cause on this connection, and only for that cause. */
  | {
      readonly kind: "retry";
      readonly issue: IssueId | null;
      readonly all?: { readonly connection: string; readonly cause: ErrorCause };
      readonly author: string;
    }
  /** `seen`: what the person looked at (`seenLosses`); where another value has lost since, nothing is settled. */
  | {
      readonly kind: "resolve";
      readonly issue: IssueId;
      readonly connection: string | null;
      readonly field: string;
      readonly seen?: string;
      readonly take: { readonly kind: "mine" | "theirs" } | { readonly kind: "value"; readonly text: string };
      readonly author: string;
    }
  /**
   * Takes back how a conflict was settled last: what was written then is undone, and the lost value waits again. `settled`: only that one, as the
   * outcome of `resolve` named it; where the field was settled anew since, nothing is taken back.
   */
  | {
      readonly kind: "reopen";
      readonly issue: IssueId;
      readonly connection: string | null;
      readonly field: string;
      readonly settled?: string;
      readonly author: string;
    }
  | { readonly kind: "link"; readonly issue: IssueId; readonly partnerKey: string; readonly author: string }
  | { readonly kind: "start" | "stop" | "ping"; readonly connection: string; readonly author: string }
  /** Of a suspended connection: this copy of the project is the one to go on; or the other one is, and this one never talks on it again. */
  | { readonly kind: "resume" | "retire"; readonly connection: string; readonly author: string }
  | { readonly kind: "verify"; readonly connection: string; readonly compared: boolean; readonly author: string }
  | { readonly kind: "remove"; readonly connection: string; readonly author: string }
  /** What the partner says of itself; whether both have the same. `id`: the conversation's. The answer comes later. */
  | { readonly kind: "ask status" | "reconcile"; readonly connection: string; readonly id: string; readonly author: string }
  /** Which issues the partner shares with us, by its keys. `id`: the conversation's. */
  | { readonly kind: "list issues"; readonly connection: string; readonly id: string; readonly page: ListPage; readonly author: string }
  /** The content of an attachment: this side wants it, or hands its own over. `id`: the conversation's; the content comes or goes later. */
  | {
      readonly kind: "get file" | "put file";
      readonly issue: IssueId;
      readonly file: AttachmentId;
      readonly id: string;
      /** put: in the place of exactly this content, by its SHA-256; absent: of none. */
      readonly existing?: string;
      /** The partner that is meant; absent: whoever has it, or the only one. */
      readonly connection?: string;
      readonly author: string;
    }
  /** A partner's copy of an own content goes to its trash, if it is exactly this one, by its SHA-256; absent: the one that was agreed on with it. */
  | {
      readonly kind: "take back file";
      readonly issue: IssueId;
      readonly file: AttachmentId;
      readonly id: string;
      readonly existing?: string;
      readonly connection?: string;
      readonly author: string;
    }
  /** Nobody waits for what this conversation moves; what has arrived stays for the next time. */
  | { readonly kind: "cancel file"; readonly id: string; readonly author: string }
  /** What the partner's trail says of this connection. `id`: the conversation's. */
  | { readonly kind: "ask trail"; readonly connection: string; readonly id: string; readonly trail: TrailWanted; readonly author: string }
  /** Alarms that the person has seen: these, or all up to the newest one that was shown. */
  | { readonly kind: "acknowledge alarms"; readonly alarms: readonly number[] | { readonly upTo: number }; readonly author: string }
  /** What was decided with the invitation is not done: a person is asked when its time has come. */
  | { readonly kind: "withdraw"; readonly connection: string; readonly author: string }
  /** The partner's key is not trusted any more. It cannot be taken back. */
  | { readonly kind: "revoke"; readonly connection: string; readonly author: string }
  /** This side is to sign with another identity key on the connection: a new one, or (`draws` false) the newest that the project has. */
  | { readonly kind: "change identity"; readonly connection: string; readonly draws: boolean; readonly author: string }
  | {
      readonly kind: "publish";
      readonly connection: string;
      readonly note: string;
      readonly unverified: boolean;
      readonly author: string;
    }
  /** `contract`: the number of the one that the person looked at; 0 where none was proposed. Another one is not answered. */
  | {
      readonly kind: "accept";
      readonly connection: string;
      readonly contract: number;
      readonly note: string;
      readonly unverified: boolean;
      readonly author: string;
    }
  | {
      readonly kind: "decline";
      readonly connection: string;
      readonly contract: number;
      readonly note: string;
      readonly author: string;
    }
  /** The issues are to be read from the branch and commit that git has checked out now. */
  | { readonly kind: "stand here"; readonly author: string }
  | { readonly kind: "sync"; readonly author: string };

/**
 * How a command ended. `code` names the sentence in `view`; `data` fills it. `replaced`: what stood in the place of what an edit wrote, null for
 * a field that was empty; the asker's own picture of the issue may have been older.
 */
export type CommandOutcome =
  | { readonly kind: "done"; readonly data: Readonly<Record<string, string | number>>; readonly replaced?: Replaced }
  | { readonly kind: "failed"; readonly code: string; readonly data: Readonly<Record<string, string | number>> };

/** What `reopen` takes back of what `resolve` has done; null: it cannot be taken back. A worker of an earlier release does not name it. */
export function settlingOf({ settled }: Extract<CommandOutcome, { kind: "done" }>["data"]): { readonly settled?: string } | null {
  if (settled === "") return null;
  return typeof settled === "string" ? { settled } : {};
}

export type SeenLists = Pick<TrackerChange, "fields" | "share">;

export type Replaced = Pick<TrackerChange, "fields" | "share">;

export function done(data: Readonly<Record<string, string | number>> = {}, replaced?: Replaced): CommandOutcome {
  return { kind: "done", data, ...(replaced && { replaced }) };
}

export function notDone(code: string, data: Readonly<Record<string, string | number>> = {}): CommandOutcome {
  return { kind: "failed", code, data };
}
