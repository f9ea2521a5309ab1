import fs, {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { createFile, moveFile, replaceFiles } from "../../../../src/trackers/markdown/replace-file.ts";
import { sweepLeftovers } from "../../../../src/trackers/markdown/leftovers.ts";
import { textVersion } from "../../../../src/trackers/markdown/text-version.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "issue-ferry-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), "utf8");

type Call = "renameSync" | "linkSync" | "unlinkSync";
type During = (real: () => void) => void;

/** Lets something happen during the next call of the system of this kind. */
function once(call: Call, during: During): void {
  const real = Reflect.get(fs, call) as (...paths: string[]) => void;
  const replace = (by: typeof real): void => {
    Reflect.set(fs, call, by);
    syncBuiltinESMExports();
  };
  onTestFinished(() => replace(real));
  replace((...paths) => {
    replace(real);
    during(() => real(...paths));
  });
}

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}

/** As many editors do. */
function saveByRename(text: string): void {
  writeFileSync(at("swap"), text);
  fs.renameSync(at("swap"), at("a"));
}

const aside = (): string => readdirSync(folder).find((name) => name.endsWith(".old")) ?? "none";
const replaced = async (): Promise<readonly string[]> =>
  (await replaceFiles([{ path: at("a"), expected: textVersion("old"), text: "new" }])).map(({ kind }) => kind);

