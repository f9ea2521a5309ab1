import { execFileSync, spawn, spawnSync } from "node:child_process";
import { linkSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, unlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MarkdownWorkspace, issuesOf } from "../../../support/markdown-workspace.ts";

let space: MarkdownWorkspace;
beforeEach(() => {
  space = new MarkdownWorkspace();
});
afterEach(() => {
  space.close();
});

/** Only a person with all rights makes one; a link to one is a link. */
const device = join(tmpdir(), `ferry-issue-device-${process.pid}`);
const canMakeDevices = spawnSync("mknod", [device, "c", "1", "5"]).status === 0;
rmSync(device, { force: true });

const NEW = "# Valve sticks\n\nIt opens late.\n";

/** Three or more issues that were taken up already. */
async function known(count: number): Promise<string[]> {
  for (let n = 0; n < count; n++) space.put(`n${n}.md`, `# Issue ${n}\n\nBody ${n}\n`);
  const found = issuesOf(await space.scan());
  await space.quiet();
  return found.map((issue) => issue.id);
}

describe("a new file", () => {
  it("with only a title becomes an issue with id, key and the name of its key", async () => {
    space.put("anything.md", "# Valve sticks");
    const scan = await space.scan();
    expect(issuesOf(scan)).toMatchObject([{ key: "ACME-1", fields: { title: "Valve sticks" }, comments: [], share: [] }]);
    expect(space.names()).toEqual(["ACME-1.md"]);
    expect(space.read("ACME-1.md")).toBe(`---\nkey: ACME-1\nid: ${issuesOf(scan)[0]?.id}\n---\n\n# Valve sticks`);
    expect((await space.scan()).observations).toEqual([]);
  });

  it("is reported again with the same id until the batch is committed", async () => {
    space.put("a.md", NEW);
    const first = issuesOf(await space.scan({ commit: false }));
    space.open();
    const second = issuesOf(await space.scan());
    expect(second).toEqual(first);
    expect(issuesOf(await space.scan())).toEqual([]);
  });

  it("is not touched while an editor holds it, nor renamed", async () => {
    space.put("a.md", NEW);
    space.unsaved.add(space.path("a.md"));
    expect((await space.scan()).observations).toEqual([]);
    expect(space.read("a.md")).toBe(NEW);
    space.unsaved.clear();
    expect(issuesOf(await space.scan())).toHaveLength(1);
  });

  it("gets a key that nobody had, in folder, trash or memory", async () => {
    space.put("ACME-7.md", `---\nkey: ACME-7\n---\n# Seven\n`);
    mkdirSync(space.path(".trash"), { recursive: true });
    space.put(".trash/ACME-9.md", "# Nine");
    space.put("new.md", NEW);
    expect(issuesOf(await space.scan()).map((issue) => issue.key)).toEqual(["ACME-7", "ACME-10"]);
    rmSync(space.path(".trash"), { recursive: true });
    unlinkSync(space.path("ACME-10.md"));
    space.put("another.md", NEW);
    expect(issuesOf(await space.scan()).map((issue) => issue.key)).toEqual(["ACME-11"]);
  });

  it("that is a copy without the id line gets a key of its own", async () => {
    await space.create({ fields: { title: "One" } });
    space.put("copy.md", space.read("ACME-1.md").replace(/^id:.*\n/m, ""));
    expect(issuesOf(await space.scan()).map((issue) => issue.key)).toEqual(["ACME-2"]);
    expect(space.names()).toEqual(["ACME-1.md", "ACME-2.md"]);
  });

  it("without a title is none yet", async () => {
    space.put("a.md", "just words\n");
    expect(await space.scan()).toMatchObject({
      observations: [{ kind: "unreadable", id: null, at: "issues/a.md" }],
      diagnostics: [{ at: "issues/a.md", code: "NO_TITLE" }],
    });
    space.put("a.md", NEW);
    const after = await space.scan();
    expect(issuesOf(after)).toHaveLength(1);
    expect(after.batches.flatMap((batch) => batch.diagnostics)).toContainEqual({ at: "issues/a.md", found: [] });
  });

  it("README.md, hidden files, folders and other kinds of file are none", async () => {
    for (const name of ["README.md", "readme.md", ".hidden.md", "notes.txt"]) space.put(name, NEW);
    mkdirSync(space.path("attachments"));
    space.put("attachments/a.md", NEW);
    mkdirSync(space.path("folder.md"));
    expect((await space.scan()).batches).toEqual([]);
  });

  it("in a dry run is told with a made-up id and key, and nothing is written", async () => {
    space.put("a.md", `${NEW}\n## Comments\n\n### Bo\n\nHello.\n`);
    const scan = await space.scan({ observeOnly: true });
    expect(issuesOf(scan)).toMatchObject([{ key: "ACME-1", comments: [{ author: "Bo", body: "Hello." }] }]);
    expect(space.names()).toEqual(["a.md"]);
    expect(space.read("a.md")).toMatch(/^# Valve/);
    expect(issuesOf(await space.scan())).toHaveLength(1);
  });
});

describe("an edit", () => {
  it("is reported once; a file that is only touched is not", async () => {
    const issue = await space.create({ fields: { title: "One", status: "open" } });
    await space.quiet();
    space.put("ACME-1.md", space.read("ACME-1.md").replace("open", "done"));
    const scan = await space.scan();
    expect(issuesOf(scan)).toMatchObject([{ id: issue.id, fields: { status: "done" } }]);
    expect(scan.observations[0]).not.toHaveProperty("ancestor");
    await space.quiet();
    utimesSync(space.path("ACME-1.md"), 1, 1);
    expect((await space.scan()).observations).toEqual([]);
  });

  it("of the same length in the same moment is not missed", async () => {
    await space.create({ fields: { title: "One", status: "aaaa" } });
    const moment = Math.ceil(Date.now() / 1000) + 5;
    utimesSync(space.path("ACME-1.md"), moment, moment);
    await space.scan();
    space.put("ACME-1.md", space.read("ACME-1.md").replace("aaaa", "bbbb"));
    utimesSync(space.path("ACME-1.md"), moment, moment);
    expect(issuesOf(await space.scan())).toMatchObject([{ fields: { status: "bbbb" } }]);
  });

  it("with a new comment completes its heading", async () => {
    await space.create({ fields: { title: "One" } });
    space.put("ACME-1.md", `${space.read("ACME-1.md")}\n## Comments\n\n### Bo Lind, internal\n\nHello.\n`);
    const [issue] = issuesOf(await space.scan());
    expect(issue?.comments).toMatchObject([{ author: "Bo Lind", internal: true, body: "Hello." }]);
    const [comment] = issue?.comments ?? [];
    expect(space.read("ACME-1.md")).toMatch(
      new RegExp(`^### Bo Lind, \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ, internal <!-- c:${comment?.id} -->$`, "m"),
    );
    expect(issuesOf(await space.scan())).toEqual([]);
  });

  it("of the author or date of a known comment is put right: the id decides", async () => {
    const comment = { id: space.id(), author: "Bo", created: "2026-11-21T10:42:00Z", body: "Hello.", internal: false };
    await space.create({ fields: { title: "One" }, comments: [comment] });
    space.put("ACME-1.md", space.read("ACME-1.md").replace("### Bo, 2026-11-21", "### Mallory, 2025-01-01").replace("Hello.", "Bye."));
    expect(issuesOf(await space.scan())[0]?.comments).toEqual([{ ...comment, body: "Bye." }]);
    expect(space.read("ACME-1.md")).toContain("### Bo, 2026-11-21 10:42Z <!--");
  });

  it("that takes the id line away gets it back", async () => {
    const issue = await space.create({ fields: { title: "One" } });
    space.put("ACME-1.md", "# Two\n");
    expect(issuesOf(await space.scan())).toMatchObject([{ id: issue.id, key: "ACME-1", fields: { title: "Two" } }]);
    expect(space.read("ACME-1.md")).toContain(`id: ${issue.id}`);
  });

  it("that breaks the file leaves it alone until it is put right", async () => {
    const issue = await space.create({ fields: { title: "One" } });
    const broken = space.read("ACME-1.md").replace("key:", "x: a: b\nkey:");
    space.put("ACME-1.md", broken);
    expect(await space.scan()).toMatchObject({
      observations: [{ kind: "unreadable", id: issue.id, at: "issues/ACME-1.md" }],
      diagnostics: [{ at: "issues/ACME-1.md", code: "YAML_COLON", line: 2, detail: "x" }],
    });
    expect(await space.put1(issue.id, issue.version, { fields: { status: "done" } })).toMatchObject({
      kind: "later",
      because: "unreadable",
    });
    await space.quiet();
    expect(space.read("ACME-1.md")).toBe(broken);
    space.put("ACME-1.md", broken.replace("x: a: b\n", ""));
    const after = await space.scan();
    expect(issuesOf(after)).toMatchObject([{ id: issue.id, version: issue.version }]);
    expect(after.diagnostics).toEqual([]);
    expect(after.batches.flatMap((batch) => batch.diagnostics)).toContainEqual({ at: "issues/ACME-1.md", found: [] });
  });
});

describe("names", () => {
  it("a renamed file is neither missing nor changed, and keeps its name", async () => {
    const issue = await space.create({ fields: { title: "One" } });
    renameSync(space.path("ACME-1.md"), space.path("valve.md"));
    expect(await space.scan()).toMatchObject({ observations: [], unsettled: false });
    expect(await space.put1(issue.id, issue.version, { fields: { title: "Two" } })).toMatchObject({ kind: "applied" });
    expect(space.names()).toEqual(["valve.md"]);
  });

  it("two files that changed names are still the same two issues", async () => {
    const ids = await known(2);
    renameSync(space.path("ACME-1.md"), space.path("x.md"));
    renameSync(space.path("ACME-2.md"), space.path("ACME-1.md"));
    renameSync(space.path("x.md"), space.path("ACME-2.md"));
    expect(await space.scan()).toMatchObject({ observations: [], unsettled: false });
    space.put("ACME-1.md", space.read("ACME-1.md").replace("Body 1", "New"));
    expect(issuesOf(await space.scan())).toMatchObject([{ id: ids[1], fields: { body: "New" } }]);
  });

  it("a known file overwritten with a copy of another one, which is edited too, does not take its id", async () => {
    const ids = await known(2);
    space.put("ACME-1.md", space.read("ACME-2.md"));
    space.put("ACME-2.md", space.read("ACME-2.md").replace("Body 1", "New"));
    const scan = await space.scan();
    expect(issuesOf(scan)).toMatchObject([{ id: ids[1], fields: { body: "New" } }]);
    expect(scan.diagnostics).toMatchObject([{ at: "issues/ACME-1.md", code: "DUPLICATE_ID" }]);
  });

  it("of two files with one id the known path keeps it", async () => {
    const issue = await space.create({ fields: { title: "One" } });
    space.put("AAA.md", space.read("ACME-1.md").replace("One", "Copy"));
    const scan = await space.scan();
    expect(scan).toMatchObject({
      observations: [{ kind: "unreadable", id: null, at: "issues/AAA.md" }],
      diagnostics: [{ at: "issues/AAA.md", code: "DUPLICATE_ID", detail: "issues/ACME-1.md" }],
    });
    expect((await space.scan()).observations).toEqual([]);
    unlinkSync(space.path("ACME-1.md"));
    expect(issuesOf(await space.scan())).toMatchObject([{ id: issue.id, fields: { title: "Copy" } }]);
  });

  it("two issues with one key are both there, and told", async () => {
    await space.create({ fields: { title: "One" } });
    space.put("other.md", `---\nkey: ACME-1\nid: ${space.id()}\n---\n\n# Other\n`);
    const scan = await space.scan();
    expect(issuesOf(scan)).toMatchObject([{ key: "ACME-1", fields: { title: "Other" } }]);
    expect(scan.diagnostics).toMatchObject([{ code: "DUPLICATE_KEY", detail: "ACME-1" }]);
    expect(space.names()).toEqual(["ACME-1.md", "other.md"]);
  });
});

describe("what is no ordinary file", () => {
  it("is never followed: a link, a FIFO, a hard link", async () => {
    space.put("real.txt", NEW);
    mkdirSync(space.issues, { recursive: true });
    symlinkSync(space.path("real.txt"), space.path("link.md"));
    execFileSync("sh", ["-c", `mkfifo "$0"`, space.path("pipe.md")]);
    linkSync(space.path("real.txt"), space.path("hard.md"));
    expect((await space.scan()).diagnostics.map(({ at, code }) => `${at} ${code}`)).toEqual([
      "issues/hard.md HARD_LINK",
      "issues/link.md NOT_REGULAR",
      "issues/pipe.md NOT_REGULAR",
    ]);
    expect(space.read("real.txt")).toBe(NEW);
    expect((await space.scan()).observations).toEqual([]);
  });

  it.skipIf(!canMakeDevices)("nor is a device read, which never ends", async () => {
    mkdirSync(space.issues, { recursive: true });
    execFileSync("mknod", [space.path("zero.md"), "c", "1", "5"]);
    expect((await space.scan()).diagnostics).toMatchObject([{ at: "issues/zero.md", code: "NOT_REGULAR" }]);
  });

  it("an issue file that grows while it is read is no edit and no deletion; beyond the bound nothing of it is read", async () => {
    await known(1);
    const [name = ""] = space.names().filter((one) => one.endsWith(".md"));
    const before = space.read(name);
    const script = `i=0; while [ $i -lt 200 ]; do printf '%0100000d' 0 >> "$1"; i=$((i+1)); done`;
    const grows = spawn("sh", ["-c", script, "sh", space.path(name)]);
    const ended = new Promise((resolve) => grows.on("close", resolve));
    try {
      while (statSync(space.path(name)).size <= 8 * 2 ** 20) {
        const { observations } = await space.scan({ commit: false });
        expect(observations.map(({ kind }) => kind)).not.toContain("gone");
        expect(JSON.stringify(observations).length).toBeLessThanOrEqual(9 * 2 ** 20);
      }
      await ended;
    } finally {
      grows.kill("SIGKILL");
    }
    expect((await space.scan()).diagnostics).toMatchObject([{ code: "TOO_LARGE" }]);
    space.put(name, before);
    expect(issuesOf(await space.scan())).toHaveLength(1);
  });

  it("is not taken: bytes that are no UTF-8, NUL, more than 8 MiB", async () => {
    space.put("a.md", new Uint8Array([0x23, 0x20, 0xff]));
    space.put("b.md", "# a\0b");
    space.put("c.md", `# T\n\n${"x".repeat(8 * 1024 * 1024)}`);
    expect((await space.scan()).diagnostics.map(({ code }) => code)).toEqual(["NOT_TEXT", "NOT_TEXT", "TOO_LARGE"]);
  });

  it("an empty file is being written; what stays empty is told", async () => {
    const issue = await space.create({ fields: { title: "One" } });
    space.put("ACME-1.md", "");
    expect(await space.scan()).toMatchObject({ observations: [], unsettled: true });
    space.ahead += 10_000;
    expect(await space.scan()).toMatchObject({
      observations: [{ kind: "unreadable", id: issue.id }],
      diagnostics: [{ code: "EMPTY_FILE" }],
      unsettled: false,
    });
  });

  it("a folder that leads out of the workspace is not read and not written", async () => {
    const elsewhere = new MarkdownWorkspace();
    elsewhere.put("a.md", NEW);
    symlinkSync(elsewhere.issues, space.issues);
    expect(await space.scan()).toMatchObject({ observations: [], diagnostics: [{ at: "issues", code: "FOLDER_OUTSIDE" }] });
    expect(await space.put1(space.id(), null, { fields: { title: "x" } })).toMatchObject({ kind: "later" });
    expect(elsewhere.names()).toEqual(["a.md"]);
    elsewhere.close();
  });

  it("a new folder is not made through a link out of the workspace", async () => {
    const elsewhere = new MarkdownWorkspace();
    symlinkSync(elsewhere.root, join(space.root, "issues-link"));
    const { markdownTracker } = await import("../../../../src/trackers/markdown/markdown-tracker.ts");
    const tracker = markdownTracker({
      workspace: space.root,
      directory: "issues-link/deeper",
      prefix: "A",
      author: "x",
      memory: space.memory,
      now: Date.now,
      random: (n) => new Uint8Array(n),
    });
    const [outcome] = await tracker.write([
      { effect: "1", issue: space.id(), expectedVersion: null, action: { kind: "put", change: { fields: { title: "x" } } } },
    ]);
    expect(outcome).toMatchObject({ kind: "later" });
    expect(elsewhere.names()).toEqual([]);
    elsewhere.close();
  });
});

describe("a stale text", () => {
  const BODY = "one\n\ntwo\n\nthree";

  it("that an editor saves descends from the text it had loaded", async () => {
    const first = await space.create({ fields: { title: "One", status: "open", body: BODY } });
    const loaded = space.read("ACME-1.md");
    const second = await space.put1(first.id, first.version, { fields: { status: "done" } });
    expect(second).toMatchObject({ kind: "applied" });
    space.put("ACME-1.md", loaded.replace("two", "TWO"));
    const { observations } = await space.scan();
    expect(observations).toMatchObject([
      {
        kind: "issue",
        issue: { fields: { status: "open", body: "one\n\nTWO\n\nthree" } },
        ancestor: { version: first.version, fields: { status: "open", body: BODY } },
      },
    ]);
  });

  it("that is an older one unchanged is asked about; `file` makes it an edit", async () => {
    const first = await space.create({ fields: { title: "One", status: "open" } });
    const old = space.read("ACME-1.md");
    await space.put1(first.id, first.version, { fields: { status: "done" } });
    space.put("ACME-1.md", old);
    expect((await space.scan()).observations).toEqual([{ kind: "question", id: first.id, key: "ACME-1", question: "older text" }]);
    await space.quiet();
    space.memory.commit(await space.tracker.answer(first.id, "file"));
    const { observations } = await space.scan();
    expect(observations).toMatchObject([{ kind: "issue", issue: { fields: { status: "open" } } }]);
    expect(observations[0]).not.toHaveProperty("ancestor");
    await space.quiet();
  });

  it("that is an older one: `partner` makes it no edit, and it can be written over", async () => {
    const first = await space.create({ fields: { title: "One", status: "open" } });
    const old = space.read("ACME-1.md");
    await space.put1(first.id, first.version, { fields: { status: "done" } });
    space.put("ACME-1.md", old);
    await space.scan();
    space.memory.commit(await space.tracker.answer(first.id, "partner"));
    const [present] = (await space.tracker.read([first.id])) ?? [];
    const { observations } = await space.scan();
    expect(observations).toMatchObject([{ kind: "issue", issue: { version: first.version }, ancestor: { version: first.version } }]);
    expect(await space.put1(first.id, present?.version ?? null, { fields: { status: "done" } })).toMatchObject({
      kind: "applied",
      issue: { fields: { status: "done" } },
    });
    await space.quiet();
  });

  it("a person who takes back an own edit is not asked", async () => {
    await space.create({ fields: { title: "One", status: "open" } });
    const old = space.read("ACME-1.md");
    space.put("ACME-1.md", old.replace("open", "done"));
    await space.scan();
    space.put("ACME-1.md", old);
    const { observations } = await space.scan();
    expect(observations).toMatchObject([{ kind: "issue", issue: { fields: { status: "open" } } }]);
  });
});
