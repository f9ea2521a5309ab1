import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../../test/vscode/support/browser.ts";
import { type Machine, createMachine, playground } from "../../test/vscode/support/machine.ts";
import { installExtension } from "../../test/vscode/support/install-extension.ts";
import { type Server, startServer } from "../../test/vscode/support/server.ts";
import { Workbench } from "../../test/vscode/support/workbench.ts";
import { root } from "../ensure.mjs";
import { layOut, secretsOf, sideOf } from "../start/sample-projects.mjs";
import { hubOf, layOutHub } from "./hub-of-twenty.ts";
import { SCENES, type Scene, type Who } from "./scenes.ts";
import { smallerPng } from "./smaller-png.ts";
import { addSecondPartner } from "./second-partner.ts";
import { addStranger } from "./stranger.ts";

const LAPTOP: readonly [number, number] = [1280, 800];
/** A picture of a document. Bytes. */
const LARGEST = 200_000;
/** Loading a window on a busy machine. Milliseconds. */
const PATIENCE = 120_000;

const words = process.argv.slice(2);
const forReadme = words.includes("--readme");
const forGuide = words.includes("--guide");
const themes = words.includes("--light") ? (["light"] as const) : (["light", "dark", "high-contrast", "high-contrast-light"] as const);
const wanted = words.filter((word) => !word.startsWith("-"));
const scenes = SCENES.filter(
  ({ name, guide }) => (!forGuide || guide !== undefined) && (wanted.length === 0 || wanted.some((begin) => name.startsWith(begin))),
);

const place = playground();
process.env["XDG_DATA_HOME"] = join(place.path, "data");
const browser = await launch();
let failures = 0;
try {
  const program = join(root, "artifacts", "extension", "dist", "cli.js");
  if (scenes.some(({ who }) => who !== "hub")) {
    const { reason } = await layOut(place.path, program);
    if (reason !== null) throw new Error(reason);
  }
  // One side at a time: what waits for the partner still waits in its pictures.
  for (const who of ["acme", "nordwind", "empty", "two partners", "alarmed", "hub"] as const) {
    const ofSide = scenes.filter((scene) => scene.who === who);
    if (ofSide.length === 0) continue;
    if (who === "two partners") await addSecondPartner(place.path, program);
    if (who === "alarmed") await addStranger(place.path, program);
    if (who === "hub") await layOutHub(place.path, secretsOf(place.path));
    await takeAll(who, ofSide);
  }
} finally {
  await browser.close();
  place.remove();
}
process.exitCode = failures === 0 ? 0 : 1;

async function takeAll(who: Who, ofSide: readonly Scene[]): Promise<void> {
  const side = who === "two partners" || who === "alarmed" ? "acme" : who;
  const machine = createMachine(place.path, `of-${who.replace(" ", "-")}`, {
    "window.commandCenter": false,
    ...(side === "empty" ? {} : own(side)),
  });
  if (side !== "empty") machineSettings(machine, own(side));
  await installExtension(machine, join(root, "artifacts", "issue-ferry.vsix"));
  const server = await startServer(machine);
  try {
    const folder = side === "empty" ? machine.workspace : placesOf(side).project;
    for (const scene of ofSide) await take(server, scene, folder);
  } finally {
    await server.stop();
  }
}

/** A scene that cannot be arranged is named, and the others are taken. */
async function take(server: Server, scene: Scene, folder: string): Promise<void> {
  const context = await browser.newContext({ deviceScaleFactor: 1 });
  context.setDefaultTimeout(PATIENCE);
  const window = new Workbench(await context.newPage(), server);
  try {
    const [width, height] = scene.size ?? LAPTOP;
    await window.page.setViewportSize({ width, height });
    await window.open(folder);
    for (const theme of themes) {
      await window.theme(theme);
      await scene.arrange(window);
      // What fades in or is drawn in a frame of its own.
      await window.page.waitForTimeout(700);
      const path = await window.screenshot(`${scene.name}-${theme}`);
      await scene.leave?.(window);
      console.log(path.slice(root.length));
      if (forReadme && scene.readme?.theme === theme) keep(path, join("media", scene.readme.file));
      if (forGuide && scene.guide !== undefined && theme === "light") keep(path, join("docs", "pictures", scene.guide));
    }
  } catch (error) {
    failures++;
    const path = await window.screenshot(`failed-${scene.name}`).catch(() => "no picture");
    console.error(`${scene.name}: ${String(error).split("\n")[0] ?? ""} (${path})`);
  } finally {
    await context.close();
  }
}

function keep(path: string, name: string): void {
  const picture = smallerPng(readFileSync(path));
  if (picture.length <= LARGEST) writeFileSync(join(root, name), picture);
  else console.error(`${name}: ${picture.length} bytes are too many for a document`);
}

function placesOf(who: "acme" | "nordwind" | "hub"): { readonly project: string; readonly state: string; readonly author: string } {
  return who === "hub" ? hubOf(place.path, secretsOf(place.path)) : sideOf(place.path, who);
}

function own(who: "acme" | "nordwind" | "hub"): Record<string, unknown> {
  const { state, author } = placesOf(who);
  return { "issueFerry.stateDirectory": state, "issueFerry.author": author };
}

/** A window in a browser takes what belongs to the machine from here. */
function machineSettings({ userData }: Machine, settings: Record<string, unknown>): void {
  mkdirSync(join(userData, "Machine"), { recursive: true });
  writeFileSync(join(userData, "Machine", "settings.json"), JSON.stringify(settings));
}
