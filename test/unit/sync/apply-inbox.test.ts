import { describe, expect, it } from "vitest";
import type { Connection, Facts } from "../../../src/model/connection.ts";
import type { ArrivedMessage } from "../../../src/ports/store.ts";
import { encodeMessage } from "../../../src/protocol/codec.ts";
import { applyInbox } from "../../../src/sync/apply-inbox.ts";
import type { Context } from "../../../src/sync/context.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const LIFE = "abcdefghjkmnpqrs";
const ISSUE = encodeMessage({
  kind: "issue",
  issue: "06d9v3k8qxw7h9fb2m1t5r0c4e",
  contract: 1,
  base: { era: 0, number: 0 },
  revision: { era: 0, number: 0 },
  key: "P-1",
  changes: {},
  overruled: [],
});
const TOO_NEW = '{"v":"1.0","min":"1.0","kind":"video"}';

/** The context with what was read of the inbox, message by message. */
function watched(facts: Partial<Facts>): { context: Context; connection: Connection; read: string[] } {
  const plain = contextInMemory();
  const made = runningConnection(plain, "c1", "acme", "primary");
  const connection = { ...made, facts: { ...made.facts, ...facts } };
  plain.store.transaction(() => plain.store.putConnection(connection));
  const read: string[] = [];
  const inbox: Context["store"]["inbox"] = (...asked) => {
    const entries = plain.store.inbox(...asked);
    read.push(...entries.map(({ row }) => plain.store.inboxEntry(row)?.body ?? ""));
    return entries;
  };
  return { context: { ...plain, store: { ...plain.store, inbox } }, connection, read };
}

function add({ store }: Context, bodies: readonly { readonly issue: string | null; readonly body: string }[]): void {
  const entries = bodies.map(({ issue, body }, i): ArrivedMessage => ({
    connection: "c1",
    sequence: 1,
    life: LIFE,
    number: i + 1,
    issue,
    body,
  }));
  store.transaction(() => store.addInbox(entries));
}

describe("the inbox", () => {
  it("does not read messages about issues while the connection is stopped", async () => {
    const { context, connection, read } = watched({ run: "stopped" });
    add(context, [{ issue: "06d9v3k8qxw7h9fb2m1t5r0c4e", body: ISSUE }]);
    expect((await applyInbox(context, connection)).messages).toBe(0);
    expect(read).toEqual([]);
    expect(context.store.inboxSize("c1", "all").messages).toBe(1);
  });

  it.each(["closed", "revoked"] as const)("is emptied when the connection is %s", async (link) => {
    const { context, connection } = watched({ link, run: "stopped" });
    add(context, [
      { issue: "06d9v3k8qxw7h9fb2m1t5r0c4e", body: ISSUE },
      { issue: null, body: TOO_NEW },
    ]);
    expect((await applyInbox(context, connection)).messages).toBe(2);
    expect(context.store.inboxSize("c1", "all")).toEqual({ messages: 0, bytes: 0 });
  });

  it("keeps what is too new", async () => {
    const { context, connection } = watched({});
    add(context, [{ issue: null, body: TOO_NEW }]);
    expect([(await applyInbox(context, connection)).messages, (await applyInbox(context, connection)).messages]).toEqual([0, 0]);
    expect(context.store.inboxSize("c1", "no issue")).toEqual({ messages: 1, bytes: TOO_NEW.length });
  });
});
