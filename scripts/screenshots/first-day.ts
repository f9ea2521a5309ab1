// The pictures of the user guide and of the walkthrough: the four acts, walked through in two windows.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { launch } from "../../test/vscode/support/browser.ts";
import {
  type Side,
  answerShare,
  answerUpToShare,
  comment,
  connectionStatus,
  issueFile,
  joinConnection,
  makeProject,
  newSharedIssue,
  twoSides,
} from "../../test/vscode/support/two-sides.ts";
import { Workbench } from "../../test/vscode/support/workbench.ts";
import { root } from "../ensure.mjs";
import { widenSideBar } from "./side-bar.ts";
import { fewerColours, smallerPng } from "./smaller-png.ts";

const SIZE = { width: 920, height: 560 };
/** Of the side bar: what stands in its rows is to be read. Pixels. */
const SIDE_BAR = 400;
/** They go with the extension. Bytes for each. */
const LARGEST = 120_000;
const FOLDER = join(root, "media", "first-day");

process.env["FERRY_PATIENCE"] ??= "120";
mkdirSync(FOLDER, { recursive: true });
const browser = await launch();
const sides = await twoSides({ "window.commandCenter": false });
try {
  await walk(await open(sides.acme), await open(sides.nordwind));
} finally {
  await browser.close();
  await sides.stop();
}

async function walk(ada: Workbench, bo: Workbench): Promise<void> {
  await ada.view("Issues").welcomes("This folder is no Issue Ferry project yet.");
  await picture(ada.page, "1-project");
  await makeProject(ada, "Acme", "ACME");
  await ada.command("Issue Ferry: Create Connection...");
  await answerUpToShare(ada, sides);
  await picture(ada.page, "2-share");
  await answerShare(ada, sides);
  await connectionStatus(ada, "nordwind", "handshake");
  await picture(ada.page, "3-invited");
  await makeProject(bo, "Nordwind", "NW");
  await joinConnection(bo, sides);
  await connectionStatus(ada, "Nordwind", "running");
  await ada.command("Issue Ferry: Compare Safety Number...");
  await ada.messages.dialog("Safety number of nordwind");
  await picture(ada.page, "4-compare");
  await ada.messages.answerDialog("They Are the Same");
  await connectionStatus(ada, "Nordwind", "running, verified");
  await newSharedIssue(ada, sides.acme, "Valve sticks in cold weather");
  const key = await issueFile(sides.nordwind, "the title", (text) => text.includes("# Valve sticks in cold weather"));
  await bo.view("Issues").row(new RegExp(`^${key}`), ({ badge }) => badge === "✓");
  await comment(bo, key, "Seen at the harbour, too.");
  await issueFile(sides.acme, "the comment", (text) => text.includes("Seen at the harbour, too."));
  await ada.view("Issues").row(/^ACME-1\b/, ({ badge }) => badge === "✓");
  await picture(ada.page, "5-synchronised");
}

async function open(side: Side): Promise<Workbench> {
  const context = await browser.newContext({ deviceScaleFactor: 1, viewport: SIZE });
  context.setDefaultTimeout(Number(process.env["FERRY_PATIENCE"]) * 1000);
  const window = new Workbench(await context.newPage(), side.server);
  await window.open();
  await window.theme("light");
  await window.activity("Issue Ferry");
  await widenSideBar(window.page, SIDE_BAR);
  return window;
}

/** What fades in has come, and no tooltip is in the way. */
async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(SIZE.width - 60, SIZE.height / 3);
  await page.waitForTimeout(700);
  const path = join(FOLDER, `${name}.png`);
  const shot = fewerColours(smallerPng(await page.screenshot()));
  writeFileSync(path, shot);
  console.log(`media/first-day/${name}.png ${Math.ceil(shot.length / 1024)} KiB`);
  if (shot.length > LARGEST) throw new Error(`${name}.png is larger than ${LARGEST} bytes`);
}
