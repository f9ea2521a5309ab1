import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { postEncoded } from "../../../src/sync/context.ts";
import { raise } from "../../../src/sync/alarms.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/**
 * Every change that is sent, applied, refused, resolved, configured or operated has an event (docs/PROTOCOL.md 6). The kinds are those that stand in the
 * source: one that is new there has to find its case here.
 */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  // Sent, and on its way.
  "`${message.kind} sent`": [
    "issue sent",
    "ping sent",
    "configuration sent",
    "identify request sent",
    "operation final sent",
    "alarm sent",
  ],
  '"answer sent"': ["answer sent"],
  '"confirmation sent"': ["confirmation sent"],
  '"file sealed"': ["file sealed"],
  '"file placed"': ["file placed"],
  '"file acknowledged"': ["file acknowledged"],
  '"file taken"': ["file taken"],
  "`${kind} received`": ["ping received", "operation request received"],
  // Applied, or not.
  "`${message.kind} applied`": ["issue applied", "confirmation applied"],
  "`${message.kind} not applied`": ["issue not applied"],
  '"confirmation confirmed"': ["confirmation confirmed"],
  '"shared"': ["shared"],
  '"deleted here"': ["deleted here"],
  // Refused.
  '"file refused"': ["file refused"],
  '"message refused"': ["message refused"],
  '"message not understood"': ["message not understood"],
  '"refused"': ["refused"],
  // Resolved, and whatever else a person does: by its kind.
  "command.kind": ["resolve", "publish", "accept", "ask status", "reconcile", "acknowledge alarms", "revoke"],
  '"alarm acknowledged"': ["alarm acknowledged"],
  // Configured, and what else the two sides agree on.
  "message.kind": ["configuration", "configuration updated"],
  "next.facts.link": ["connected", "revoked"],
  '"joined"': ["joined"],
  '"begun anew"': ["begun anew"],
  '"identity changed"': ["identity changed"],
  'isNext ? "key announced" : "key not taken"': ["key announced"],
  '"key renewed"': ["key renewed"],
  '"revoked"': ["revoked"],
  // Operated.
  '"operation answered"': ["operation answered"],
  '"operation ended"': ["operation ended"],
  '"difference found"': ["difference found"],
  '"alarm raised"': ["alarm raised"],
  '"alarm received"': ["alarm received"],
};

/** Seen by tests of their own, with the scenes that they take. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '"operation ignored"': "test/unit/sync/operations-at-odds.test.ts",
  '"file arrived"': "test/unit/sync/contents.test.ts",
  '"file replaced"': "test/unit/sync/contents-replaced.test.ts",
  '"file taken back"': "test/unit/sync/contents-replaced.test.ts",
  '"file not taken"': "test/unit/sync/hostile-files.test.ts",
  '"suspended"': "test/unit/sync/restored-sides.test.ts",
  '"too many named"': "test/unit/sync/named-issues.test.ts",
};

/** Where nobody has shown it: an event that is taken away here is missed by nobody. */
const UNSEEN: ReadonlySet<string> = new Set(['"publish"', '"retired"', '"join refused"', '"handshake refused"', '"start"']);

