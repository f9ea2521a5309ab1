import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { Windows } from "./browser.ts";
import { ferry } from "./command-line.ts";
import { type Machine, createMachine, playground } from "./machine.ts";
import { installExtension } from "./install-extension.ts";
import { type Server, startServer } from "./server.ts";
import { until } from "./until.ts";
import { extensionFile } from "./vsix.ts";
import type { Workbench } from "./workbench.ts";

/** One user with a machine, a server and a name for the partner. */
export interface Side {
  readonly machine: Machine;
  server: Server;
  /** What this side calls its connection. */
  readonly connection: string;
  /** The partner's project, as rows name it. */
  readonly partner: string;
  readonly prefix: string;
}

/** Acme, who invites, and Nordwind, who joins: two homes, two servers, and a folder that both reach. */
export interface TwoSides {
  readonly acme: Side;
  readonly nordwind: Side;
  readonly exchange: string;
  readonly handshake: string;
  /** `keep`: its files stay, for whoever looks for a bug. */
  stop(keep?: boolean): Promise<void>;
}

export async function twoSides(settings: Readonly<Record<string, unknown>> = {}): Promise<TwoSides> {
  const place = playground();
  const exchange = join(place.path, "exchange");
  mkdirSync(exchange);
  const side = async (name: string, connection: string, partner: string, prefix: string): Promise<Side> => {
    const machine = createMachine(place.path, name, settings);
    await installExtension(machine, extensionFile());
    return { machine, server: await startServer(machine), connection, partner, prefix };
  };
  const [acme, nordwind] = await Promise.all([side("Ada", "nordwind", "Nordwind", "ACME"), side("Bo", "acme", "Acme", "NW")]);
  return {
    acme,
    nordwind,
    exchange,
    handshake: join(acme.machine.home, "invitation.txt"),
    async stop(keep = false) {
      await Promise.all([acme.server.stop(), nordwind.server.stop()]);
      if (!keep) place.remove();
    },
  };
}

/** Opens the side's project with the container Issue Ferry in front. */
export async function openSide(windows: Windows, side: Side): Promise<Workbench> {
  const window = await windows.open(side.server);
  await window.activity("Issue Ferry");
  return window;
}

/** Act 0: the folder becomes a project, by the button of the welcome view. `then`: the button of the message that follows, which leads on. */
export async function makeProject(window: Workbench, name: string, prefix: string, then?: string): Promise<void> {
  await window.view("Issues").welcomes("This folder is no Issue Ferry project yet.");
  await window.view("Issues").welcomeAction("Make This Folder a Project");
  await window.quick.answer("name", name);
  await window.quick.answer("Beginning of the keys", prefix);
  await window.messages.notification(`${name} is a project now`);
  if (then === undefined) await window.messages.clear();
  else await window.messages.answerNotification(`${name} is a project now`, then);
}

/** What is chosen for the issues to share: the exchange starts when the partner joins, or this side is asked then. */
type Share = "Those I mark" | "Those I mark, ask me first";

/** The questions of act 1, which is open already: a connection, and its handshake file in the home. */
export async function answerConnection(window: Workbench, sides: TwoSides, share: Share = "Those I mark"): Promise<void> {
  await answerUpToShare(window, sides);
  await answerShare(window, sides, share);
}

/** What comes after that question. */
export async function answerShare(window: Workbench, { handshake }: TwoSides, share: Share = "Those I mark"): Promise<void> {
  await window.quick.choose(share);
  await window.quick.acceptPath(handshake);
  await window.messages.notification("Waiting for Nordwind to join");
  await window.messages.clear();
}

/** The same, and the question which issues are shared is open. */
export async function answerUpToShare(window: Workbench, { exchange }: TwoSides): Promise<void> {
  await window.quick.answer("What do you call the partner?", "Nordwind");
  await window.quick.opened("Which folder do both sides reach?");
  await window.quick.choose("Choose a folder...");
  await window.quick.acceptPath(`${exchange}/`);
  await window.quick.opened("Which issues are shared?");
}

/** Act 2: the partner opens the file that was carried to them. */
export async function joinConnection(window: Workbench, sides: TwoSides, share?: Share): Promise<void> {
  await window.command("Issue Ferry: Join a Connection...");
  await answerInvitation(window, sides, share);
}

