import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Running, User } from "../support/command-line.ts";
import { canMount } from "../support/small-disk.ts";
import { type TwoSides, issueStatuses, running, saved, settle } from "../support/two-sides.ts";

if (!canMount) process.stderr.write("not registered, since mounting is not allowed here: exchange folders that come and go\n");

// A share that comes and goes cannot be had otherwise.
describe.runIf(canMount)("an exchange folder that is a mount (own file system)", () => {
  let sides: TwoSides;
  let ada: User;
  let bo: User;
  let mount: Mount;
  let scene: Awaited<ReturnType<typeof saved>>;
  beforeAll(async () => {
    scene = await saved(running);
    ({ sides } = scene);
    ({ ada, bo } = sides);
  });
  afterAll(() => scene.remove());
  beforeEach(() => {
    scene.restore();
    mount = mountOver(sides.exchange);
  });
  afterEach(() => mount.off());

  test("that is unmounted and comes back while both watch: an empty folder in its place is used, the old one is taken up again", async () => {
    const watchers = [watching(ada, "no issues"), watching(bo, "no issues")];
    await Promise.all(watchers);
    save(ada, "First");
    await until(async () => (await issueStatuses(sides, "First")) === "up to date | up to date");
    mount.off();
    save(ada, "Meanwhile");
    save(bo, "Meanwhile, too");
    await until(async () => (await issueStatuses(sides, "Meanwhile")) === "up to date | up to date");
    mount.on();
    save(ada, "Afterwards");
    await until(async () => (await issueStatuses(sides, "Afterwards")) === "up to date | up to date");
    for (const watcher of watchers) expect((await (await watcher).stop()).exit).toBe(0);
    await settle(sides);
    for (const title of ["First", "Meanwhile", "Meanwhile, too", "Afterwards"])
      expect(`${title}: ${await issueStatuses(sides, title)}`).toBe(`${title}: up to date | up to date`);
    expect((await bo.json(["issues"])).issues).toHaveLength(4);
  });

  test("that becomes read-only: said once, nothing is lost, and it goes on by itself", async () => {
    const watcher = await watching(ada, "no issues");
    mount.readOnly(true);
    save(ada, "Typed meanwhile");
    await watcher.saw("cannot be written (EROFS)");
    await until(async () => (await ada.json(["issues"])).issues.length === 1);
    expect(await issueStatuses(sides, "Typed meanwhile")).toBe("pending | -");
    mount.readOnly(false);
    await until(async () => {
      await bo.run(["sync"]);
      return (await issueStatuses(sides, "Typed meanwhile")) === "up to date | up to date";
    });
    const { exit, err } = await watcher.stop();
    expect(exit).toBe(0);
    expect(err.match(/cannot be written/g), "said once").toHaveLength(1);
  });

  function save(side: User, title: string): void {
    const share = side === ada ? "nordwind" : "acme";
    writeFileSync(join(side.workspace, "issues", `${title}.md`), `---\nshare: ${share}\n---\n\n# ${title}\n`);
  }
});

async function watching(side: User, word: string): Promise<Running> {
  const started = side.start(["watch"]);
  onTestFinished(async () => void (await started.stop("SIGKILL")));
  await started.saw(word);
  return started;
}

interface Mount {
  on(): void;
  off(): void;
  readOnly(yes: boolean): void;
}

/** What stands in the folder now, mounted over it from another place. */
function mountOver(folder: string): Mount {
  const source = `${folder}-disk`;
  mkdirSync(source);
  for (const name of readdirSync(folder)) execFileSync("mv", [join(folder, name), source]);
  let mounted = false;
  const run = (...words: string[]): void => void execFileSync("mount", words, { stdio: "ignore" });
  const on = (): void => {
    run("--bind", source, folder);
    mounted = true;
  };
  on();
  return {
    on,
    off: () => {
      // What still has a file open there goes on until it closes it, as with a drive that is pulled.
      if (mounted) execFileSync("umount", ["-l", folder], { stdio: "ignore" });
      mounted = false;
    },
    readOnly: (yes) => run("-o", `remount,bind,${yes ? "ro" : "rw"}`, folder),
  };
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 90_000;
  while (!(await done())) if (Date.now() > end) throw new Error("it does not come about");
}
