import { describe, expect, test } from "vitest";
import type { WantedFile } from "../../../src/model/content-state.ts";
import type { Revision } from "../../../src/model/revision.ts";
import type { Message } from "../../../src/protocol/message.ts";
import type { Member } from "../../simulation/tree-world.ts";
import { ROLES, type ThreeScene, attacked, connectionOf, issueWith, mint, rounds, threeScene } from "./three-scene.ts";

/**
 * A partner who is let in, and knows from elsewhere all there is to know of what is not shared with him: ids, files with their sums, revisions. He asks
 * for it by every message there is, over his own genuine stream, and tries to change it.
 */
const FINGERPRINT = "0123456789abcdef";
const SALT = "0123456789abcdefghjkmnpqrs";
const EMPTY = "0".repeat(64);

interface Hidden extends WantedFile {
  /** As it is agreed with somebody else. */
  readonly revision: Revision;
}

type Asking = (scene: ThreeScene, hidden: Hidden, shared: WantedFile) => readonly Message[];

function operation(scene: ThreeScene, name: string, asks: object): Message[] {
  const conversation = mint(scene);
  return [
    { kind: "identify request", conversation, operation: name },
    { kind: "operation request", conversation, operation: name, ...asks },
  ];
}

function fileOperation(scene: ThreeScene, name: string, file: WantedFile): Message[] {
  const conversation = mint(scene);
  const { issue, id, size, sha256 } = file;
  const wanted = name === "GetFile" || name === "DeleteFile" ? { issue, id, size, sha256 } : { issue, id, size: 5, sha256: EMPTY };
  return [
    { kind: "identify request", conversation, operation: name, file: wanted, ...(name !== "GetFile" && { existing: sha256 }) },
    { kind: "operation request", conversation, operation: name, content: { got: 0 } },
  ];
}

/** What names nothing: answered from what is shared alone. */
const AT_LARGE: Readonly<Record<string, Asking>> = {
  "fingerprints of everything": (scene) =>
    operation(scene, "GetChecksums", { checksums: { salt: SALT, ranges: [[null, null, FINGERPRINT]] } }),
  "the list": (scene) => operation(scene, "GetIssueIds", { issues: { since: 0, limit: 1000 } }),
  "the list, entry by entry": (scene) =>
    [0, 1, 2, 3, 4, 5, 6].flatMap((since) => operation(scene, "GetIssueIds", { issues: { since, numbering: SALT, limit: 1 } })),
  "the trail": (scene) => operation(scene, "GetAuditTrails", { trail: { since: 0, size: 500 } }),
  "the trail since a time": (scene) => operation(scene, "GetAuditTrails", { trail: { since: 0, from: 1, size: 500 } }),
  "the state": (scene) => operation(scene, "GetStatus", {}),
};

/** An id of which nobody knows an issue between the two. */
const behind = (issue: string): string => `${issue.slice(0, -2)}zw`;

const confirmation = { kind: "confirmation" as const, contract: 1, conflicts: [], refused: [], overruled: [] };

/** What names the issue: answered as if nobody had it. */
const BY_NAME: Readonly<Record<string, Asking>> = {
  "its file": (scene, hidden) => fileOperation(scene, "GetFile", hidden),
  "handing a file over": (scene, hidden) => fileOperation(scene, "PutFile", hidden),
  "replacing its file": (scene, hidden) => fileOperation(scene, "ReplaceFile", hidden),
  "deleting its file": (scene, hidden) => fileOperation(scene, "DeleteFile", hidden),
  "its file, as one of a shared issue": (scene, hidden, { issue }) => fileOperation(scene, "GetFile", { ...hidden, issue }),
  "its fingerprint": (scene, { issue }) =>
    operation(scene, "GetChecksums", {
      checksums: {
        salt: SALT,
        ranges: [[issue, behind(issue), FINGERPRINT]],
      },
    }),
  "its trail": (scene, { issue }) => operation(scene, "GetAuditTrails", { trail: { since: 0, issue, size: 500 } }),
  "that it was applied": (_, { issue, revision }) => [{ ...confirmation, issue, result: "applied", revision }],
  "that it was refused": (_, { issue, revision }) => [
    { ...confirmation, issue, result: "refused", revision, refused: [{ field: "title", value: "x", failure: { code: "NO_MAPPING" } }] },
  ],
  "that it left the scope": (_, { issue }) => [{ ...confirmation, issue, result: "left scope", revision: { era: 0, number: 0 } }],
  "the whole of it": (_, { issue }) => [{ ...confirmation, issue, result: "base unknown", revision: { era: 0, number: 0 } }],
  "a link of a shared issue to it": (scene, { issue }, shared) => {
    const base = scene.ada.store.sync(connectionOf(scene.ada, "C"), shared.issue)?.revision ?? { era: 0, number: 1 };
    return [{ ...change(shared.issue, base), changes: { links: { added: [{ kind: "blocks", issue }] } } }];
  },
  "an alarm about it": (_, { issue }) => [{ kind: "alarm", code: "INTEGRITY_ISSUE", time: 1, issue, reference: issue }],
};

