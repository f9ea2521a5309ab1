import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { connect, joinByInvitation } from "../../src/app/connect.ts";
import type { OpenProject } from "../../src/app/open-project.ts";
import { carryOutAnywhere, sync } from "../../src/app/worker.ts";
import { openedProject, place } from "../unit/app/opened-project.ts";
import { NOW, ask, freshId } from "../unit/app/running-sides.ts";
import { base32 } from "./independent/base32.ts";
import { readInvitation, writeInvitation } from "./independent/handshake-file.ts";
import { type Content, Partner } from "./independent/partner.ts";
import { contractHash } from "./independent/setup.ts";

/**
 * A partner that somebody wrote from docs/PROTOCOL.md alone, in either role, against the product: set up, agree on a contract, exchange issues
 * both ways, end. What it says is taken by the product's own path from the folder on.
 */
let ada: OpenProject;
let exchange: string;

beforeEach(() => {
  const root = place();
  exchange = join(root, "exchange");
  mkdirSync(exchange);
  ada = openedProject(root);
});

const CONTRACT = {
  number: 1,
  types: ["bug", "task"],
  fields: [
    { name: "title", kind: "scalar", direction: "both", policy: "primary" },
    { name: "body", kind: "text", direction: "both", policy: "primary" },
    { name: "status", kind: "option", direction: "both", policy: "primary" },
  ],
  comments: "public",
  deletes: "propagate",
  attachments: "none",
  links: "none",
};
const NONCE = "06d9v3p5t4y7kbrs2v8c3e1j0c";
const NOTHING = { conflicts: [], refused: [], overruled: [] };
const ping = (inReplyTo?: unknown): Content => ({
  kind: "ping",
  nonce: NONCE,
  ...(inReplyTo === undefined ? {} : { inReplyTo }),
  time: Date.now(),
  version: "1.0",
  capabilities: [],
});

/** The product makes a pass; then the partner looks. */
async function heard(partner: Partner): Promise<readonly Content[]> {
  await sync(ada, NOW);
  return partner.look();
}

/** The one message of this kind. */
function only(messages: readonly Content[], kind: string): Content {
  expect(messages.map((message) => message.kind)).toEqual([kind]);
  return messages[0] as Content;
}

const issueStatus = (issue: string): unknown => ada.store.issueShares(issue).map((share) => share.status);
const issueText = (part: string): string => {
  const folder = join(ada.workspace, "issues");
  return (
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .find((text) => text.includes(part)) ?? ""
  );
};

test("as the secondary", async () => {
  const made = await connect(ada, { name: "stranger", exchange, share: "all" }, null);
  const partner = Partner.joins(exchange, made.ok ? made.value.text : "");
  const { nonce } = only(await heard(partner), "ping");
  partner.say(ping(nonce));
  await sync(ada, NOW);
  expect(ada.store.connections()[0]).toMatchObject({ facts: { link: "connected" } });

  const publish = { kind: "publish", connection: "stranger", note: "", author: "Ada" } as const;
  expect(await carryOutAnywhere(ada, { ...publish, unverified: false })).toMatchObject({ kind: "failed", code: "UNVERIFIED" });
  await ask(ada, { ...publish, unverified: true });
  await ask(ada, { kind: "start", connection: "stranger" });
  const { contract } = only(await heard(partner), "configuration") as unknown as { contract: { number: number } };
  partner.say({ kind: "configuration updated", contract: contract.number });

  const theirs = freshId(ada);
  await ask(ada, { kind: "new issue", issue: theirs, change: { fields: { title: "Valve sticks", body: "In cold\nweather." } } });
  const sent = only(await heard(partner), "issue");
  expect(sent).toMatchObject({ issue: theirs, base: { era: 0, number: 0 }, revision: { era: 0, number: 1 }, overruled: [] });
  expect(sent["changes"]).toMatchObject({ fields: { title: "Valve sticks", body: "In cold\nweather." } });
  partner.say({ kind: "confirmation", issue: theirs, contract: 1, result: "applied", revision: sent["revision"], ...NOTHING });
  await sync(ada, NOW);
  expect(issueStatus(theirs)).toEqual(["up to date"]);

  const own = freshId(ada);
  const zero = { era: 0, number: 0 };
  const changes = { fields: { title: "Pump leaks", status: "New" } };
  partner.say(
    { kind: "issue", issue: own, contract: 1, base: zero, key: "IND-1", changes, overruled: [] },
    {
      kind: "issue",
      issue: theirs,
      contract: 1,
      base: sent["revision"],
      key: "",
      changes: { fields: { body: "In cold\nrain." } },
      overruled: [],
    },
  );
  const answers = await heard(partner);
  expect(answers.map(({ kind, issue, result, base, revision }) => ({ kind, issue, result, base, revision }))).toEqual([
    { kind: "confirmation", issue: own, result: "applied", base: zero, revision: { era: 0, number: 1 } },
    { kind: "confirmation", issue: theirs, result: "applied", base: sent["revision"], revision: { era: 0, number: 2 } },
  ]);
  expect(issueText("Pump leaks")).toContain("status: New");
  expect(issueText("Valve sticks")).toContain("In cold\nrain.");
  expect([issueStatus(own), issueStatus(theirs)]).toEqual([["pending"], ["pending"]]);
  for (const { issue, revision } of answers)
    partner.say({ kind: "confirmation", issue, contract: 1, result: "applied", revision, ...NOTHING });
  await sync(ada, NOW);
  expect([issueStatus(own), issueStatus(theirs)]).toEqual([["up to date"], ["up to date"]]);

  await ask(ada, { kind: "remove", connection: "stranger" });
  only(await heard(partner), "closed");
});

