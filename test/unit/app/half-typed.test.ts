import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { registerWindow } from "../../../src/app/unsaved-files.ts";
import { sync } from "../../../src/app/worker.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { post } from "../../../src/sync/context.ts";
import { place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

/**
 * What somebody is typing, while the partner asks for the issue and edits it: over real files. The word stands for all that is typed and not shared.
 */
const WORD = "Beryl";
/** Two real projects, and many passes: long beside other work. */
const PATIENCE = { timeout: 120_000 };
const SALT = "0123456789abcdefghjkmnpqrs";

interface Desk {
  readonly ada: OpenProject;
  readonly bo: OpenProject;
  /** All that Ada's side said, as text. */
  readonly said: string[];
  readonly file: string;
  readonly issue: string;
  readonly window: ReturnType<typeof registerWindow>;
}

/** Ada's only issue, and the window in which she types into it. */
async function desk(share: readonly string[]): Promise<Desk> {
  const { ada, bo } = await runningSides(place());
  const issue = freshId(ada);
  await ask(ada, { kind: "new issue", issue, change: { fields: { title: "Valve" }, share: [...share] } });
  if (share.length > 0) await rest({ ada, bo });
  const said: string[] = [];
  const add = ada.store.addOutbox.bind(ada.store);
  ada.store.addOutbox = (entries) => {
    said.push(...entries.map(({ body }) => body));
    add(entries);
  };
  const window = registerWindow(ada.store, ada.stateDirectory);
  onTestFinished(() => window.close());
  return { ada, bo, said, issue, window, file: join(ada.workspace, "issues", "ACME-1.md") };
}

async function rest({ ada, bo }: Pick<Desk, "ada" | "bo">): Promise<void> {
  for (const side of [ada, bo, ada, bo, ada, bo]) await sync(side, NOW);
}

let saves = 0;

/** Saved now, at a time of its own, so that no look takes it for a file that is still being written. */
function save({ file }: Pick<Desk, "file">, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, "utf8")));
  const at = Date.now() / 1000 - 60 + saves++;
  utimesSync(file, at, at);
}

/** Bo's program asks for all there is, and for the issue by its id, and offers it. Each question is answered to its end. */
async function asksForAll({ bo, ada, issue, said }: Desk): Promise<void> {
  const [connection] = bo.store.connections();
  if (!connection) throw new Error("no connection");
  const before = said.length;
  const asked: string[] = [];
  const operation = (name: string, asks: object): Message[] => {
    const conversation = freshId(bo);
    asked.push(conversation);
    return [
      { kind: "identify request", conversation, operation: name },
      { kind: "operation request", conversation, operation: name, ...asks },
    ];
  };
  const zero = { era: 0, number: 0 };
  const heard = { kind: "confirmation" as const, issue, contract: 1, revision: zero, conflicts: [], refused: [], overruled: [] };
  const messages: Message[] = [
    ...operation("GetChecksums", { checksums: { salt: SALT, ranges: [[null, null, "0123456789abcdef"]] } }),
    ...operation("GetIssueIds", { issues: { since: 0, limit: 100 } }),
    ...operation("GetAuditTrails", { trail: { since: 0, issue, size: 500 } }),
    ...operation("GetStatus", {}),
    { ...heard, result: "base unknown" },
    { kind: "issue", issue, contract: 1, base: zero, key: "NW-1", changes: { shared: true, fields: { title: "Taken" } }, overruled: [] },
    { ...heard, result: "base unknown" },
  ];
  bo.store.transaction(() => post(bo.context, connection.id, messages));
  for (const side of [bo, ada]) await sync(side, NOW);
  const answers = said.slice(before).map((body) => JSON.parse(body));
  const ends = asked.map((id) => answers.find(({ kind, conversation }) => kind === "operation final" && conversation === id)?.code);
  expect(ends).toEqual(asked.map(() => "OPERATION_COMPLETED"));
}

