import { newId } from "../../../src/model/ids.ts";
import type { AnsweredState, AskedState } from "../../../src/model/operation.ts";
import { type AnsweredEvent, type AskedEvent, ANSWERING_MACHINE, ASKING_MACHINE } from "../../../src/protocol/machines/operation.ts";
import { MAX } from "../../../src/protocol/limits.ts";
import type { OperationMessage } from "../../../src/protocol/message.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { MOST_WAITING } from "../../../src/sync/operations/answer.ts";
import { noteRefused } from "../../../src/sync/operations-end.ts";
import { operate, takeOperation } from "../../../src/sync/operations/operate.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { cancelFile } from "../../../src/sync/contents/ask-file.ts";
import { beginning } from "../../../src/model/content-state.ts";
import type { CellWorld } from "./cell-world.ts";
import { cellAt, cellName } from "./visited-cells.ts";

type Body = OperationMessage extends infer Each ? (Each extends unknown ? Omit<Each, "conversation"> : never) : never;

const FINAL = { kind: "operation final", code: "OPERATION_COMPLETED" } as const;
const STATUS = { status: "OK", causes: [], version: "1.0", capabilities: [], out: 0, in: 0, issues: {} } as const;

const CONTENT = beginning({ issue: "", id: "", size: 9, sha256: "" }, "in");

/** null: no message of an operation, but time that goes by, a refusal, or a person. */
const ASKED: Readonly<Record<AskedEvent, Body | null>> = {
  positive: { kind: "identify response", code: "IDENTIFICATION_POSITIVE" },
  negative: { kind: "identify response", code: "IDENTIFICATION_NEGATIVE" },
  progress: { kind: "operation progress", code: "OPERATION_PROGRESS" },
  completed: { ...FINAL, status: { ...STATUS, causes: [], capabilities: [] } },
  "final with failure": { ...FINAL, code: "FAILURE" },
  "not understood": null,
  spare: { kind: "identify response", code: "IDENTIFICATION_POSITIVE" },
  cancel: null,
  "time-out": null,
};

/** null: what this side does by itself while it works. */
const ANSWERED: Readonly<Record<AnsweredEvent, Body | null>> = {
  identify: { kind: "identify request", operation: "GetStatus" },
  "identify unsupported": { kind: "identify request", operation: "GetMoon" },
  request: { kind: "operation request", operation: "GetStatus" },
  cancel: { kind: "operation request", operation: "GetStatus", cancel: true },
  "served in part": null,
  served: null,
  "not served": null,
};

/** What each action says to the partner. */
const SAYS: Readonly<Record<string, string>> = {
  "send request": "operation request",
  "send cancel": "operation request",
  "send identification": "identify response",
  "send refusal": "identify response",
  "send progress": "operation progress",
  "send final": "operation final",
};

