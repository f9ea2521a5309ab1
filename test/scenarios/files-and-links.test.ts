import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TwoSides, running, settle } from "../support/two-sides.ts";

let sides: TwoSides;
let key: string;
let other: string;

/** The contract of a connection with what stands there replaced. */
async function publish(attachments: string): Promise<void> {
  const { ada, bo } = sides;
  const file = join(ada.workspace, ".issue-ferry/connections/nordwind.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(
    file,
    text.replace(/^( *)attachments: .*$/m, `$1attachments: ${attachments}`).replace(/^( *)links: .*$/m, "$1links: known"),
  );
  await ada.json(["config", "publish", "nordwind"], 0);
  await ada.run(["sync"]);
  await bo.run(["sync"]);
  await bo.json(["config", "accept", "acme"], 0);
  await settle(sides);
}

beforeAll(async () => {
  sides = await running();
  await publish("{ largest: 1000 }");
  const { ada } = sides;
  key = (await ada.json(["new", "--title", "Pump", "--share", "nordwind"], 0)).key;
  other = (await ada.json(["new", "--title", "Valve"], 0)).key;
  await settle(sides);
});
afterAll(() => sides.remove());

const keyAtBo = async (): Promise<string> => (await sides.bo.json(["issues"])).issues[0].key;
const file = (name: string, text: string): string => {
  const path = join(sides.root, name);
  writeFileSync(path, text);
  return path;
};

it("attach copies files beside the issue and names them; what the contract lets through is known at the partner", async () => {
  const { ada, bo } = sides;
  const attached = await ada.json(["attach", key, file("a.png", "abc"), file("large.iso", "x".repeat(2_000))], 0);
  expect(attached.attached.map(({ name }: { name: string }) => name)).toEqual(["a.png", "large.iso"]);
  expect(readdirSync(join(ada.workspace, "issues/attachments", key)).sort()).toEqual(["a.png", "large.iso"]);
  expect((await ada.json(["attach", key, join(sides.root, "a.png")], 0)).attached[0].name).toBe("a-2.png");
  // What was changed a moment ago may still be being copied.
  for (let tries = 0; tries < 20; tries++) {
    await settle(sides);
    const shown = await bo.json(["show", await keyAtBo()], 0);
    if (shown.attachments.length === 2) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const there = await bo.json(["show", await keyAtBo()], 0);
  expect(there.attachments).toMatchObject([
    { name: "a.png", size: 3, here: false, theirs: true },
    { name: "a-2.png", size: 3, here: false },
  ]);
  const here = await ada.json(["show", key], 0);
  expect(here.attachments.map(({ name }: { name: string }) => name)).toEqual(["a.png", "large.iso", "a-2.png"]);
  const shown = (await ada.run(["show", key])).out;
  expect(shown).toContain("file: a.png, 3 bytes, here");
  expect(shown).toContain("stays here: the file large.iso: it is larger than the contract allows");
  expect((await bo.run(["show", await keyAtBo()])).out).toContain("file: a.png, 3 bytes, of the partner, not fetched yet");
  expect((await ada.run(["sync", "--dry-run"])).out).toContain(`to nordwind: ${key}: stays here: the file large.iso`);
  expect((await ada.json(["status"])).counts).toMatchObject({ error: 0, conflict: 0 });
});

it("refuses what is no file, has no safe name, or is not there", async () => {
  const { ada } = sides;
  symlinkSync(join(sides.root, "a.png"), join(sides.root, "link.png"));
  mkdirSync(join(sides.root, "folder"));
  for (const [name, code] of [
    ["missing.png", "ATTACH_NO_FILE"],
    ["link.png", "ATTACH_NO_FILE"],
    ["folder", "ATTACH_NO_FILE"],
    ["a:b.png", "ATTACH_NAME"],
  ] as const) {
    if (code === "ATTACH_NAME") file(name, "x");
    const refused = await ada.json(["attach", key, join(sides.root, name)], 1);
    expect([name, refused.error.code]).toEqual([name, code]);
  }
  expect((await ada.json(["attach", "ACME-99", join(sides.root, "a.png")], 1)).error.code).toBe("NO_SUCH_ISSUE");
});

it("detach takes an own file out at both sides, and leaves the partner's", async () => {
  const { ada, bo } = sides;
  expect((await bo.json(["detach", await keyAtBo(), "a.png"], 1)).error.code).toBe("THEIRS");
  expect((await ada.json(["detach", key, "none.png"], 1)).error.code).toBe("NO_SUCH_FILE");
  await ada.json(["detach", key, "a.png"], 0);
  await settle(sides);
  expect((await bo.json(["show", await keyAtBo()], 0)).attachments.map(({ name }: { name: string }) => name)).toEqual(["a-2.png"]);
  expect(readdirSync(join(ada.workspace, "issues/.trash/attachments", key))).toEqual(["a.png"]);
  expect(readFileSync(join(ada.workspace, `issues/${key}.md`), "utf8")).not.toMatch(/- a\.png/);
});

it("a link travels once its other issue is shared, in each side's keys", async () => {
  const { ada, bo } = sides;
  const path = join(ada.workspace, `issues/${key}.md`);
  writeFileSync(path, readFileSync(path, "utf8").replace(/^attachments:/m, `links:\n  - blocks ${other}\nattachments:`));
  await settle(sides);
  expect((await bo.json(["show", await keyAtBo()], 0)).links).toEqual([]);
  expect((await ada.run(["show", key])).out).toContain('stays here: the link "blocks": the other issue is not shared with the partner');
  await ada.json(["share", other, "--with", "nordwind"], 0);
  await settle(sides);
  await settle(sides);
  const issues: { key: string; title: string }[] = (await bo.json(["issues"])).issues;
  const [pump, valve] = ["Pump", "Valve"].map((title) => issues.find((one) => one.title === title)?.key ?? "");
  expect(readFileSync(join(bo.workspace, `issues/${pump}.md`), "utf8")).toContain(`links:\n  - blocks ${valve}\n`);
  expect((await bo.run(["show", pump ?? ""])).out).toContain(`link: blocks ${valve}, Valve`);
});