/** The questions of act 2, which is open already. */
export async function answerInvitation(window: Workbench, { exchange, handshake }: TwoSides, share: Share = "Those I mark"): Promise<void> {
  await window.quick.opened("Where is the partner's handshake file?");
  await window.quick.choose("Open the handshake file...");
  await window.quick.acceptPath(handshake);
  await window.quick.acceptOffered("What do you call the partner?");
  await window.quick.opened("Which folder do both sides reach?");
  await window.quick.choose("Choose a folder...");
  await window.quick.acceptPath(`${exchange}/`);
  await window.quick.opened("Which issues are shared?");
  await window.quick.choose(share);
  await window.messages.notification("Joined Acme as acme");
  await window.messages.clear();
}

/** Where this side wished to be asked: it says what is exchanged. */
export async function publishAndStart(window: Workbench): Promise<void> {
  await window.messages.notification("Connected with Nordwind");
  await window.messages.answerNotification("Connected with Nordwind", "Publish and Start...");
  await window.messages.dialog("Publish the contract to Nordwind?");
  await window.messages.answerDialog("Go On Without Comparing");
}

/** Where the second side wished to be asked: it accepts. */
export async function acceptAndStart(window: Workbench): Promise<void> {
  await window.messages.notification("Acme has published contract 1");
  await window.messages.answerNotification("Acme has published contract 1", "Accept and Start...");
  await window.messages.dialog("Accept contract 1 of Acme?");
  await window.messages.answerDialog("Go On Without Comparing");
}

/** Milliseconds for `connectedSides` on a busy machine. */
export const SETUP_PATIENCE = 300_000;

/** Two connected sides for all tests of a file, which are made before the first and gone after the last. */
export function useConnectedSides(settings: Readonly<Record<string, unknown>> = {}): () => TwoSides {
  let sides: TwoSides | null = null;
  beforeAll(async () => {
    sides = await connectedSides(settings);
  }, SETUP_PATIENCE);
  afterAll(() => sides?.stop());
  return () => {
    if (sides === null) throw new Error("useConnectedSides is called at the top of the file, and its sides are there within a test.");
    return sides;
  };
}

/**
 * Two sides that are connected, agreed and started, by the command line in the VSIX, as the four acts leave them. That windows get there by
 * mouse and keys is proven where it is the subject: once.
 */
export async function connectedSides(
  settings: Readonly<Record<string, unknown>> = {},
  share: "marked" | "all" = "marked",
): Promise<TwoSides> {
  const sides = await twoSides(settings);
  try {
    await connectByCommandLine(sides, share);
    return sides;
  } catch (error) {
    await sides.stop();
    throw error;
  }
}

async function connectByCommandLine({ acme, nordwind, exchange, handshake }: TwoSides, share: "marked" | "all"): Promise<void> {
  const ada = (...words: string[]): Promise<string> => ferry(acme.machine, words);
  const bo = (...words: string[]): Promise<string> => ferry(nordwind.machine, words);
  const pass = async (...sides: readonly Side[]): Promise<void> => {
    for (const { machine } of sides) await ferry(machine, ["sync", "--quiet"], { exit: "any" });
  };
  await Promise.all([ada("init", "--name", "Acme", "--key", "ACME"), bo("init", "--name", "Nordwind", "--key", "NW")]);
  await ada("connect", acme.connection, "--exchange", exchange, "--share", share, "--out", handshake, "--publish");
  await bo("join", handshake, "--exchange", exchange, "--share", share, "--name", nordwind.connection, "--accept");
  await pass(nordwind, acme, nordwind, acme, nordwind);
}

/** A window for each side. */
export async function openBoth(windows: Windows, { acme, nordwind }: TwoSides): Promise<[acme: Workbench, nordwind: Workbench]> {
  return Promise.all([openSide(windows, acme), openSide(windows, nordwind)]);
}

/** Waits for the status of a connection, as its row begins. */
export async function connectionStatus(window: Workbench, name: string, status: string): Promise<string> {
  const view = await window.view("Connections").shown();
  return (await view.row(name, ({ description }) => description.startsWith(status))).description;
}

/** The issue files of a side, by name. */
export function issueFiles({ machine }: Side): ReadonlyMap<string, string> {
  const folder = join(machine.workspace, "issues");
  return new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .map((name) => [basename(name, ".md"), readFileSync(join(folder, name), "utf8")]),
  );
}

/** Waits until a file of the side is as wished; gives its key. */
export async function issueFile(side: Side, what: string, wish: (text: string) => boolean): Promise<string> {
  return until(`a file of ${side.prefix} with ${what}`, () => [...issueFiles(side)].find(([, text]) => wish(text))?.[0]);
}

/** Creates an issue by the palette and shares it with the partner; gives its key. */
export async function newSharedIssue(window: Workbench, side: Side, title: string): Promise<string> {
  await window.command("Issue Ferry: New Issue...");
  return answerNewIssue(window, side, title);
}