test("and both renew their epoch keys", async () => {
  Object.assign(ada.context, { keyLife: { messages: 1, ms: Number.POSITIVE_INFINITY } });
  const made = await connect(ada, { name: "stranger", exchange, share: "all" }, null);
  const partner = Partner.joins(exchange, made.ok ? made.value.text : "");
  const { nonce } = only(await heard(partner), "ping");
  partner.say(ping(nonce));
  for (let times = 1; times <= 4; times++) {
    partner.renew();
    partner.say(ping());
    expect(only(await heard(partner), "ping")).toMatchObject({ inReplyTo: NONCE });
    // Of its own keys, and of the product's, the one in use and perhaps the next.
    expect([...partner.epochs.keys()]).toEqual([times]);
    const [connection] = ada.store.connections();
    const own = ada.keys.epochKeys(connection?.id ?? "");
    expect([connection?.partner?.epochKey.number, own.length <= 2]).toEqual([times, true]);
  }
  expect(ada.store.connections()[0]?.stream.epochKey).toBeGreaterThan(1);
});

test("as a secondary that knows nothing of announced contracts: it comes right behind the Ping, and can be answered with it", async () => {
  const made = await connect(ada, { name: "stranger", exchange, share: "all", publish: true }, null);
  const partner = Partner.joins(exchange, made.ok ? made.value.text : "");
  const [first, second] = await heard(partner);
  expect([first?.kind, second]).toMatchObject(["ping", { kind: "configuration", contract: { number: 1 } }]);
  partner.say(ping(), ping(first?.["nonce"]), { kind: "configuration updated", contract: 1 });
  await sync(ada, NOW);
  expect(ada.store.connections()[0]).toMatchObject({ facts: { link: "connected", run: "running", contract: "agreed" } });
});

test.each([
  ["is accepted when it comes", CONTRACT, { run: "running", contract: "agreed" }],
  ["is not accepted where it says something else", { ...CONTRACT, comments: "all" }, { run: "stopped", contract: "update required" }],
])("as a primary whose invitation announces a contract: what was accepted when joining %s", async (_, sent, facts) => {
  const { partner, handshakeFile } = Partner.invites(exchange, contractHash(CONTRACT));
  const options = { name: "stranger", exchange, share: "all" };
  expect(await joinByInvitation(ada, handshakeFile, { ...options, accept: "known" })).toMatchObject({
    ok: false,
    failure: { kind: "unseen contract" },
  });
  expect(await joinByInvitation(ada, handshakeFile, { ...options, accept: "unseen" })).toMatchObject({ value: { announced: "own" } });
  expect(await heard(partner)).toEqual([]);
  partner.say(ping(), { kind: "configuration", contract: sent, note: "" });
  const answers = (await heard(partner)).map(({ kind }) => kind);
  expect(answers).toEqual(facts.contract === "agreed" ? ["ping", "configuration updated"] : ["ping"]);
  expect(ada.store.connections()[0]).toMatchObject({ facts });
});

