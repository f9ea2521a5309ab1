import type { IssueId } from "../model/document.ts";
import type { NumberedEvent, Store } from "../ports/store.ts";
import { filesNamed } from "./contents.ts";
import { decodeBody } from "../protocol/codec.ts";

/** Keys of issues that moved while something was done, each once, in the order of their first event. */
export interface MovedIssues {
  /** An edit of ours was sealed into a file. */
  readonly sent: readonly string[];
  /** An edit of the partner was taken. */
  readonly received: readonly string[];
  /** Those among them whose last word was that they are deleted. */
  readonly deleted: readonly string[];
  /** A value or the whole of it was not taken, here or there. */
  readonly refused: readonly string[];
  /** Contents of files that came, each once. */
  readonly files: readonly { readonly key: string; readonly name: string }[];
}

const STEP = 1000;
/** Not `base unknown`: after a restore that asks for the whole of the issue, which comes by itself. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(["refused", "already shared", "left scope"]);

/** Call it before, and what it gives afterwards. Whoever works for the project, this process or another: it is read from the trail. */
export function movedIssues(store: Store): () => MovedIssues {
  const waited = waiting(store);
  const since = store.newestAudit();
  return () => {
    const [sent, received, refused] = [new Set(waited), new Set<IssueId>(), new Set<IssueId>()];
    const files = new Map<string, IssueId>();
    for (let after = since; ;) {
      const events = store.audits(after, STEP);
      for (const event of events) {
        after = event.sequence;
        if (event.issue === undefined) continue;
        if (event.action === "issue sent") sent.add(event.issue);
        if (event.action === "issue applied") received.add(event.issue);
        if (isArrival(event) && event.info !== undefined) files.set(event.info, event.issue);
        const isAnswer = event.action.startsWith("confirmation ");
        if ((event.refused ?? []).length > 0 || (isAnswer && REFUSALS.has(event.info))) refused.add(event.issue);
      }
      if (events.length < STEP) break;
    }
    for (const issue of waiting(store)) sent.delete(issue);
    for (const issue of received) if (store.statusesOf(issue).includes("error")) refused.add(issue);
    const deleted = new Set([...sent, ...received].filter((issue) => store.issue(issue)?.gone === "deleted"));
    return {
      sent: keysOf(store, sent),
      received: keysOf(store, received),
      deleted: keysOf(store, deleted),
      refused: keysOf(store, refused),
      files: [...files].flatMap(([file, issue]) => fileOf(store, issue, file)),
    };
  };
}

/** One came that was asked for, or the partner handed it over. */
function isArrival({ action, actor }: NumberedEvent): boolean {
  return action === "file arrived" || (action === "file replaced" && actor.startsWith("partner"));
}

/** None: it is named no more. */
function fileOf(store: Store, issue: IssueId, file: string): MovedIssues["files"] {
  const [found] = filesNamed({ store }, issue, file);
  const key = store.issue(issue)?.key;
  return found && key !== undefined ? [{ key, name: found.attachment.name }] : [];
}

/** Issues whose edits wait unsealed. */
function waiting(store: Store): Set<IssueId> {
  const issues = new Set<IssueId>();
  for (const { id } of store.connections())
    for (const { body } of store.unsealed(id, { count: STEP, bytes: STEP * STEP })) {
      const decoded = decodeBody(body);
      if (decoded.kind === "message" && decoded.message.kind === "issue") issues.add(decoded.message.issue);
    }
  return issues;
}

function keysOf(store: Store, issues: ReadonlySet<IssueId>): string[] {
  return [...issues].flatMap((id) => store.issue(id)?.key ?? []);
}
