import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { editor } from "./editor.ts";
import { PATIENCE, box, choices, connections, enter, marked, opened, rootWithExchange, upToShare } from "./setup-window.ts";
import { projectFolder } from "./window.ts";

vi.mock("vscode", async () => (await import("./editor.ts")).vscode);

let root: string;
let exchange: string;

beforeEach(() => {
  ({ root, exchange } = rootWithExchange());
});

test("the first contract is decided on in the question what is shared: by its first choices, and by nothing else", async () => {
  projectFolder(root, "Acme");
  const { folders } = await opened(root);
  const connection = (name: string) => folders.live[0]?.project.store.connections().find((one) => one.name === name);
  const first = await upToShare(root, "Nordwind");
  expect(first.share.prompt).toContain("Nobody has compared the safety number by phone then");
  expect(marked(first.share)).toBe("Those I mark");
  expect(choices(first.share)).toContain("starts by itself, safety number not compared");
  enter(first.share);
  await first.done;
  expect(connection("nordwind")?.offer?.by).toBeTypeOf("string");
  expect(editor.said.at(-1)).toContain("then the exchange starts by itself");

  rmSync(join(root, "handshake.txt"));
  const second = await upToShare(root, "Harbour");
  second.share.accept(second.share.items.find(({ label }) => label === "All, ask me first"));
  await second.done;
  expect(connection("harbour")).toBeDefined();
  expect(connection("harbour")).not.toHaveProperty("offer");
  expect(editor.said.at(-1)).not.toContain("by itself");
});

test("a contract that changed since it was shown is not published: what is shared is asked again, at once or when it is taken up", async () => {
  projectFolder(root, "Acme");
  const window = await opened(root);
  const { labels, choose } = connections(window);
  const file = join(root, "Acme", ".issue-ferry", "connections", "nordwind.yaml");
  const { share, done } = await upToShare(root, "Nordwind");
  editor.file = () => {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, `share: marked\ncontract: ${JSON.stringify({ ...DEFAULT_TERMS, comments: "all" })}\n`);
    return join(root, "handshake.txt");
  };
  enter(share);
  await done;
  expect(editor.said.at(-1)).toContain("has changed since it was shown");
  expect(window.folders.live[0]?.project.store.connections()).toEqual([]);
  expect(labels()).toEqual([["Nordwind", "not finished: continue"]]);
  const before = editor.boxes.length;
  const again = choose();
  const asked = await box(before + 1);
  expect([asked.step, asked.prompt]).toEqual([3, expect.stringContaining("the contract that this project's file for it has")]);
  editor.file = () => join(root, "handshake.txt");
  asked.accept(asked.items.find(({ label }) => label === "Those I mark"));
  await again;
  expect(window.folders.live[0]?.project.store.connections()[0]?.offer?.terms.comments).toBe("all");
});

test("that a contract starts by itself is not set aside: what leaves is shown anew on the day it is taken up", async () => {
  projectFolder(root, "Acme");
  const window = await opened(root);
  const { choose } = connections(window);
  const { share, done } = await upToShare(root, "Nordwind");
  editor.file = () => join(exchange, "handshake.txt");
  enter(share);
  (await box(editor.boxes.indexOf(share) + 2)).hide();
  await done;
  const before = editor.boxes.length;
  const again = choose();
  const asked = await box(before + 1);
  expect([asked.step, marked(asked)]).toEqual([3, "Those I mark, ask me first"]);
  asked.hide();
  await again;
});

test("a filter says while it is typed what would leave by it", async () => {
  const path = join(root, "Acme");
  projectFolder(root, "Acme");
  writeFileSync(join(path, "issues", "valve.md"), "---\nlabels: [pump]\n---\n\n# Valve sticks\n");
  const { folders } = await opened(root);
  // However busy the machine is: what would leave is counted once, from what is known then.
  await vi.waitFor(() => expect(folders.live[0]?.project.store.issueByKey("ACME-1")).toMatchObject({ gone: null }), PATIENCE);
  const { share, done } = await upToShare(root, "Nordwind");
  share.accept(share.items.find(({ label }) => label === "Those that match..."));
  const filter = await box(editor.boxes.indexOf(share) + 2);
  filter.type("label:pump");
  // Faster than the answer: it is not taken unseen.
  filter.accept();
  expect(folders.live[0]?.project.store.connections()).toEqual([]);
  await vi.waitFor(() => expect(JSON.stringify(filter.validationMessage)).toContain("To Nordwind: 1 issue (ACME-1)"), PATIENCE);
  filter.accept();
  await done;
  expect(folders.live[0]?.project.store.connections()[0]?.offer).toBeDefined();
});
