import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TrackerIssue } from "../../../../src/model/tracker-issue.ts";
import { isSafeName, safeName, unusedName } from "../../../../src/trackers/markdown/attachment-name.ts";
import { MarkdownWorkspace, type Scan, issuesOf } from "../../../support/markdown-workspace.ts";

let workspace: MarkdownWorkspace;
beforeEach(() => {
  workspace = new MarkdownWorkspace();
});
afterEach(() => workspace.close());

/** A file that was saved a while ago. */
function drop(name: string, text: string | Uint8Array): void {
  const path = workspace.path(`attachments/${name}`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const ago = Date.now() / 1000 - 60;
  utimesSync(path, ago, ago);
}

async function issue(more: Parameters<MarkdownWorkspace["create"]>[0] = {}): Promise<TrackerIssue> {
  const made = await workspace.create({ fields: { title: "Pump" }, ...more });
  await workspace.quiet();
  return made;
}

const files = (scan: Scan): unknown =>
  issuesOf(scan).map(({ attachments = [] }) => attachments.map(({ name, here, content }) => [name, here, content?.size]));
const codes = (scan: Scan): string[] => scan.diagnostics.map(({ code, detail }) => `${code} ${detail}`);
const announced = (name: string, size = 3) => ({
  id: workspace.id(),
  name,
  mediaType: "image/png",
  author: "Bo",
  created: null,
  content: { size, sha256: "a".repeat(64) },
  here: false,
});

describe("a file beside an issue", () => {
  it("gets an item in the text, and is told with size, checksum and kind; a second look finds nothing", async () => {
    const { key } = await issue();
    drop(`${key}/pump at -5.png`, "abc");
    const scan = await workspace.scan();
    expect(files(scan)).toEqual([[["pump at -5.png", true, 3]]]);
    expect(issuesOf(scan)[0]?.attachments?.[0]).toMatchObject({
      mediaType: "image/png",
      author: "Ada Marsh",
      content: { sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    });
    expect(workspace.read(`${key}.md`)).toMatch(/^attachments:\n  - pump at -5.png [0-9a-z]{26}\n/m);
    expect((await workspace.scan()).batches).toEqual([]);
    await workspace.quiet();
    expect((await workspace.tracker.read([issuesOf(scan)[0]?.id ?? ""]))?.[0]?.attachments).toEqual(issuesOf(scan)[0]?.attachments);
  });

  it("is told again when its content changes, under the same id", async () => {
    const { key } = await issue();
    drop(`${key}/a.png`, "abc");
    const first = issuesOf(await workspace.scan())[0]?.attachments?.[0];
    drop(`${key}/a.png`, "abcd");
    const scan = await workspace.scan();
    expect(files(scan)).toEqual([[["a.png", true, 4]]]);
    expect(issuesOf(scan)[0]?.attachments?.[0]?.id).toBe(first?.id);
  });

  it("that is still being copied waits", async () => {
    const { key } = await issue();
    workspace.ahead = 0;
    drop(`${key}/a.png`, "ab");
    utimesSync(workspace.path(`attachments/${key}/a.png`), new Date(), new Date());
    const scan = await workspace.scan();
    expect([scan.unsettled, issuesOf(scan)]).toEqual([true, []]);
    workspace.ahead = 5_000;
    expect(files(await workspace.scan())).toEqual([[["a.png", true, 2]]]);
  });

  it("that goes is no removal: it is told as not here, and that it is missing", async () => {
    const { key } = await issue();
    drop(`${key}/a.png`, "abc");
    await workspace.scan();
    await workspace.quiet();
    unlinkSync(workspace.path(`attachments/${key}/a.png`));
    const scan = await workspace.scan();
    expect(files(scan)).toEqual([[["a.png", false, 3]]]);
    expect(codes(scan)).toEqual(["ATTACHMENT_MISSING a.png"]);
    drop(`${key}/a.png`, "abc");
    expect(codes(await workspace.scan())).toEqual([]);
  });

  it("whose item a person takes out goes to the trash, and does not come back by itself", async () => {
    const { key } = await issue();
    drop(`${key}/a.png`, "abc");
    await workspace.scan();
    await workspace.quiet();
    workspace.put(`${key}.md`, workspace.read(`${key}.md`).replace(/attachments:\n.*\n/, ""));
    expect(files(await workspace.scan())).toEqual([[]]);
    await workspace.quiet();
    expect([workspace.names(`attachments/${key}`), workspace.names(`.trash/attachments/${key}`)]).toEqual([[], ["a.png"]]);
    expect(workspace.read(`${key}.md`)).not.toContain("attachments");
  });

  it("goes to the trash with its issue, and comes back with it", async () => {
    const made = await issue();
    drop(`${made.key}/a.png`, "abc");
    const version = issuesOf(await workspace.scan())[0]?.version ?? "";
    const [gone] = await workspace.tracker.write([{ effect: "x", issue: made.id, expectedVersion: version, action: { kind: "delete" } }]);
    if (gone?.kind === "applied") workspace.memory.commit(gone.memory);
    expect([workspace.names(`attachments/${made.key}`), workspace.names(`.trash/attachments/${made.key}`)]).toEqual([[], ["a.png"]]);
    const back = await workspace.put1(made.id, null, {});
    expect(back.kind === "applied" && back.issue?.attachments?.map(({ name }) => name)).toEqual(["a.png"]);
    expect(workspace.names(`attachments/${made.key}`)).toEqual(["a.png"]);
    expect(codes(await workspace.scan())).toEqual([]);
  });

  it("is never a link, a FIFO or a file with a second name; a name that is none everywhere is told", async () => {
    const { key } = await issue();
    drop(`${key}/CON.txt`, "x");
    drop(`${key}/b:c`, "x");
    drop(`${key}/second`, "x");
    const at = (name: string): string => workspace.path(`attachments/${key}/${name}`);
    symlinkSync("/etc/hostname", at("link"));
    linkSync(at("second"), join(workspace.root, "first"));
    execFileSync("mkfifo", [at("pipe")]);
    drop(`${key}/.hidden`, "x");
    mkdirSync(at("folder"));
    const scan = await workspace.scan();
    expect(files(scan)).toEqual([]);
    expect(codes(scan).sort()).toEqual([
      "ATTACHMENT_NAME CON.txt",
      "ATTACHMENT_NAME b:c",
      "ATTACHMENT_NO_FILE link",
      "ATTACHMENT_NO_FILE pipe",
      "ATTACHMENT_NO_FILE second",
    ]);
    expect((await workspace.scan()).batches).toEqual([]);
  });

  it("lies nowhere where the folder is a link", async () => {
    const { key } = await issue();
    mkdirSync(join(workspace.root, "elsewhere"));
    writeFileSync(join(workspace.root, "elsewhere", "a.png"), "abc");
    mkdirSync(workspace.path("attachments"), { recursive: true });
    symlinkSync(join(workspace.root, "elsewhere"), workspace.path(`attachments/${key}`));
    expect(files(await workspace.scan())).toEqual([]);
    rmSync(workspace.path("attachments"), { recursive: true });
    symlinkSync(join(workspace.root, "elsewhere"), workspace.path("attachments"));
    expect(files(await workspace.scan())).toEqual([]);
  });
});

describe("a file that came from elsewhere", () => {
  it("is named by an item before its content is here, and told as announced", async () => {
    const picture = announced("pump.png");
    const made = await issue({ attachments: [picture] });
    expect(made.attachments).toEqual([picture]);
    expect(workspace.read(`${made.key}.md`)).toContain(`attachments:\n  - pump.png ${picture.id}\n`);
    expect(workspace.read(`${made.key}.md`)).not.toContain("[");
  });

  it.each(["../x", "C:\\x", "\\\\srv\\x", "CON", "a:b", "dot.", "x".repeat(300), "a\u202egnp.exe", ".git/hooks/x", "..", "a\nb"])(
    "has a safe name here, and shows its own: %j",
    async (name) => {
      const made = await issue({ attachments: [announced(name), announced("B.png"), announced("b.PNG")] });
      expect(made.attachments?.map((one) => one.name)).toEqual([name, "B.png", "b.PNG"]);
      expect(made.attachments?.map((one) => one.keptAs)).toEqual([isSafeName(name) ? undefined : safeName(name), undefined, "b-2.PNG"]);
      const [first = "", second, third] = Array.from(
        workspace.read(`${made.key}.md`).matchAll(/^  - "?(.*?) [0-9a-z]{26}"?$/gm),
        ([, one]) => one ?? "",
      );
      expect([isSafeName(first), second, third]).toEqual([true, "B.png", "b-2.PNG"]);
      expect(first).toMatch(/^(?!con$|\.)[^/\\:*?"<>|\p{C}]{1,200}(?<![. ])$/iu);
    },
  );

  it("is here when the announced content stands there; another one is told, and not sent", async () => {
    const content = { size: 3, sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" };
    const made = await issue({ attachments: [{ ...announced("a.png"), content }] });
    drop(`${made.key}/a.png`, "mine");
    const other = await workspace.scan();
    expect([files(other), codes(other)]).toEqual([[[["a.png", false, 3]]], ["ATTACHMENT_TAKEN a.png"]]);
    drop(`${made.key}/a.png`, "abc");
    const scan = await workspace.scan();
    expect([files(scan), codes(scan)]).toEqual([[[["a.png", true, 3]]], []]);
  });

  it("keeps its file when its item is taken out by hand, and loses it when it is removed", async () => {
    const picture = {
      ...announced("a.png"),
      content: { size: 3, sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    };
    const made = await issue({ attachments: [picture] });
    drop(`${made.key}/a.png`, "abc");
    await workspace.scan();
    workspace.put(`${made.key}.md`, workspace.read(`${made.key}.md`).replace(/attachments:\n.*\n/, ""));
    const scan = await workspace.scan();
    expect([files(scan), workspace.names(`attachments/${made.key}`)]).toEqual([[[]], ["a.png"]]);
    const version = issuesOf(scan)[0]?.version ?? "";
    const back = await workspace.put1(made.id, version, { attachments: [picture] });
    expect(back.kind === "applied" && back.issue?.attachments).toEqual([{ ...picture, here: true }]);
    const removed = await workspace.put1(made.id, (back.kind === "applied" && back.issue?.version) || "", {
      removedAttachments: [picture.id],
    });
    expect(removed.kind === "applied" && removed.issue?.attachments).toBeUndefined();
    expect([workspace.names(`attachments/${made.key}`), workspace.names(`.trash/attachments/${made.key}`)]).toEqual([[], ["a.png"]]);
    await workspace.quiet();
    expect(workspace.read(`${made.key}.md`)).not.toContain("attachments");
  });
});

describe("links in the front matter", () => {
  it("are read by key and written by it, item by item; what nobody has is told, and found when it is there", async () => {
    const [a, b] = [await issue(), await issue()];
    const text = workspace
      .read(`${a.key}.md`)
      .replace("---\n\n", `links:\n  - blocks ${b.key} # see there\n  - follows ACME-77\n  - nonsense\n---\n\n`);
    workspace.put(`${a.key}.md`, text);
    const scan = await workspace.scan();
    expect(issuesOf(scan)[0]?.links).toEqual([{ kind: "blocks", issue: b.id }]);
    expect(codes(scan)).toEqual(["LINK_TO_NOTHING follows ACME-77", "BAD_LINK nonsense"]);
    const version = issuesOf(scan)[0]?.version ?? "";
    const link = { kind: "is part of", issue: b.id };
    const stranger = { kind: "blocks", issue: workspace.id() };
    const done = await workspace.put1(a.id, version, { links: { added: [link, stranger], removed: [{ kind: "blocks", issue: b.id }] } });
    expect(done.kind === "applied" && [done.issue?.links, done.refused]).toEqual([
      [stranger, link].sort((x, y) => (x.kind < y.kind ? -1 : 1)),
      [],
    ]);
    expect(workspace.read(`${a.key}.md`)).toContain(
      `links:\n  - follows ACME-77\n  - nonsense\n  - is part of ${b.key}\n  - blocks ${stranger.issue}\n`,
    );
    workspace.put("late.md", "---\nkey: ACME-77\n---\n\n# Late\n");
    await workspace.scan();
    const later = issuesOf(await workspace.scan()).find(({ id }) => id === a.id);
    expect(later?.links?.map(({ kind }) => kind)).toContain("follows");
  });
});

describe("names of files", () => {
  it.each([
    ["../x", "_x"],
    ["CON", "_CON"],
    ["con.txt", "_con.txt"],
    ["a:b", "a_b"],
    ["C:\\x", "C__x"],
    ["\\\\srv\\x", "__srv_x"],
    [".git/hooks/x", "git_hooks_x"],
    ["a\u202egnp.exe", "a_gnp.exe"],
    ["a\nb", "a_b"],
    ["x".repeat(300), "x".repeat(120)],
    ["dot.", "dot"],
    ["  ", "file"],
    [".git", "git"],
    ["Ventil bei −5 °C.png", "Ventil bei −5 °C.png"],
  ])("%j becomes %j", (name, safe) => {
    expect(safeName(name)).toBe(safe);
    expect(isSafeName(safe)).toBe(true);
  });

  it("are short, keep their ending, and differ by more than case", () => {
    const long = safeName(`${"ä".repeat(300)}.png`);
    expect([Buffer.byteLength(long) <= 120, long.endsWith(".png")]).toEqual([true, true]);
    expect(unusedName("a.png", ["A.PNG", "a-2.png"])).toBe("a-3.png");
  });
});
