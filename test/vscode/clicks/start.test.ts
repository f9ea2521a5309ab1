import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ferry } from "../../../scripts/demo/command-line.mjs";
import { root } from "../../../scripts/ensure.mjs";
import { NAMES, sideOf } from "../../../scripts/start/sample-projects.mjs";
import { SHOWN } from "../../../scripts/start/sample-steps.mjs";
import { until } from "../support/until.ts";

/** `npm start` as a newcomer does it, in a place of its own. The tests follow each other: each goes on where the one before left. */
const base = realpathSync(mkdtempSync(join(tmpdir(), "ferry-start-")));
const place = join(base, "demo");
const LONG = { timeout: 240_000 };

interface Started {
  readonly child: ChildProcess;
  readonly addresses: readonly string[];
  readonly password: string;
  said(): string;
}

const started = new Set<ChildProcess>();
const before = process.env["XDG_DATA_HOME"];
beforeAll(() => {
  // Also for `sideOf`, which says where the projects' secrets are.
  process.env["XDG_DATA_HOME"] = join(base, "data");
});
afterEach(async () => {
  for (const child of started) await stop(child, "SIGKILL");
});
afterAll(() => {
  if (before === undefined) delete process.env["XDG_DATA_HOME"];
  else process.env["XDG_DATA_HOME"] = before;
  rmSync(base, { recursive: true, force: true, maxRetries: 5 });
});

/** A process group of its own, as a terminal makes it. */
function run(...flags: string[]): { child: ChildProcess; said: () => string; ended: Promise<number | null> } {
  const child = spawn("npm", ["start", "--silent", "--", "--browser", "--no-open", "--place", place, ...flags], {
    cwd: root,
    detached: true,
  });
  started.add(child);
  let output = "";
  for (const channel of [child.stdout, child.stderr]) channel.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.on("close", (code) => (started.delete(child), resolve(code))));
  return { child, said: () => output, ended };
}

async function start(...flags: string[]): Promise<Started> {
  const { child, said, ended } = run(...flags);
  let over = false;
  void ended.then(() => (over = true));
  await until("it says what to try", () => over || said().includes("Ctrl+C closes both"), 200_000);
  const addresses = [...said().matchAll(/http:\/\/127\.0\.0\.1:\d+\/\S+/g)].map(([address]) => address);
  const password = /password +(\S+)/.exec(said())?.[1] ?? "";
  if (addresses.length !== 2) throw new Error(said());
  return { child, addresses, password, said };
}

/** As Ctrl+C in the terminal: all that was started there is told. */
async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => (child.exitCode === null ? child.on("close", resolve) : resolve(child.exitCode)));
  process.kill(-(child.pid ?? 0), signal);
  return ended;
}

/** Processes that have to do with the place, by their command lines. */
function processesOfPlace(): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const line =
        /^\d+$/.test(pid) && Number(pid) !== process.pid ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") : "";
      return line.includes(place) ? [line] : [];
    } catch {
      return [];
    }
  });
}

/** What a browser gets there: the page of the workbench, once the password is given. */
async function page(address: string, password: string): Promise<string> {
  const url = new URL(address);
  const body = new URLSearchParams({ password, base: ".", href: `${url.origin}/login` });
  const login = await fetch(`${url.origin}/login`, { method: "POST", body, redirect: "manual" });
  const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  return (await fetch(address, { headers: { cookie } })).text();
}

async function expectBothAnswer({ addresses, password }: Started): Promise<void> {
  expect(password).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
  for (const [i, address] of addresses.entries()) {
    const name = NAMES[i];
    if (name === undefined) throw new Error("more addresses than sides");
    expect(new URL(address).searchParams.get("folder")).toBe(sideOf(place, name).project);
    expect(await page(address, password)).toContain("vscode-workbench-web-configuration");
    expect(await page(address, "wrong")).not.toContain("vscode-workbench-web-configuration");
  }
}

async function statuses(side: "acme" | "nordwind"): Promise<ReadonlyMap<string, string>> {
  const { json } = await ferry(join(place, "extension/dist/cli.js"), sideOf(place, side), ["status"]);
  return new Map((json.issues as { title: string; syncStatus: string }[]).map(({ title, syncStatus }) => [title, syncStatus]));
}

let first: Started;

test("from nothing to both windows, with something of every status to see", LONG, async () => {
  first = await start();
  await expectBothAnswer(first);
  const seen = { acme: await statuses("acme"), nordwind: await statuses("nordwind") };
  expect(SHOWN.map(([side, title]) => [side, title, seen[side].get(title)])).toEqual(SHOWN);
  expect(seen.acme.size).toBeGreaterThanOrEqual(25);
  expect(seen.nordwind.size).toBeGreaterThanOrEqual(25);
  expect(readdirSync(sideOf(place, "acme").machine + "/extensions").filter((name) => name.startsWith("issue-ferry."))).toHaveLength(1);

  const second = run();
  expect(await second.ended).toBe(0);
  expect(second.said()).toContain("It runs already.");
  expect(second.said()).toContain(first.addresses[1]);

  expect(await stop(first.child, "SIGINT")).not.toBe(1);
  expect(processesOfPlace()).toEqual([]);
  expect(existsSync(join(place, "running.json"))).toBe(false);
  const side = sideOf(place, "acme");
  appendFileSync(join(side.project, "issues/ACME-2.md"), "\n### Ada Marsh\n\nSeen by the night shift.\n");
  expect(await ferry(join(place, "extension/dist/cli.js"), side, ["sync"])).toMatchObject({ code: 4 });
});

test("a second start goes on with what is there", LONG, async () => {
  const again = await start();
  expect(again.said()).not.toMatch(/ok +(?:projects|extension|VS Code)/);
  expect(again).toMatchObject({ addresses: first.addresses, password: first.password });
  await expectBothAnswer(again);
  expect(readFileSync(join(sideOf(place, "acme").project, "issues/ACME-2.md"), "utf8")).toContain("Seen by the night shift.");
  // Nobody can tidy up after this.
  await stop(again.child, "SIGKILL");
  expect(processesOfPlace()).not.toEqual([]);
});

test("a reset begins anew, and ends what a killed start left behind", LONG, async () => {
  const left = processesOfPlace();
  const anew = await start("--reset");
  await expectBothAnswer(anew);
  expect(left).not.toEqual([]);
  expect(readFileSync(join(sideOf(place, "acme").project, "issues/ACME-2.md"), "utf8")).not.toContain("Seen by the night shift.");
  expect(await stop(anew.child, "SIGTERM")).not.toBe(1);
  await until("all is gone", () => processesOfPlace().length === 0);
});

test("a folder that holds something else is refused, and stays", LONG, async () => {
  const foreign = join(base, "photos");
  mkdirSync(join(foreign, "2026"), { recursive: true });
  const { ended, said } = run("--reset", "--place", foreign);
  expect(await ended).toBe(1);
  expect(said().trim()).toBe(`${foreign} holds something else: name another folder by --place.`);
  expect(readdirSync(foreign)).toEqual(["2026"]);
});
