import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { User } from "../support/command-line.ts";
import { type TwoSides, running, saved, settle } from "../support/two-sides.ts";

let scene: Awaited<ReturnType<typeof saved>>;
let sides: TwoSides;

beforeAll(async () => {
  scene = await saved(running);
  ({ sides } = scene);
}, 120_000);
afterAll(() => scene.remove());
beforeEach(() => scene.restore());

const away = (): void => renameSync(sides.exchange, `${sides.exchange}-away`);
const back = (): void => renameSync(`${sides.exchange}-away`, sides.exchange);

/** All that the files of a side say, its trash among them. */
function texts({ workspace }: User): string {
  return readdirSync(join(workspace, "issues"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

describe.each([
  { role: "primary", of: () => [sides.ada, sides.bo] as const, connection: "nordwind", key: "ACME-1" },
  { role: "secondary", of: () => [sides.bo, sides.ada] as const, connection: "acme", key: "NW-1" },
])("at the $role", ({ of, connection, key }) => {
  test("what was shared while the exchange folder is away, and is not any more, does not leave", async () => {
    const [from, to] = of();
    away();
    await from.json(["new", "--title", "A slip", "--share", connection], 0);
    expect((await from.run(["sync"])).exit).toBe(5);
    const ran = await from.run(["unshare", key, "--with", connection]);
    expect(ran.err).toContain(`Nothing of ${key} has left.`);
    back();
    await settle(sides);
    expect((await to.json(["issues"])).issues).toEqual([]);
    // Shared again it leaves as anything else does.
    await from.json(["share", key, "--with", connection], 0);
    await settle(sides);
    expect((await to.json(["issues"])).issues).toMatchObject([{ title: "A slip", syncStatus: "up to date" }]);
  });

  test("an edit of a shared issue stays here, too: the partner keeps the copy that it had", async () => {
    const [from, to] = of();
    await from.json(["new", "--title", "Valve", "--share", connection], 0);
    await settle(sides);
    away();
    await from.json(["comment", key, "--text", "A slip"], 0);
    await from.run(["sync"]);
    expect((await from.run(["unshare", key, "--with", connection])).err).toContain(`The partner keeps a copy of ${key}.`);
    back();
    await settle(sides);
    expect((await to.json(["issues"])).issues).toMatchObject([{ title: "Valve", syncStatus: "local" }]);
    expect(texts(to)).not.toContain("A slip");
    await from.json(["share", key, "--with", connection], 0);
    await settle(sides);
    expect(texts(to)).toContain("A slip");
  });

  test.each([
    { how: "made internal", edit: (text: string) => text.replace(/^(### [^<\n]*[^<\s])/m, "$1, internal") },
    { how: "removed", edit: (text: string) => text.replace(/### [^#]*A slip\n+/, "") },
    { how: "corrected", edit: (text: string) => text.replace("A slip", "A remark") },
  ])("nor does a comment that was $how meanwhile", async ({ how, edit }) => {
    const [from, to] = of();
    await from.json(["new", "--title", "Valve", "--share", connection], 0);
    await settle(sides);
    away();
    await from.json(["comment", key, "--text", "A slip"], 0);
    await from.json(["comment", key, "--text", "What stays"], 0);
    await from.run(["sync"]);
    const file = join(from.workspace, "issues", `${key}.md`);
    const text = readFileSync(file, "utf8");
    expect(edit(text)).not.toBe(text);
    writeFileSync(file, edit(text));
    await from.run(["sync"]);
    back();
    await from.run(["sync"]);
    await to.run(["sync"]);
    expect(texts(to)).not.toContain("A slip");
    await settle(sides);
    expect((await to.json(["issues"])).issues).toMatchObject([{ title: "Valve", syncStatus: "up to date" }]);
    expect(texts(to)).not.toContain("A slip");
    expect(texts(to).includes("A remark")).toBe(how === "corrected");
  });

  test.each([
    { how: "with its heading", edit: (text: string) => text.replace(/\n*## Comments[^]*$/, "\n") },
    { how: "while the heading stays", edit: (text: string) => text.replace(/### [^]*$/, "") },
    { how: "and the title was changed, too", edit: (text: string) => text.replace(/### [^]*$/, "").replace("# Valve", "# Pump") },
  ])("nor does the only comment that was removed meanwhile, $how", async ({ edit }) => {
    const [from, to] = of();
    await from.json(["new", "--title", "Valve", "--share", connection], 0);
    await settle(sides);
    away();
    await from.json(["comment", key, "--text", "A slip"], 0);
    await from.run(["sync"]);
    const file = join(from.workspace, "issues", `${key}.md`);
    const text = readFileSync(file, "utf8");
    expect(edit(text)).not.toBe(text);
    writeFileSync(file, edit(text));
    await from.run(["sync"]);
    back();
    await from.run(["sync"]);
    await to.run(["sync"]);
    expect(texts(to)).not.toContain("A slip");
    expect(texts(from)).not.toContain("A slip");
  });

  test.each(["by command", "by hand"])("nothing of an issue that was deleted %s meanwhile leaves", async (how) => {
    const [from, to] = of();
    away();
    await from.json(["new", "--title", "A slip", "--share", connection], 0);
    await from.run(["sync"]);
    if (how === "by command") await from.json(["delete", key], 0);
    else {
      rmSync(join(from.workspace, "issues", `${key}.md`));
      await from.run(["sync", "--until-idle"]);
    }
    expect((await from.json(["issues"])).issues).toEqual([]);
    expect((await from.json(["connections"])).connections[0].queue).toMatchObject({ out: 0 });
    back();
    await settle(sides);
    expect(texts(to)).not.toContain("A slip");
  });

  test("an issue that was deleted before anything of it left is shared as a new one when it comes back", async () => {
    const [from, to] = of();
    away();
    await from.json(["new", "--title", "Valve", "--share", connection], 0);
    await from.run(["sync"]);
    await from.json(["delete", key], 0);
    back();
    await settle(sides);
    const trash = join(from.workspace, "issues", ".trash");
    const [name = ""] = readdirSync(trash);
    renameSync(join(trash, name), join(from.workspace, "issues", `${key}.md`));
    await settle(sides);
    expect((await to.json(["issues"])).issues).toMatchObject([{ title: "Valve", syncStatus: "up to date" }]);
  });

  test("nor does a value that was corrected meanwhile", async () => {
    const [from, to] = of();
    await from.json(["new", "--title", "Valve", "--share", connection], 0);
    await settle(sides);
    away();
    await from.json(["set", key, "title=A slip"], 0);
    await from.run(["sync"]);
    await from.json(["set", key, "title=Pump"], 0);
    await from.run(["sync"]);
    back();
    await from.run(["sync"]);
    await to.run(["sync"]);
    expect((await to.json(["issues"])).issues).toMatchObject([{ title: "Pump" }]);
  });

  test("what is sealed leaves, and that is said", async () => {
    const [from, to] = of();
    await from.json(["new", "--title", "A slip", "--share", connection], 0);
    await from.run(["sync"]);
    const ran = await from.run(["--json", "unshare", key, "--with", connection]);
    expect(JSON.parse(ran.out).issues).toMatchObject([{ key, left: "on its way" }]);
    expect(ran.err).toContain("cannot be called back");
    await settle(sides);
    expect((await to.json(["issues"])).issues).toMatchObject([{ title: "A slip", syncStatus: "local" }]);
  });
});