/** The partner's edit has come, and is to be written. What of it can be done now is done; gives why it waits. */
async function isEdited({ ada, bo, issue }: Desk): Promise<string | null> {
  await ask(bo, { kind: "edit issue", issue, change: { fields: { title: "Pump" } } });
  for (const side of [bo, ada]) await sync(side, NOW);
  const [row] = ada.store.syncsOf(issue);
  const [connection] = ada.store.connections();
  expect(ada.store.inboxSize(connection?.id ?? "", "all").messages).toBeGreaterThan(0);
  return row?.sync.pendingWrite?.waits ?? null;
}

/** What she typed was read here, with the word that it is shared no more, and the partner hears that alone. */
function expectsEnd({ ada, said, issue }: Desk): void {
  const mine = ada.store.syncsOf(issue)[0]?.sync.mine;
  expect([mine?.shared, mine?.fields["body"]]).toEqual([false, expect.stringContaining(WORD)]);
  expect(said.filter((body) => body.includes('"left scope"')).join()).toContain(issue);
}

/** With this line instead of the list that stands there. */
const shareLine = (text: string, line: string): string => text.replace(/^share:.*\n( +- .*\n)*/m, "").replace("---\n", `---\n${line}\n`);
const typed = (text: string): string => `${text.trimEnd()}\n\n${WORD} in the text\n`;

/** How the line looks while somebody types it, or thinks about it. */
const HALF = ["share:", "share: [nordwin]", "share: [nordwind", "share: [-nordwind]"];

test(
  "of an issue whose share is typed half nothing leaves, whatever the partner asks and edits, until it is typed to its end",
  PATIENCE,
  async () => {
    const here = await desk([]);
    save(here, typed);
    for (const line of HALF) {
      save(here, (text) => shareLine(text, line));
      await asksForAll(here);
      expect([line, here.said.filter((body) => body.includes(WORD) || body.includes("Valve"))]).toEqual([line, []]);
      expect(here.bo.store.issue(here.issue)).toBeNull();
      expect(readFileSync(here.file, "utf8")).toContain(line);
    }
    save(here, (text) => shareLine(text, "share: [nordwind]"));
    for (const side of [here.ada, here.bo]) await sync(side, NOW);
    expect(here.bo.store.syncsOf(here.issue)[0]?.sync.mine.fields["body"]).toContain(WORD);
  },
);

test(
  "what is typed into a shared issue that cannot be read for a moment does not leave, and not afterwards, if it is shared no more by then",
  PATIENCE,
  async () => {
    const here = await desk(["nordwind"]);
    expect(here.bo.store.issue(here.issue)?.fields["title"]).toBe("Valve");
    const before = readFileSync(here.file, "utf8");
    save(here, () => typed(before).replace("---\n", "---\nstatus: [Open\n"));
    await isEdited(here);
    await asksForAll(here);
    expect(here.said.filter((body) => body.includes(WORD))).toEqual([]);
    expect(readFileSync(here.file, "utf8")).toContain("status: [Open");
    save(here, () => shareLine(typed(before), "share: []"));
    await rest(here);
    expectsEnd(here);
    expect(here.said.filter((body) => body.includes(WORD))).toEqual([]);
    expect(readFileSync(here.file, "utf8")).toContain(WORD);
  },
);

test(
  "what a window holds unsaved stays as it is while the partner edits, and what is saved and shared no more does not leave",
  PATIENCE,
  async () => {
    const here = await desk(["nordwind"]);
    const before = readFileSync(here.file, "utf8");
    here.window.set([here.file]);
    expect(await isEdited(here)).toBe("unsaved");
    await asksForAll(here);
    expect(readFileSync(here.file, "utf8")).toBe(before);
    save(here, (text) => shareLine(typed(text), "share: []"));
    here.window.set([]);
    await rest(here);
    expectsEnd(here);
    expect(here.said.filter((body) => body.includes(WORD))).toEqual([]);
    expect(readFileSync(here.file, "utf8")).toContain(WORD);
  },
);
