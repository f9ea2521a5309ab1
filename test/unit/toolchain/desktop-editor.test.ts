import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { endWindow, findDesktop, installInDesktop, openWindow } from "../../../scripts/start/desktop-editor.mjs";
import { fetchFailed } from "../../../scripts/start/steps.mjs";
import { temporaryFile } from "./temporary-file.ts";

const DESKTOP = { user: 1000, platform: "linux" } as const;

/**
 * A `code` that does as VS Code's own: leaves a process behind that is no child of ours and says in the profile who it is, and waits for it.
 * It writes down how it was called.
 */
function standIn(version: string): { path: string; environment: NodeJS.ProcessEnv; calls: () => string[][] } {
  const code = temporaryFile("code");
  const log = join(dirname(code), "calls");
  writeFileSync(
    code,
    `#!${process.execPath}
const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
const words = process.argv.slice(2);
appendFileSync(${JSON.stringify(log)}, JSON.stringify(words) + "\\n");
if (words[0] === "--version") console.log("${version}\\nabc\\nx64");
if (words.includes("--wait")) {
  const userData = words[words.indexOf("--user-data-dir") + 1];
  const { pid } = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", userData], { detached: true, stdio: "ignore" });
  mkdirSync(userData, { recursive: true });
  writeFileSync(userData + "/code.lock", String(pid));
  setInterval(() => { try { process.kill(pid, 0); } catch { process.exit(); } }, 20);
}
`,
  );
  chmodSync(code, 0o755);
  const calls = (): string[][] =>
    readFileSync(log, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as string[]);
  return { path: code, environment: { PATH: dirname(code), DISPLAY: ":0" }, calls };
}

test("the desktop's VS Code is taken where it can be used", async () => {
  const { path, environment } = standIn("1.115.0");
  expect(await findDesktop({ ...DESKTOP, environment })).toEqual({ ok: true, code: path });
  expect(await findDesktop({ ...DESKTOP, environment: standIn("2.0.1").environment })).toMatchObject({ ok: true });
});

test("else it says why not", async () => {
  const { path, environment } = standIn("1.114.2");
  const because = async (options: Parameters<typeof findDesktop>[0]): Promise<unknown> =>
    findDesktop({ ...DESKTOP, environment, ...options });
  expect(await because({})).toEqual({ ok: false, because: "the desktop VS Code is 1.114, and the extension needs 1.115" });
  expect(await because({ user: 0 })).toEqual({ ok: false, because: "the desktop VS Code does not run as root" });
  expect(await because({ environment: { PATH: dirname(path) } })).toEqual({ ok: false, because: "no desktop session here" });
  expect(await because({ environment: { ...environment, WSL_DISTRO_NAME: "Debian" } })).toMatchObject({
    because: "this terminal is far from the desktop",
  });
  expect(await because({ environment: { PATH: "/nowhere" } })).toMatchObject({ because: "no desktop VS Code here (no `code` on PATH)" });
  expect(await because({ environment: standIn("what?").environment })).toMatchObject({ because: /does not tell its version/ });
});

test("a window has its own directories, and goes when it is ended", async () => {
  const { path, calls } = standIn("1.139.0");
  const place = dirname(temporaryFile("x"));
  const profile = { userData: join(place, "data"), extensions: join(place, "extensions"), home: place };
  mkdirSync(profile.userData);
  const own = ["--user-data-dir", profile.userData, "--extensions-dir", profile.extensions];
  expect(await installInDesktop(path, profile, "/some/ferry.vsix")).toBeNull();
  const { closed } = openWindow(path, profile, "/some/project");
  while (!existsSync(join(profile.userData, "code.lock"))) await new Promise((resolve) => setTimeout(resolve, 10));
  const pid = Number(readFileSync(join(profile.userData, "code.lock"), "utf8"));
  await endWindow(profile);
  await closed;
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  expect(calls()).toEqual([
    [...own, "--install-extension", "/some/ferry.vsix", "--force"],
    [...own, "--new-window", "--wait", "/some/project"],
  ]);
});

test("what keeps a download from its end is one sentence", () => {
  const what = "VS Code as a server";
  expect(fetchFailed(what, "npm error code ENOTFOUND\nnpm error request to https://registry failed")).toBe(
    "VS Code as a server could not be downloaded: npm cannot reach its registry. Look at the network and at `npm config get registry`, then run it again.",
  );
  expect(fetchFailed(what, "npm error ENOSPC: no space left on device")).toBe(
    "The disk is full: VS Code as a server needs about 1 GB. Make room and run it again.",
  );
  expect(fetchFailed(what, "npm error something else")).toBe("npm error something else");
});