/** What would bring something: refused, in words that say only whether another partner has it. */
const BRINGING: Readonly<Record<string, Asking>> = {
  "an offer of it": (_, { issue }) => [change(issue, { era: 0, number: 0 })],
  "a change of it": (_, { issue, revision }) => [change(issue, revision)],
  "its deletion": (_, { issue, revision }) => [{ ...change(issue, revision), changes: { deleted: true } }],
  "its end of sharing": (_, { issue, revision }) => [{ ...change(issue, revision), changes: { shared: false } }],
};

function change(issue: string, base: Revision): Extract<Message, { kind: "issue" }> {
  const changes = { shared: true, fields: { title: "Taken", status: "Taken" } };
  return { kind: "issue", issue, contract: 1, base, key: "CY-1", changes, overruled: [] };
}

/** As the role that Cy has may say it: a primary numbers what it says. */
function asRole(member: Member, messages: readonly Message[]): readonly Message[] {
  const isPrimary = member.store.connections()[0]?.role === "primary";
  return messages.map((message) =>
    message.kind === "issue" && isPrimary ? { ...message, revision: { era: message.base.era, number: message.base.number + 1 } } : message,
  );
}

/** All that somebody could see of what Ada has, and what is agreed on with Bo. */
function stateOf({ ada, bo, contents }: ThreeScene, issues: readonly string[]): unknown {
  const toBo = connectionOf(ada, "B");
  return structuredClone({
    trackers: [ada, bo].map(({ tracker }) => issues.map((issue) => tracker.issue(issue))),
    states: issues.map((issue) => ada.store.sync(toBo, issue)),
    rows: issues.map((issue) => ada.store.issue(issue)),
    contents: [...(contents.get(ada)?.whole ?? [])],
  });
}

/** Answers without what differs by chance: conversations, the issue in question, times and numbers of the trail. */
function bare(answers: readonly string[], { issue }: WantedFile): readonly string[] {
  return answers.map((answer) =>
    answer
      .replaceAll(issue, "ISSUE")
      .replaceAll(/"conversation":"\w+"/g, "")
      .replaceAll(/"(next|sequence|time|number)":\d+/g, ""),
  );
}

/** What Ada's own trail has of what Cy said since, without what differs by chance: that it was read, and what became of it. */
function noted({ ada }: ThreeScene, since: number, { issue: asked }: WantedFile): readonly string[] {
  const toCy = connectionOf(ada, "C");
  const events = ada.store.audits(since, 1000).filter(({ connection, file, taken }) => connection === toCy && !file && !taken);
  return events.map(({ actor, action, issue = "", info = "" }) =>
    [actor, action, issue, info]
      .join(" ")
      .replaceAll(asked, "ISSUE")
      .replaceAll(/\b[0-9a-z]{26}\b/g, "ID"),
  );
}

/** Some hundred passes: long beside other work. */
const PATIENCE = { timeout: 120_000 };