/** The same, where the question for the title is open already. */
export async function answerNewIssue(window: Workbench, side: Side, title: string): Promise<string> {
  await window.quick.answer("Title of the new issue", title);
  const key = await issueFile(side, title, (text) => text.includes(`# ${title}\n`));
  // Only then the new issue has the focus, and nothing that follows is closed by it.
  await window.editor.active(`${key}.md`);
  await window.view("Issues").row(new RegExp(`^${key}\\b`), ({ selected }) => selected);
  await share(window, side, key);
  return key;
}

export async function share(window: Workbench, side: Side, key: string): Promise<void> {
  await issueMenu(window, key, "Share With...", "Share with whom?");
  await window.quick.choose(side.partner);
  await issueFile(side, `share of ${key}`, (text) => text.includes(`key: ${key}\n`) && text.includes(`- ${side.connection}\n`));
}

/** Edits the file in the editor: types `text` instead of the one line that is `line` now, and saves. */
export async function editLine(window: Workbench, file: string, line: string, text: string): Promise<void> {
  await typeLine(window, file, line, text);
  await window.editor.save();
  await until(`${file} is saved`, () => readFileSync(file, "utf8").includes(`${text}\n`));
}

/** The same, and does not save. */
export async function typeLine(window: Workbench, file: string, line: string, text: string): Promise<void> {
  await window.editor.active(basename(file));
  const number = readFileSync(file, "utf8").split("\n").indexOf(line) + 1;
  if (number === 0) throw new Error(`${file} has no line "${line}":\n${readFileSync(file, "utf8")}`);
  await window.editor.replaceLine(number, text);
}

/**
 * Waits until these issues are ticked and all rows stand in the one group of what is even. A tick alone can be a moment ahead of the row that still goes
 * from group to group, and a click there meets another.
 */
export async function even(window: Workbench, keys: readonly string[]): Promise<void> {
  await window.view("Issues").become(`${keys.join(", ")} are even, and nothing moves`, (rows) => {
    const groups = rows.filter(({ level }) => level === 1).map(({ label }) => label);
    const ticked = (key: string): boolean => rows.some(({ label, badge }) => label.startsWith(`${key} `) && badge === "✓");
    return groups.join() === "Up to date" && keys.every(ticked);
  });
}

/** Gives one field of an issue a value by its row's menu. */
export async function setField(window: Workbench, key: string, field: "Status" | "Priority" | "Assign", value: string): Promise<void> {
  const entry = field === "Assign" ? "Assign..." : `Change ${field}...`;
  await issueMenu(window, key, entry, "Choose, or type another");
  await window.quick.type(value);
  await chooseTyped(window, value);
  await window.messages.notification(`${key}: `);
  await window.messages.clear();
}

/** Chooses what was typed into a pick of values: the value that is there, or the offer to use a new one. */
export async function chooseTyped(window: Workbench, value: string): Promise<void> {
  const label = await until(`${value} can be chosen`, async () => {
    const labels = (await window.quick.choices()).filter(({ checked }) => checked !== true).map((choice) => choice.label);
    // A list that still holds others, besides what was checked before, has not heard all keys, and moves under the mouse.
    return labels.length > 0 && labels.every((text) => text.includes(value))
      ? labels.find((text) => text === value || text === `Use "${value}"`)
      : null;
  });
  await window.quick.choose(label);
}

/** Where an issue of the side lies. */
export function issuePath({ machine }: Side, key: string): string {
  return join(machine.workspace, "issues", `${key}.md`);
}

/** Where the side says what it maps and, at the one that invited, proposes. */
export function configurationPath({ machine, connection }: Side): string {
  return join(machine.workspace, ".issue-ferry", "connections", `${connection}.yaml`);
}

/**
 * Takes an entry of an issue's menu that asks something in a box, and waits for that: `prompt` is a part of what it says. The row may move to
 * another group in this moment; then the person is asked which one was meant.
 */
export async function issueMenu(window: Workbench, key: string, entry: string, prompt: string): Promise<void> {
  await window.view("Issues").contextMenu(new RegExp(`^${key}\\b`), entry);
  const moved = "Its row moved while the menu was open";
  const asked = await window.quick.openedWith([prompt, moved]);
  if (asked === moved) await window.quick.choose(key);
  await window.quick.opened(prompt);
}

export async function comment(window: Workbench, key: string, text: string): Promise<void> {
  await issueMenu(window, key, "New Comment...", `Comment on ${key}`);
  await window.quick.answer(`Comment on ${key}`, text);
  await window.quick.opened("Who may read it?");
  await window.quick.choose("Everybody with whom the issue is shared");
}