test("an invitation with keys that prove nothing, or are not its participant's, is not used", async () => {
  const invitation = readInvitation(Partner.invites(exchange).handshakeFile);
  if (typeof invitation === "string") throw new Error(invitation);
  const stranger = readInvitation(Partner.invites(exchange).handshakeFile);
  if (typeof stranger === "string") throw new Error(stranger);
  const options = { name: "stranger", exchange, share: "all" };
  for (const change of [
    { participant: stranger.participant },
    { identityKey: stranger.identityKey },
    { epochKey: base32(Buffer.alloc(32)) },
    { epochKey: base32(Buffer.alloc(32).fill(1, 0, 1)) },
  ])
    expect(await joinByInvitation(ada, writeInvitation({ ...invitation, ...change }), options)).toMatchObject({
      ok: false,
      failure: { kind: "handshake file", code: "FORGED_KEYS" },
    });
  expect(ada.store.connections()).toEqual([]);
  expect(await joinByInvitation(ada, writeInvitation(invitation), options)).toMatchObject({ ok: true });
});

test("before its join file is acknowledged the product says nothing else", async () => {
  const { handshakeFile } = Partner.invites(exchange);
  expect(await joinByInvitation(ada, handshakeFile, { name: "stranger", exchange, share: "all" })).toMatchObject({ ok: true });
  await sync(ada, NOW);
  await ask(ada, { kind: "remove", connection: "stranger" });
  await sync(ada, NOW);
  const files = readdirSync(exchange, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ferry"));
  expect(files.map((name) => name.split("/").at(-1)?.split("-")[0])).toEqual(["join"]);
});

test("as the primary", async () => {
  const { partner, handshakeFile } = Partner.invites(exchange);
  expect(await joinByInvitation(ada, handshakeFile, { name: "stranger", exchange, share: "all" })).toMatchObject({ ok: true });
  expect(await heard(partner)).toEqual([]);
  partner.say(ping());
  expect(only(await heard(partner), "ping")).toMatchObject({ inReplyTo: NONCE });

  partner.say({ kind: "configuration", contract: CONTRACT, note: "From the document." });
  await sync(ada, NOW);
  const accept = { kind: "accept", connection: "stranger", contract: 1, note: "", author: "Ada" } as const;
  expect(await carryOutAnywhere(ada, { ...accept, unverified: false })).toMatchObject({ kind: "failed", code: "UNVERIFIED" });
  await ask(ada, { ...accept, unverified: true });
  await ask(ada, { kind: "start", connection: "stranger" });
  expect(only(await heard(partner), "configuration updated")).toMatchObject({ contract: 1 });

  const own = freshId(ada);
  const [zero, one, two] = [0, 1, 2].map((number) => ({ era: 0, number }));
  const comment = { id: freshId(ada), origin: partner.id, author: "Iris", created: "2026-11-21T10:42:00Z", body: "Since Monday." };
  const changes = { fields: { title: "Pump leaks", status: "New" }, comments: [comment] };
  partner.say({ kind: "issue", issue: own, contract: 1, base: zero, revision: one, key: "IND-1", changes, overruled: [] });
  expect(only(await heard(partner), "confirmation")).toMatchObject({ issue: own, result: "applied", revision: one, refused: [] });
  expect(issueStatus(own)).toEqual(["up to date"]);
  expect(issueText("Pump leaks")).toContain("Since Monday.");

  await ask(ada, { kind: "edit issue", issue: own, change: { fields: { status: "Done" } } });
  const edit = only(await heard(partner), "issue");
  expect(edit).toMatchObject({ issue: own, base: one, changes: { fields: { status: "Done" } } });
  expect(edit).not.toHaveProperty("revision");
  expect(issueStatus(own)).toEqual(["pending"]);
  const document = { base: one, revision: two, changes: { fields: { status: "Done" } } };
  partner.say({ kind: "confirmation", issue: own, contract: 1, result: "applied", ...document, ...NOTHING });
  expect(only(await heard(partner), "confirmation")).toMatchObject({ issue: own, result: "applied", revision: two });
  expect(issueStatus(own)).toEqual(["up to date"]);

  partner.say({ kind: "an invention", wonder: true });
  expect(only(await heard(partner), "refused")).toMatchObject({ code: "NOT_UNDERSTOOD", detail: "kind" });
  partner.say({ kind: "closed", reason: "removed" });
  await sync(ada, NOW);
  expect(ada.store.connections()[0]).toMatchObject({ facts: { link: "closed" } });
});