/** Each cell with a conversation of its own, at a primary; the roles do not matter to it. Differences from the tables. */
export function walkOperationCells(at: CellWorld): readonly string[] {
  const wrong: string[] = [];
  const { context, store } = at.side("primary");
  const connection = at.usual("primary");
  at.put("primary", connection);
  fillUp(at);
  const another = newId(0, context.crypto.random(10));
  store.transaction(() => store.putConnection({ ...connection, id: another, name: "another" }));
  const judge = (machine: string, state: string, event: string, now: string, said: readonly string[]): void => {
    const name = cellName(machine, state, event);
    const cell = cellAt(name);
    const expected = "to" in cell ? [cell.to, ...cell.does.flatMap((action) => SAYS[action] ?? [])] : [state];
    if (JSON.stringify([now, ...said]) !== JSON.stringify(expected)) wrong.push(`${name}: ${[now, ...said].join(", ")}`);
  };
  /** Alarms aside: they belong to no conversation, and one is raised only where none of its likeness is open. */
  const spoken = (): string[] =>
    at
      .said("primary")
      .map(({ kind }) => kind)
      .filter((kind) => kind !== "alarm");
  const receive = (body: Body, id: string): void =>
    store.transaction(() => takeOperation(context, connection.id, { ...body, conversation: id }));
  const mint = (): string => newId(context.clock.now(), context.crypto.random(10));

  for (const state of Object.keys(ASKING_MACHINE.table) as (AskedState | "absent")[])
    for (const event of Object.keys(ASKED) as AskedEvent[]) {
      if ("never" in ASKING_MACHINE.table[state][event]) continue;
      const body = ASKED[event];
      const id = mint();
      const late = event === "time-out";
      const begun = {
        id,
        connection: connection.id,
        operation: "GetStatus",
        begun: 0,
        until: late ? 0 : Number.MAX_SAFE_INTEGER,
        sentAs: `life.${id}`,
      } as const;
      const file = event === "spare" || event === "cancel" ? ({ operation: "GetFile", content: CONTENT } as const) : {};
      const other = { ...begun, ...file, connection: another, state: "accepted" } as const;
      if (event === "spare") store.transaction(() => store.putAsked(other));
      if (state !== "absent") store.transaction(() => store.putAsked({ ...begun, ...file, state }));
      spoken();
      if (event === "cancel") store.transaction(() => cancelFile(context, id));
      else if (body) receive(body, id);
      else {
        if (!late) store.transaction(() => noteRefused(context, connection.id, `life.${id}`, "NOT_UNDERSTOOD"));
        operate(context, connection.id);
      }
      judge("operations asked for", state, event, store.asked(connection.id, id)?.state ?? "absent", spoken());
      store.transaction(() => {
        const left = store.asked(connection.id, id);
        if (left) store.putAsked({ ...left, state: "completed" });
        if (event === "spare") store.putAsked({ ...other, state: "completed" });
      });
    }

  for (const state of Object.keys(ANSWERING_MACHINE.table) as (AnsweredState | "absent")[])
    for (const event of Object.keys(ANSWERED) as AnsweredEvent[]) {
      if ("never" in ANSWERING_MACHINE.table[state][event] || event === "not served") continue;
      const body = ANSWERED[event];
      const id = mint();
      const operation = body && "operation" in body ? body.operation : event === "served" ? "GetStatus" : "GetChecksums";
      const request = body ? {} : { request: JSON.stringify({ salt: "0", ranges: [[null, null, "another"]] }) };
      if (state !== "absent") store.transaction(() => store.putAnswered({ id, connection: connection.id, operation, state, ...request }));
      spoken();
      if (body) receive(body, id);
      else operate(context, connection.id);
      judge("operations answered", state, event, store.answered(connection.id, id)?.state ?? "absent", spoken());
      store.transaction(() => {
        const left = store.answered(connection.id, id);
        if (left) store.putAnswered({ ...left, state: "ended" });
      });
    }

  store.transaction(() => store.removeConnection(another));

  // One too many waits.
  const [id, ...others] = Array.from({ length: MOST_WAITING + 1 }, mint);
  for (const other of [id, ...others]) receive({ kind: "identify request", operation: "GetStatus" }, other ?? "");
  for (const other of others) receive({ kind: "operation request", operation: "GetStatus" }, other);
  spoken();
  receive({ kind: "operation request", operation: "GetStatus" }, id ?? "");
  judge("operations answered", "working", "not served", store.answered(connection.id, id ?? "")?.state ?? "absent", spoken());
  return wrong;
}

/** More than are listed one by one. */
function fillUp(at: CellWorld): void {
  const { context, store } = at.side("primary");
  const connection = at.usual("primary");
  const revision = { era: 0, number: 1 };
  const document = { fields: { title: "Agreed" }, comments: [], deleted: false, shared: true };
  store.transaction(() => {
    for (let i = 0; i <= MAX.rangeParts; i++) {
      const issue = newId(context.clock.now() + i, context.crypto.random(10));
      const state = {
        ...startSync(connection.id, issue, "us"),
        revision,
        agreed: revision,
        base: document,
        mine: document,
        shadow: document,
      };
      putSync(context, connection, { ...state, snapshots: [{ revision, document }] });
    }
  });
}