describe.each(ROLES)("Ada, %s of both", PATIENCE, (_, links) => {
  async function scene(seed: number) {
    const three = await threeScene(seed, links);
    const { ada, bo } = three;
    const files = {
      theirs: issueWith(three, "Beryl", ["B"]),
      own: issueWith(three, "Opal", []),
      typed: issueWith(three, "Topaz", []),
      excluded: issueWith(three, "Zircon", ["-C"]),
      shared: issueWith(three, "Common", ["C"]),
    };
    await rounds(three, 5);
    // What Bo may read is looked through and numbered, too.
    for (const name of ["list issues", "reconcile"] as const) {
      const page = { since: 0, limit: 100 };
      const command = { kind: name, connection: "A", id: mint(three), page, author: "Bo" };
      if ((await bo.command(command))?.kind !== "done") throw new Error("not asked");
      await rounds(three, 4);
    }
    ada.tracker.open(files.typed.issue);
    ada.tracker.edit(files.typed.issue, { fields: { title: "Topaz half" } });
    await rounds(three, 1);
    expect([bo.tracker.issue(files.theirs.issue)?.fields["title"], three.cy.tracker.ids()]).toEqual(["Beryl title", [files.shared.issue]]);
    const revision = ada.store.sync(connectionOf(ada, "B"), files.theirs.issue)?.revision ?? { era: 0, number: 1 };
    const hidden = [files.theirs, files.own, files.typed, files.excluded].map((file): Hidden => ({ ...file, revision }));
    return { three, hidden, shared: files.shared, revision };
  }

  /** Words of all that Cy must not hear, and who else there is. */
  function secrets({ ada, bo }: ThreeScene, hidden: readonly Hidden[]): readonly string[] {
    const words = ["Beryl", "Opal", "Topaz", "Zircon", bo.self, connectionOf(ada, "B"), "Project B"];
    return [...words, ...hidden.flatMap(({ id, sha256 }) => [id, sha256])];
  }

  test("asked for everything, says nothing of what is not shared, not even that it is there", async () => {
    const { three, hidden, shared } = await scene(41);
    const [first] = hidden;
    if (!first) throw new Error("nothing hidden");
    for (const [name, ask] of Object.entries(AT_LARGE)) {
      const said = (await attacked(three, ask(three, first, shared))).join("\n");
      expect([name, said.includes('"operation final"')]).toEqual([name, true]);
      const told = [...secrets(three, hidden), ...hidden.map(({ issue }) => issue)].filter((secret) => said.includes(secret));
      expect([name, told]).toEqual([name, []]);
      expect([name, said.includes(name === "the state" ? '"up to date":1}' : shared.issue)]).toEqual([name, true]);
    }
  });

  test("asked about what is not shared by its id, answers as of what nobody has, and nothing changes", async () => {
    const { three, hidden, shared, revision } = await scene(42);
    const issues = hidden.map(({ issue }) => issue);
    const before = stateOf(three, issues);
    for (const [name, ask] of Object.entries(BY_NAME)) {
      const nobodys: Hidden = { issue: mint(three), id: mint(three), size: 480, sha256: "1".repeat(64), revision };
      const unread = three.ada.store.newestAudit();
      const expected = bare(await attacked(three, asRole(three.cy, ask(three, nobodys, shared))), nobodys);
      const read = noted(three, unread, nobodys);
      expect([name, read]).toEqual([name, expect.arrayContaining([expect.stringContaining("partner Project C")])]);
      expect(expected.join()).not.toContain("BAD_SHAPE");
      for (const one of hidden) {
        const before = three.ada.store.newestAudit();
        const answers = await attacked(three, asRole(three.cy, ask(three, one, shared)));
        expect([name, ...bare(answers, one)]).toEqual([name, ...expected]);
        expect([name, ...noted(three, before, one)]).toEqual([name, ...read]);
        expect(secrets(three, []).filter((secret) => answers.join("\n").includes(secret))).toEqual([]);
      }
      expect([name, stateOf(three, issues)]).toEqual([name, before]);
    }
    const parts = three.tree.exchange.folder.paths().filter((path) => path.startsWith(three.ada.self) && path.includes("/files/"));
    expect(parts).toEqual([]);
  });

  test("brought something for what is not shared, refuses it in words that tell nothing else, and nothing changes", async () => {
    const { three, hidden, shared } = await scene(43);
    const issues = hidden.map(({ issue }) => issue);
    const before = stateOf(three, issues);
    for (const [name, ask] of Object.entries(BRINGING))
      for (const [i, one] of hidden.entries()) {
        const answers = await attacked(three, asRole(three.cy, ask(three, one, shared)));
        const [result, code] = i === 0 ? ["already shared", "ALREADY_SHARED"] : ["left scope", "NOT_SHARED"];
        const expected = {
          ...confirmation,
          v: "1.0",
          min: "1.0",
          issue: one.issue,
          result,
          revision: { era: 0, number: 0 },
          failure: { code },
        };
        expect([name, ...answers.map((answer) => JSON.parse(answer))]).toEqual([name, expected]);
        expect([name, stateOf(three, issues)]).toEqual([name, before]);
      }
  });
});
