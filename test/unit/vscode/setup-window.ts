import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { addSetupCommands } from "../../../src/vscode/commands/setup-commands.ts";
import { ConnectionsTree } from "../../../src/vscode/connections-tree.ts";
import { type Box, editor } from "./editor.ts";
import { type TestWindow, emptyRoot, testWindow } from "./window.ts";

/** What tests of the set-up's questions begin with, and how they answer. */

/** Milliseconds that a busy machine may take for an answer. */
export const PATIENCE = { timeout: 25_000 };

/** The exchange folder of a test, below its root. */
const exchangeIn = (root: string): string => join(root, "exchange");

/** A root of its own with an empty exchange folder. */
export function rootWithExchange(): { readonly root: string; readonly exchange: string } {
  const root = emptyRoot();
  const exchange = exchangeIn(root);
  mkdirSync(exchange);
  return { root, exchange };
}

/** A window on the projects below the root that has the set-up's commands. */
export async function opened(root: string): Promise<TestWindow> {
  const window = testWindow(root);
  addSetupCommands(window.ferry);
  await window.folders.refresh();
  return window;
}

export const run = (command: string): unknown => editor.commands.get(`issueFerry.${command}`)?.();

/** The box that is the `number`th of all. */
export async function box(number: number): Promise<Box> {
  return vi.waitFor(() => {
    const found = editor.boxes[number - 1];
    if (!found) throw new Error(`${editor.boxes.length} boxes; said: ${editor.said.join(" | ")}`);
    return found;
  }, PATIENCE);
}

/** What Enter takes where nothing else is pressed. */
export const enter = (list: Box): void => list.accept(...list.activeItems);

export const marked = ({ activeItems }: Box): string => (activeItems[0] as { label: string }).label;

export const choices = ({ items }: Box): string[] => items.map(({ label }) => label);

/** Rows of the view Connections, and what choosing the first does. */
export function connections({ ferry }: TestWindow): { labels: () => unknown[]; choose: () => unknown; remove: () => unknown } {
  const tree = new ConnectionsTree(ferry);
  onTestFinished(() => tree.dispose());
  const items = () => tree.getChildren().map((node) => tree.getTreeItem(node));
  return {
    labels: () => items().map(({ label, description }) => [label, description]),
    choose: () => {
      const { command, arguments: given = [] } = items()[0]?.command ?? {};
      return editor.commands.get(command ?? "")?.(...(given as unknown[]));
    },
    remove: () => editor.commands.get("issueFerry.discardDraft")?.(tree.getChildren()[0]),
  };
}

/** Up to the folder, which is not there; the question that says so is left. */
export async function leftAtFolder(root: string, partner = "Nordwind"): Promise<void> {
  const before = editor.boxes.length;
  const done = run("createConnection");
  const name = await box(before + 1);
  name.type(partner);
  name.accept();
  const folder = await box(before + 2);
  folder.type(join(root, "nowhere"));
  enter(folder);
  (await box(before + 3)).hide();
  await done;
}

/** Up to the question which issues are shared; the box is the last one. */
export async function upToShare(root: string, ...answers: readonly string[]): Promise<{ readonly share: Box; readonly done: unknown }> {
  editor.boxes.length = 0;
  editor.file = () => join(root, "handshake.txt");
  const done = run(answers.length === 1 ? "createConnection" : "joinConnection");
  let number = 1;
  if (answers.length === 2) {
    const how = await box(number++);
    how.accept(how.items[1]);
  }
  for (const answer of answers) {
    const one = await box(number++);
    one.type(answer);
    one.accept();
  }
  const folder = await box(number++);
  folder.type(exchangeIn(root));
  enter(folder);
  return { share: await box(number), done };
}
