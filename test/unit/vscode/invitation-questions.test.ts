import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { init } from "../../../src/app/init.ts";
import { openProject } from "../../../src/app/open-project.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { box, choices, enter, opened, rootWithExchange, upToShare } from "./setup-window.ts";
import { projectFolder } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let root: string;
let exchange: string;

beforeEach(() => {
  ({ root, exchange } = rootWithExchange());
});

/** A project that is no folder of the window. */
function projectOf(name: string): string {
  const path = join(root, `${name} elsewhere`);
  mkdirSync(path);
  const made = init(path, { name, key: undefined, issues: "issues" });
  if (!made.ok) throw new Error(made.failure.kind);
  return path;
}

test("who joins accepts only what the invitation announces and everybody knows", async () => {
  projectFolder(root, "Nordwind");
  const { folders } = await opened(root);
  const theirs = openProject(projectOf("Acme"), { state: join(root, "their state"), author: "Ada" });
  if (!theirs.ok) throw new Error(theirs.failure.kind);
  onTestFinished(() => theirs.value.close());
  const invite = async (name: string, publish: boolean): Promise<string> => {
    const made = await connect(theirs.value, { name, exchange, share: null, publish }, null);
    if (!made.ok) throw new Error(made.failure.kind);
    return made.value.text;
  };
  const joined = (name: string) => folders.live[0]?.project.store.connections().find((one) => one.name === name)?.announced;

  const known = await upToShare(root, await invite("one", true), "One");
  expect(known.share.prompt).toContain("announces the default contract");
  enter(known.share);
  await known.done;
  expect(joined("one")?.acceptedBy).toBeTypeOf("string");

  const asked = await upToShare(root, await invite("two", true), "Two");
  asked.share.accept(asked.share.items.find(({ label }) => label === "Those I mark, ask me first"));
  await asked.done;
  expect(joined("two")).toEqual({ contract: expect.any(String) });

  const own = join(theirs.value.workspace, ".issue-ferry/connections/three.yaml");
  writeFileSync(own, `share: marked\ncontract: ${JSON.stringify({ ...DEFAULT_TERMS, comments: "all" })}\n`);
  const other = await upToShare(root, await invite("three", true), "Three");
  expect([other.share.prompt, choices(other.share).length]).toEqual([expect.stringContaining("You are asked when it comes"), 3]);
  enter(other.share);
  await other.done;
  expect(joined("three")).toEqual({ contract: expect.any(String) });

  const none = await upToShare(root, await invite("four", false), "Four");
  expect(choices(none.share)).toHaveLength(3);
  none.share.hide();
  await none.done;
});

test("the name of one invitation is not offered for another that is chosen after a step back", async () => {
  projectFolder(root, "Nordwind");
  await opened(root);
  const texts: string[] = [];
  for (const project of ["Acme", "Harbour"]) {
    const theirs = openProject(projectOf(project), { state: join(root, `${project} state`), author: "Ada" });
    if (!theirs.ok) throw new Error(theirs.failure.kind);
    const made = await connect(theirs.value, { name: "nordwind", exchange, share: null }, null);
    theirs.value.close();
    if (!made.ok) throw new Error(made.failure.kind);
    texts.push(made.value.text);
  }
  const [acme = "", harbour = ""] = texts;
  const first = await upToShare(root, acme, "Acme");
  first.share.back();
  (await box(6)).back();
  const name = await box(7);
  expect(name.value).toBe("Acme");
  name.back();
  const how = await box(8);
  how.accept(how.items[1]);
  const text = await box(9);
  text.type(harbour);
  text.accept();
  const again = await box(10);
  expect(again.value).toBe("Harbour");
  again.hide();
  await first.done;
});
