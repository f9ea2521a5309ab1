import { mkdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { carryOutAnywhere, sync } from "../../../src/app/worker.ts";
import { theseWouldLeave, wouldLeave } from "../../../src/app/would-leave.ts";
import { attachmentTombstone } from "../../../src/model/attachment-set.ts";
import type { Connection } from "../../../src/model/connection.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import { checkText } from "../../../src/app/settings-check.ts";
import { openedProject, place } from "./opened-project.ts";
import { NOW } from "./running-sides.ts";

let project: OpenProject;
let issue: string;

/** A connection that somebody has joined; nothing is exchanged. */
async function connection(name: string, exchange: string): Promise<Connection> {
  expect(await connect(project, { name, exchange, share: null }, null)).toMatchObject({ ok: true });
  const found = project.store.connections().find((other) => other.name === name);
  if (!found) throw new Error(name);
  return found;
}

beforeEach(async () => {
  const root = place();
  mkdirSync(join(root, "exchange"));
  project = openedProject(root);
  issue = newId(Date.now(), project.context.crypto.random(10));
  const comment = {
    id: newId(Date.now(), project.context.crypto.random(10)),
    author: "Ada",
    created: "2026-01-01T00:00:00.000Z",
    body: "x",
  };
  await carryOutAnywhere(project, {
    kind: "new issue",
    issue,
    change: { fields: { title: "Valve" }, comments: [{ ...comment, internal: false }], share: ["nordwind"] },
    author: "Ada",
  });
});

test("publishing shows what the settings say, though another contract is proposed", async () => {
  const made = await connection("nordwind", join(project.workspace, "../exchange"));
  const proposed = { contract: { ...DEFAULT_TERMS, comments: "none" as const, number: 1 }, note: "" };
  const found = { ...made, proposed } as Connection;
  expect(await wouldLeave(project, found, "publish")).toMatchObject({ issues: 1, comments: 1, people: ["Ada"] });
  expect(await wouldLeave(project, found, "accept")).toMatchObject({ issues: 1, comments: 0, people: [] });
});

test("an issue that came over a connection that ended is this side's own", async () => {
  const exchange = join(project.workspace, "../exchange");
  const [made, other] = [await connection("nordwind", exchange), await connection("south", exchange)];
  const row = project.store.issue(issue);
  if (!row) throw new Error("no issue");
  project.store.transaction(() => project.store.putIssue({ ...row, receivedOver: other.id }));
  expect(await wouldLeave(project, made, null)).toMatchObject({ issues: 0 });
  project.store.transaction(() => project.store.putConnection({ ...other, facts: { ...other.facts, link: "closed" } }));
  expect(await wouldLeave(project, made, null)).toMatchObject({ issues: 1 });
});

test("what has no word in the contract is counted", async () => {
  const made = await connection("nordwind", join(project.workspace, "../exchange"));
  const none = { issues: 0, keys: [], fields: [] };
  expect(await wouldLeave(project, made, null)).toMatchObject({ issues: 1, cannot: none });
  const fields = DEFAULT_TERMS.fields.map((field) => (field.name === "type" ? { ...field, values: ["bug"] } : field));
  const proposed = { ...made, proposed: { contract: { ...DEFAULT_TERMS, fields, number: 1 }, note: "" } } as Connection;
  await carryOutAnywhere(project, { kind: "edit issue", issue, change: { fields: { type: "Idea" } }, author: "Ada" });
  const cannot = { issues: 1, keys: ["ACME-1"], fields: ["type"] };
  expect(await wouldLeave(project, proposed, "accept")).toMatchObject({ issues: 1, cannot });
  expect(await theseWouldLeave(project, { ...proposed, contract: proposed.proposed?.contract ?? null }, [issue])).toMatchObject({ cannot });
});

test("an issue of the partner counts as theirs: what is edited there goes back", async () => {
  const made = await connection("nordwind", join(project.workspace, "../exchange"));
  const row = project.store.issue(issue);
  if (!row) throw new Error("no issue");
  project.store.transaction(() => project.store.putIssue({ ...row, receivedOver: made.id }));
  expect(await wouldLeave(project, made, null)).toMatchObject({ issues: 0, theirs: 0 });
  project.store.transaction(() => project.store.putSync({ sync: startSync(made.id, issue, "partner"), status: "up to date", due: false }));
  expect(await wouldLeave(project, made, null)).toMatchObject({ issues: 0, theirs: 1 });
});

test("while the issues cannot be looked at nothing is counted, and that is said", async () => {
  const made = await connection("nordwind", join(project.workspace, "../exchange"));
  const folder = join(project.workspace, "issues");
  renameSync(folder, `${folder}-away`);
  expect(await wouldLeave(project, made, null)).toMatchObject({ unread: true });
  expect(await theseWouldLeave(project, made, [issue])).toMatchObject({ unread: true });
  renameSync(`${folder}-away`, folder);
  expect(await wouldLeave(project, made, null)).toMatchObject({ issues: 1 });
});

test("files and links are counted as what goes beside the fields, and what of them stays here is named, in the preview, too", async () => {
  const made = await connection("nordwind", join(project.workspace, "../exchange"));
  const other = newId(Date.now(), project.context.crypto.random(10));
  const author = "Ada";
  await carryOutAnywhere(project, { kind: "new issue", issue: other, change: { fields: { title: "Private" } }, author });
  const folder = join(project.workspace, "issues", "attachments", "ACME-1");
  mkdirSync(folder, { recursive: true });
  for (const [name, size] of [
    ["a.txt", 3],
    ["large.bin", 500],
  ] as const) {
    writeFileSync(join(folder, name), "x".repeat(size));
    // Long ago: nobody copies it any more.
    utimesSync(join(folder, name), 1_700_000_000, 1_700_000_000);
  }
  const links = { added: [{ kind: "blocks", issue: other }], removed: [] };
  await carryOutAnywhere(project, { kind: "edit issue", issue, change: { links }, author });
  await sync(project, NOW);
  const contract = { ...DEFAULT_TERMS, attachments: { largest: 100 }, links: "known" as const, number: 1 };
  const found = { ...made, proposed: { contract, note: "" } } as Connection;
  const stays = {
    number: 2,
    shown: [
      {
        key: "ACME-1",
        part: expect.stringMatching(/^attachment:/),
        failure: { code: "NOT_IN_CONTRACT", value: "large.bin", detail: "largest" },
      },
      { key: "ACME-1", part: expect.stringMatching(/^link:blocks/), failure: { code: "LINK_NOT_KNOWN" } },
    ],
  };
  const leaving = await wouldLeave(project, found, "accept");
  expect(leaving).toMatchObject({ issues: 1, files: 1, stays });
  expect(leaving).not.toHaveProperty("links");
  expect(await theseWouldLeave(project, { ...found, contract }, [issue])).toMatchObject({ files: 1, stays });
  const terms =
    "contract:\n  types: []\n  fields: [{ name: title, kind: scalar, direction: both, policy: primary }]\n  comments: none\n  deletes: keep\n";
  const text = `share: marked\n${terms}  attachments: { largest: 100 }\n  links: known\n`;
  expect((await checkText(project, made, text)).preview).toMatchObject({ files: 1, stays });
});

test("whoever attached a file is named, as whoever wrote a comment is; what the partner attached, or no contract lets through, goes nowhere", async () => {
  const made = await connection("nordwind", join(project.workspace, "../exchange"));
  const folder = join(project.workspace, "issues", "attachments", "ACME-1");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a.txt"), "x");
  utimesSync(join(folder, "a.txt"), 1_700_000_000, 1_700_000_000);
  const attachment = {
    name: "a.txt",
    mediaType: "text/plain",
    author: "Bo Berg <bo@acme.example>",
    created: null,
    content: null,
    here: true,
  };
  const id = newId(Date.now(), project.context.crypto.random(10));
  const change = { attachments: [{ id, ...attachment }] };
  expect(await carryOutAnywhere(project, { kind: "edit issue", issue, change, author: "Ada" })).toMatchObject({ kind: "done" });
  await sync(project, NOW);
  const fields = DEFAULT_TERMS.fields.filter(({ kind }) => kind !== "person");
  const contract = { ...DEFAULT_TERMS, fields, comments: "none" as const, attachments: "all" as const, number: 1 };
  const partner = { id: "p".repeat(26), name: "Nordwind", key: "" };
  const found = { ...made, partner, proposed: { contract, note: "" } } as unknown as Connection;
  const people = ["Bo Berg"];
  expect(await wouldLeave(project, found, "accept")).toMatchObject({ issues: 1, files: 1, people });
  expect(await theseWouldLeave(project, { ...found, contract }, [issue])).toMatchObject({ files: 1, people });

  const theirs = { id: newId(1, new Uint8Array(10)), origin: partner.id, name: "b.txt", size: 1, sha256: "a".repeat(64), ...OF_EVE };
  const removed = { ...attachmentTombstone({ id: newId(2, new Uint8Array(10)), origin: project.context.self }), author: "Eve" };
  const own = { ...theirs, id: newId(3, new Uint8Array(10)), origin: project.context.self, author: "Cy" };
  const start = startSync(made.id, issue, "us");
  const known = {
    ...start,
    mine: { ...start.mine, shared: true, attachments: [theirs, removed, own], links: [{ kind: "blocks", issue }] },
  };
  const noted = { ...known, shadow: { ...known.shadow, links: known.mine.links } };
  project.store.transaction(() => project.store.putSync({ sync: noted, status: "up to date", due: false }));
  expect(await wouldLeave(project, found, "accept")).toMatchObject({ files: 2, people: ["Bo Berg", "Cy"] });
  const none = { ...found, proposed: { contract: { ...contract, attachments: "none" as const }, note: "" } } as Connection;
  const nothing = await wouldLeave(project, none, "accept");
  expect(nothing).toMatchObject({ issues: 1, people: [] });
  expect(nothing).not.toHaveProperty("files");
  expect(nothing).not.toHaveProperty("links");
  const terms =
    "contract:\n  types: []\n  fields: [{ name: title, kind: scalar, direction: both, policy: primary }]\n  comments: none\n  deletes: keep\n";
  const previewed = async (rule: string) =>
    (await checkText(project, found, `share: marked\n${terms}  attachments: ${rule}\n  links: none\n`)).preview;
  expect(await previewed("all")).toMatchObject({ files: 2 });
  expect(await previewed("none")).not.toHaveProperty("files");
});

const OF_EVE = { mediaType: "text/plain", author: "Eve", created: "2026-01-01T00:00:00.000Z" };