describe("replacing files", () => {
  it("replaces each that has its expected text, and leaves nothing behind", async () => {
    for (const name of ["a", "b", "c"]) writeFileSync(at(name), `old ${name}`);
    chmodSync(at("a"), 0o640);
    const jobs = ["a", "b", "c"].map((name) => ({
      path: at(name),
      expected: textVersion(name === "b" ? "other" : `old ${name}`),
      text: `new ${name}`,
    }));
    expect((await replaceFiles(jobs)).map(({ kind }) => kind)).toEqual(["done", "stale", "done"]);
    expect([read("a"), read("b"), read("c")]).toEqual(["new a", "old b", "new c"]);
    expect(readdirSync(folder)).toEqual(["a", "b", "c"]);
    expect(statSync(at("a")).mode & 0o777).toBe(0o640);
  });

  it("has the new text on the disk before it has the name, and the name afterwards", async () => {
    writeFileSync(at("a"), "old");
    const any = await open(at("a"));
    const prototype = Object.getPrototypeOf(any) as FileHandle;
    await any.close();
    const { sync: real } = Object.getOwnPropertyDescriptors(prototype) as unknown as {
      sync: { value: (this: FileHandle) => Promise<void> };
    };
    onTestFinished(() => void vi.restoreAllMocks());
    const seen: string[] = [];
    vi.spyOn(prototype, "sync").mockImplementation(async function (this: FileHandle) {
      seen.push(
        `${(await this.stat()).isDirectory() ? "folder" : "file"} ${["a", "b"]
          .filter((name) => existsSync(at(name)))
          .map(read)
          .join(" ")}`,
      );
      return real.value.call(this);
    });
    await replaceFiles([{ path: at("a"), expected: textVersion("old"), text: "new" }]);
    await createFile(at("b"), "made");
    expect(seen).toEqual(["file old", "folder new", "file new"]);
  });

  it("leaves a file alone that somebody begins to type into while the new text is prepared, and asks the window first", async () => {
    for (const name of ["a", "b"]) writeFileSync(at(name), "old");
    const unsaved = new Set<string>();
    const look = {
      settle: () => {
        unsaved.add(at("a"));
        return Promise.resolve();
      },
      isUnsaved: (path: string) => unsaved.has(path),
    };
    const jobs = ["a", "b"].map((name) => ({ path: at(name), expected: textVersion("old"), text: "new" }));
    expect((await replaceFiles(jobs, look)).map(({ kind }) => kind)).toEqual(["busy", "done"]);
    expect([read("a"), read("b")]).toEqual(["old", "new"]);
    expect(readdirSync(folder)).toEqual(["a", "b"]);
  });

  it("what an editor puts in its place while windows are asked stays: the last look is at the file", async () => {
    writeFileSync(at("a"), "old");
    const look = { settle: () => Promise.resolve(), isUnsaved: () => (saveByRename("saved"), false) };
    const jobs = [{ path: at("a"), expected: textVersion("old"), text: "new" }];
    expect((await replaceFiles(jobs, look)).map(({ kind }) => kind)).toEqual(["stale"]);
    expect([read("a"), readdirSync(folder)]).toEqual(["saved", ["a"]]);
  });

  it.each([
    ["writes into the file after all looks", "renameSync", (real) => (writeFileSync(at("a"), "saved"), real())],
    ["puts in its place after all looks", "renameSync", (real) => (saveByRename("saved"), real())],
    ["still writes into the old file", "linkSync", (real) => (writeFileSync(join(folder, aside()), "saved"), real())],
  ] as const satisfies readonly (readonly [string, Call, During])[])("what an editor %s stays", async (_, call, during) => {
    writeFileSync(at("a"), "old");
    once(call, during);
    expect(await replaced()).toEqual(["stale"]);
    expect([read("a"), readdirSync(folder)]).toEqual(["saved", ["a"]]);
  });

  it.each([
    ["as over any file", () => undefined, []],
    ["and what was written into the old one goes to the trash", (taken: string) => writeFileSync(taken, "typed"), [".trash"]],
  ] as const)("what an editor saves while nothing has the name stays, %s", async (_, during, kept) => {
    writeFileSync(at("a.md"), "old");
    once("linkSync", (real) => {
      during(join(folder, aside()));
      writeFileSync(at("a.md"), "saved");
      real();
    });
    const jobs = [{ path: at("a.md"), expected: textVersion("old"), text: "new" }];
    expect((await replaceFiles(jobs)).map(({ kind }) => kind)).toEqual(["stale"]);
    await sweepLeftovers(folder);
    expect([read("a.md"), readdirSync(folder)]).toEqual(["saved", [...kept, "a.md"]]);
    expect(kept.map((trash) => read(`${trash}/recovered.md`))).toEqual(kept.map(() => "typed"));
  });

  it("what an editor that had it open writes into the old file after all of it goes to the trash", async () => {
    for (const name of ["a.md", "b.md"]) writeFileSync(at(name), "old");
    const file = openSync(at("a.md"), "r+");
    const look = {
      settle: () => Promise.resolve(),
      isUnsaved: (path: string) => (path === at("b.md") && writeSync(file, "saved late"), false),
    };
    const jobs = ["a.md", "b.md"].map((name) => ({ path: at(name), expected: textVersion("old"), text: "new" }));
    expect((await replaceFiles(jobs, look)).map(({ kind }) => kind)).toEqual(["done", "done"]);
    closeSync(file);
    await sweepLeftovers(folder);
    expect([read("a.md"), read(".trash/recovered.md")]).toEqual(["new", "saved late"]);
  });

  it("is done where somebody sweeps the folder meanwhile", async () => {
    for (const name of ["a", "b"]) writeFileSync(at(name), "old");
    const look = {
      settle: () => Promise.resolve(),
      isUnsaved: (path: string) => {
        if (path === at("b")) for (const name of readdirSync(folder).filter((one) => one.endsWith(".old"))) rmSync(at(name));
        return false;
      },
    };
    const jobs = ["a", "b"].map((name) => ({ path: at(name), expected: textVersion("old"), text: "new" }));
    expect((await replaceFiles(jobs, look))[0]?.kind).toBe("done");
    expect([read("a"), readdirSync(folder).includes("b")]).toEqual(["new", true]);
  });

  it.each([
    ["an answer that got lost", "linkSync", (real) => (real(), fail("EEXIST"))],
    ["a file system of short names", "renameSync", () => fail("ENAMETOOLONG")],
  ] as const satisfies readonly (readonly [string, Call, During])[])("%s does not keep it from its place", async (_, call, during) => {
    writeFileSync(at("a"), "old");
    once(call, during);
    expect(await replaced()).toEqual(["done"]);
    expect([read("a"), readdirSync(folder)]).toEqual(["new", ["a"]]);
  });

  it("what it has taken away gets its name back where the new text can have none", async () => {
    writeFileSync(at("a"), "old");
    once("linkSync", () => fail("ENOSPC"));
    expect(await replaced()).toEqual(["busy"]);
    expect([read("a"), readdirSync(folder)]).toEqual(["old", ["a"]]);
  });

  it("is done where the new text has the name and its other one cannot be removed: the sweep finds that", async () => {
    writeFileSync(at("a.md"), "old");
    once("unlinkSync", () => fail("EBUSY"));
    const jobs = [{ path: at("a.md"), expected: textVersion("old"), text: "new" }];
    expect((await replaceFiles(jobs)).map(({ kind }) => kind)).toEqual(["done"]);
    await sweepLeftovers(folder);
    expect([read("a.md"), readdirSync(folder)]).toEqual(["new", ["a.md"]]);
  });

  it("takes a file with the longest of names, too", async () => {
    const name = "n".repeat(255);
    writeFileSync(at(name), "old");
    expect((await replaceFiles([{ path: at(name), expected: textVersion("old"), text: "new" }])).map(({ kind }) => kind)).toEqual(["done"]);
    expect([read(name), readdirSync(folder)]).toEqual(["new", [name]]);
  });

  it("does not bring back what was deleted in the meantime", async () => {
    expect((await replaceFiles([{ path: at("gone"), expected: textVersion("old"), text: "new" }])).map(({ kind }) => kind)).not.toContain(
      "done",
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("a file that is saved again and again is never overwritten unseen", async () => {
    writeFileSync(at("a"), "start");
    let saved = 0;
    const stop = new AbortController();
    const lost: string[] = [];
    const editor = (async () => {
      while (!stop.signal.aborted) {
        const text = `saved ${++saved}`;
        writeFileSync(at("a"), text);
        for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
        const now = read("a");
        // What is not the saved text any more must have been put there by a replacement that had seen it.
        if (now !== text && now !== `after ${text}`) lost.push(`${text} became ${now}`);
      }
    })();
    let done = 0;
    for (let i = 0; i < 150; i++) {
      const seen = read("a");
      const [outcome] = await replaceFiles([{ path: at("a"), expected: textVersion(seen), text: `after ${seen.replace(/^after /, "")}` }]);
      if (outcome?.kind === "done") done++;
    }
    stop.abort();
    await editor;
    expect(lost).toEqual([]);
    expect(saved).toBeGreaterThan(10);
    expect(readdirSync(folder)).toEqual(["a"]);
    expect(done).toBeLessThanOrEqual(150);
  });

  it("says busy where the folder is away", async () => {
    mkdirSync(at("x"));
    expect((await replaceFiles([{ path: at("y/a"), expected: "", text: "new" }])).map(({ kind }) => kind)).toEqual(["busy"]);
    expect((await createFile(at("y/a"), "new")).kind).toBe("busy");
  });
});

describe("creating and moving", () => {
  it("never takes a name that is taken", async () => {
    writeFileSync(at("a"), "there");
    writeFileSync(at("b"), "other");
    expect((await createFile(at("a"), "new")).kind).toBe("stale");
    expect((await moveFile(at("b"), at("a"))).kind).toBe("stale");
    expect([read("a"), read("b")]).toEqual(["there", "other"]);
    expect((await createFile(at("c"), "new")).kind).toBe("done");
    expect((await moveFile(at("c"), at("d"))).kind).toBe("done");
    expect(readdirSync(folder)).toEqual(["a", "b", "d"]);
  });
});
