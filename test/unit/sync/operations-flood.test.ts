import { expect, test } from "vitest";
import type { Connection } from "../../../src/model/connection.ts";
import { newId } from "../../../src/model/ids.ts";
import { OPERATIONS } from "../../../src/protocol/version.ts";
import type { Context } from "../../../src/sync/context.ts";
import { operate, takeOperation } from "../../../src/sync/operations/operate.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

/** Conversations that one partner begins and never ends, as many in one pass as a file holds. */
const FLOOD = 3_000;
const IN_A_PASS = 500;

function connected(context: Context, id: string): Connection {
  const connection = runningConnection(context, id, id, "primary");
  const next = { ...connection, partner: connection.partner && { ...connection.partner, capabilities: [OPERATIONS] } };
  context.store.transaction(() => context.store.putConnection(next));
  return next;
}

let minted = 0;

function asks(context: Context, id: string): void {
  const conversation = newId(1_700_000_000_000 + minted++, new Uint8Array(10));
  const about = { conversation, operation: "GetStatus" } as const;
  takeOperation(context, id, { kind: "identify request", ...about });
  takeOperation(context, id, { kind: "operation request", ...about });
}

const said = ({ store }: Context, id: string) => store.unsealed(id, { count: 100_000, bytes: Number.MAX_SAFE_INTEGER });

test("a partner that floods us with operations is refused most of them, leaves little here, and no other one waits for it", () => {
  const context = contextInMemory();
  const { store } = context;
  connected(context, "floods");
  connected(context, "good");
  for (let at = 0; at < FLOOD; at += IN_A_PASS) {
    store.transaction(() => {
      for (let number = 0; number < IN_A_PASS; number++) asks(context, "floods");
    });
    expect(store.answeredIn("floods", ["working"]).length).toBeLessThanOrEqual(16);
    // One of them is worked on in a pass; the others' is, too.
    operate(context, "floods");
    const before = said(context, "good").length;
    store.transaction(() => asks(context, "good"));
    operate(context, "good");
    const finals = said(context, "good").slice(before);
    expect(finals.map(({ body }) => (JSON.parse(body) as { code?: string }).code)).toEqual([
      "IDENTIFICATION_POSITIVE",
      "OPERATION_COMPLETED",
    ]);
  }
  // No answer that nobody asked for, few of which something was worked out, and none kept for ever.
  const answers = said(context, "floods");
  expect(answers.length).toBeLessThanOrEqual(2 * FLOOD);
  expect(answers.filter(({ body }) => body.includes("OPERATION_COMPLETED")).length).toBeLessThanOrEqual(FLOOD / IN_A_PASS);
  expect(store.answeredIn("floods", ["identified", "working", "ended"]).length).toBeLessThanOrEqual(216);
});
