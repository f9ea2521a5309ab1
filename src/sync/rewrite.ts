import type { Connection } from "../model/connection.ts";
import { Impossible } from "../model/failure.ts";
import type { IssueSync } from "../model/issue-sync.ts";
import type { TrackerWrite } from "../ports/tracker.ts";
import { lookAgain } from "./look-again.ts";
import { type Context, isoNow, mintId, rulesOf } from "./context.ts";
import { type Intent, intend, refusedParts, refusedWhole, settle } from "./intent.ts";
import { observeIssue, passOnGone } from "./observe.ts";
import { takeSteps } from "./performed-steps.ts";
import { project } from "./projection.ts";
import { putRow, putSync, refreshRow, rowOf } from "./rows.ts";

/** The state with the intention to bring the tracker to `mine`. */
export function wantsRewrite(context: Context, sync: IssueSync): IssueSync {
  const { stale, shows } = sync.pendingWrite ?? {};
  return { ...sync, pendingWrite: { effect: mintId(context), inbox: null, waits: null, ...(stale && { stale }), ...(shows && { shows }) } };
}

interface Rewrite {
  /** What stands as long as the write is not performed. */
  readonly before: IssueSync;
  readonly sync: IssueSync;
  readonly intent: Intent;
  readonly write: TrackerWrite;
}

/**
 * Brings the tracker back to `mine` where no message asks for it: a stale text, a partner's comment removed by hand, an answered question,
 * a resolved conflict, a retried refusal. Returns how many were dealt with.
 */
export async function rewriteAll(context: Context, connection: Connection): Promise<number> {
  const { store } = context;
  const rules = rulesOf(context, connection);
  if (!rules) return 0;
  const rewrites: Rewrite[] = [];
  let done = 0;
  store.transaction(() => {
    for (const sync of store.pendingWrites(connection.id)) {
      const row = store.issue(sync.issue);
      if (!sync.pendingWrite || sync.pendingWrite.inbox !== null || sync.pendingWrite.joins !== undefined || row?.heldBecause) continue;
      const present = row !== null && row.version !== null && row.gone === null;
      const intended = sync.frozen ? null : intend(rules, sync.mine, sync, { present, everything: true, held: row?.fields });
      const next = intended ? { ...sync, refusedHere: intended.refusedHere, lost: intended.lost } : sync;
      if (!intended?.intent) {
        putSync(context, connection, { ...next, pendingWrite: null });
        refreshRow(context, sync.issue);
        done++;
        continue;
      }
      rewrites.push({
        before: sync,
        sync: next,
        intent: intended.intent,
        write: {
          effect: sync.pendingWrite.effect,
          issue: sync.issue,
          expectedVersion: present ? row.version : null,
          action: intended.intent.action,
        },
      });
    }
  });
  if (rewrites.length === 0) return done;
  const outcomes = await context.tracker.write(rewrites.map(({ write }) => write));
  const stale: string[] = [];
  store.transaction(() => {
    for (const [i, { before, sync, intent, write }] of rewrites.entries()) {
      const outcome = outcomes[i];
      if (!outcome) throw new Impossible("a write without an outcome");
      switch (outcome.kind) {
        case "applied": {
          store.remember(outcome.memory);
          const read = outcome.issue && project(rules, outcome.issue, sync, null, isoNow(context));
          putSync(context, connection, settle({ ...sync, pendingWrite: null }, intent, read, refusedParts(rules.mapping, outcome.refused)));
          const row = store.issue(sync.issue);
          if (outcome.issue) {
            putRow(context, rowOf(outcome.issue, row?.receivedOver ?? null));
            observeIssue(context, outcome.issue, null);
          } else if (row) {
            passOnGone(context, connection.id, sync.issue);
            putRow(context, { ...row, gone: "deleted", version: null });
          }
          done++;
          break;
        }
        case "refused":
          putSync(
            context,
            connection,
            settle({ ...sync, pendingWrite: null }, intent, null, refusedWhole(rules.mapping, intent.parts, outcome.failures)),
          );
          refreshRow(context, sync.issue);
          done++;
          break;
        case "later":
          putSync(context, connection, {
            ...takeSteps(context, rules, before, outcome.steps),
            pendingWrite: { ...before.pendingWrite, effect: write.effect, inbox: null, waits: outcome.because },
          });
          refreshRow(context, sync.issue);
          break;
        case "stale":
          // Not performed, for certain: what the tracker holds may be taken up meanwhile.
          putSync(context, connection, {
            ...takeSteps(context, rules, before, outcome.steps),
            pendingWrite: { ...before.pendingWrite, effect: write.effect, inbox: null, waits: "busy" },
          });
          stale.push(sync.issue);
          break;
      }
    }
  });
  const looked = stale.length > 0 ? await lookAgain(context, stale) : 0;
  if (stale.length > 0) {
    store.transaction(() => {
      for (const issue of stale) {
        const sync = store.sync(connection.id, issue);
        if (sync && !sync.frozen) putSync(context, connection, wantsRewrite(context, sync));
      }
    });
  }
  return done + looked;
}
