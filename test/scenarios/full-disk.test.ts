import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { user } from "../support/command-line.ts";
import { canMount, smallDisk } from "../support/small-disk.ts";

// Where nothing can be mounted this is skipped: a full disk cannot be had otherwise.
describe.runIf(canMount)("watch on a disk that is full (own file system)", () => {
  test("says so once, does not end, and goes on by itself when there is room", async () => {
    const disk = smallDisk(6000);
    if (!disk) throw new Error("no mount");
    onTestFinished(() => disk.unmount());
    const exchange = join(disk.path, "exchange");
    mkdirSync(exchange);
    const ada = user(disk.path, "Ada");
    await ada.json(["init", "--key", "ACME"], 0);
    await ada.json(["connect", "nordwind", "--exchange", exchange, "--out", join(disk.path, "handshake.txt")], 0);
    await ada.json(["new", "--title", "Valve sticks"], 0);
    const watching = ada.start(["watch"]);
    onTestFinished(async () => void (await watching.stop("SIGKILL")));
    await watching.saw("Z ");

    const ballast = join(disk.path, "ballast");
    execFileSync("sh", ["-c", `cat /dev/zero > ${ballast} || true`], { stdio: "ignore" });
    // As long as before: editing needs no room, taking the edit up does.
    const file = join(ada.workspace, "issues/ACME-1.md");
    const handle = openSync(file, "r+");
    writeSync(handle, readFileSync(file, "utf8").replace("Valve sticks", "Valve leaked"));
    closeSync(handle);
    await watching.saw("Make room");
    expect(watching.child.exitCode).toBeNull();

    rmSync(ballast);
    const end = Date.now() + 30_000;
    const title = async (): Promise<string> => (await ada.json(["issues"])).issues[0].title;
    while ((await title()) !== "Valve leaked") if (Date.now() > end) throw new Error("it did not go on");
    const ended = await watching.stop();
    expect(ended.exit).toBe(0);
    expect(ended.err.match(/Make room/g), "said once").toHaveLength(1);
  });
});