function kindsInSource(): ReadonlySet<string> {
  const files = readdirSync("src/sync", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const found = files.flatMap((name) => {
    const text = readFileSync(join("src/sync", name), "utf8");
    const calls = [...text.matchAll(/\baudit\(\s*context,\s*\{/g)].map(({ index, 0: head }) => callFrom(text, index + head.length));
    const notes = [...text.matchAll(/return \{ action: "[^}]*\}/g)].map(([note]) => note);
    return [...calls, ...notes].flatMap((call) => ACTION.exec(call)?.[1] ?? []);
  });
  return new Set(found.filter((kind) => kind !== "action"));
}

/** A text, one with parts in it, a choice between two, or a name for one. */
const ACTION = /\baction: (`[^`]+`|"[^"]+"|\w+ \? "[^"]+" : "[^"]+"|[\w.]+)/;

/** The members of the event, up to the brace that closes them. */
function callFrom(text: string, from: number): string {
  let depth = 1;
  let at = from;
  for (; depth > 0 && at < text.length; at++) depth += text[at] === "{" ? 1 : text[at] === "}" ? -1 : 0;
  return text.slice(from, at - 1);
}

test("each kind of event in the source has its case", () => {
  const known = new Set([...Object.keys(SHOWN), ...Object.keys(ELSEWHERE), ...UNSEEN]);
  const kinds = kindsInSource();
  expect(kinds.size).toBeGreaterThan(30);
  expect([...kinds].filter((kind) => !known.has(kind))).toEqual([]);
  for (const [kind, file] of Object.entries(ELSEWHERE)) expect(readFileSync(file, "utf8")).toContain(kind);
});

describe("two projects that did all of it", () => {
  let world: World;
  let P: SimulatedProject;
  let S: SimulatedProject;
  let stores: string;
  let told: ReadonlySet<string>;
  const mint = (): string => newId(world.clock.now++, world.random.bytes(10));
  const passes = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) for (const side of [P, S]) await side.pass();
  };
  const shared = async (side: SimulatedProject): Promise<string> => {
    const id = mint();
    side.tracker.add(id, { fields: { title: "Valve" }, share: [CONNECTION] });
    await passes(4);
    return id;
  };

  beforeAll(async () => {
    const directory = storesDirectory();
    stores = directory.path;
    world = await connectedWorld({ seed: 41, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS, stores, keyMessages: 12 });
    ({ P, S } = world);
    const all = (): string[] => [P, S].flatMap((side) => side.store.audits(0, 1_000_000).map(({ action }) => action));
    const issue = await shared(P);
    await resolved(issue);
    await refused();
    await configured();
    await operated(issue);
    const before = all();
    await begunAnew();
    await ended();
    told = new Set([...before, ...all()]);
    for (const side of [P, S]) side.close();
    directory.remove();
  }, 240_000);

  async function resolved(issue: string): Promise<void> {
    P.tracker.edit(issue, { fields: { title: "Pump" } });
    S.tracker.edit(issue, { fields: { title: "Vent" } });
    await passes(6);
    for (const side of [P, S])
      await side.command({
        kind: "resolve",
        connection: side.connection().id,
        issue,
        field: "title",
        take: { kind: "mine" },
        author: "Bo",
      });
    await passes(3);
    const away = await shared(S);
    S.tracker.remove(away);
    await passes(4);
  }

  async function refused(): Promise<void> {
    const body = (kind: string): string => `{"v":"1.0","min":"1.0","kind":"${kind}"}`;
    S.store.transaction(() => postEncoded(S.context, S.connection().id, [body("video"), body("ping")]));
    await passes(3);
    S.store.transaction(() => postEncoded(S.context, S.connection().id, ['{"v":"1.0","min":"1.0","kind":"x"']));
    await passes(3);
    const confirmation = `{"v":"1.0","min":"1.0","kind":"issue","issue":"${mint()}","contract":1,"base":{"era":0,"number":4},"key":"S-9","changes":{"fields":{"title":"x"}},"overruled":[]}`;
    S.store.transaction(() => postEncoded(S.context, S.connection().id, [confirmation]));
    await passes(3);
  }

  async function configured(): Promise<void> {
    P.settings = { ...P.settings, terms: { ...DEFAULT_TERMS, attachments: "all" } };
    await P.command({ kind: "publish", connection: CONNECTION, note: "", unverified: true, author: "Ada" });
    await passes(2);
    await S.command({ kind: "accept", connection: CONNECTION, contract: 2, note: "", unverified: true, author: "Bo" });
    await passes(4);
  }

  async function operated(issue: string): Promise<void> {
    await P.command({ kind: "ask status", connection: CONNECTION, id: mint(), author: "Ada" });
    await passes(6);
    const sync = P.store.sync(P.connection().id, issue);
    if (!sync) throw new Error("no state");
    const document = { ...sync.base, fields: { ...sync.base.fields, title: "Tampered" } };
    const snapshots = sync.snapshots.map(({ revision }) => ({ revision, document }));
    P.store.transaction(() =>
      putSync(P.context, P.connection(), { ...sync, base: document, mine: document, shadow: document, snapshots, lost: [] }),
    );
    P.tracker.edit(issue, { fields: { title: "Tampered" } });
    await P.command({ kind: "reconcile", connection: CONNECTION, id: mint(), author: "Ada" });
    await passes(8);
    P.store.transaction(() => raise(P.context, { code: "CHECKSUM_ALARM", connection: P.connection().id, info: "X" }));
    await passes(2);
    await S.command({ kind: "acknowledge alarms", alarms: { upTo: 99 }, author: "Bo" });
    await S.command({ kind: "change identity", connection: CONNECTION, draws: true, author: "Bo" });
    await passes(4);
  }

  async function begunAnew(): Promise<void> {
    const yesterday = saveSide(S, join(stores, "S.db"), join(stores, "copy"));
    await shared(S);
    yesterday.putBack("state");
    await passes(8);
  }

  async function ended(): Promise<void> {
    await P.command({ kind: "revoke", connection: CONNECTION, author: "Ada" });
    await passes(3);
  }

  test.each(Object.values(SHOWN).flat())("have the event: %s", (action) => {
    expect([...told]).toContain(action);
  });
});
