import { execFileSync, spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { link, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newId } from "../../../../src/model/ids.ts";
import { namesIn } from "../../../../src/transports/folder/directories.ts";
import { folderTransport } from "../../../../src/transports/folder/folder-transport.ts";
import {
  CONNECTION,
  everythingIn,
  folderPlace,
  type FolderPlace,
  listed,
  offer,
  READER,
  readerRoute,
  WRITER,
  writerRoute,
} from "./folder-place.ts";

const NAME = "1-0-aa.ferry";

let place: FolderPlace;
beforeEach(async () => {
  place = await folderPlace();
});
afterEach(() => place.close());

const file = () => join(place.offers, NAME);
const secret = () => join(place.outside, NAME);
/** What lies outside the exchange folder, with its content. */
const secrets = async () =>
  Promise.all((await readdir(place.outside)).map(async (name) => [name, await readFile(join(place.outside, name), "utf8")]));

/** Only a person with all rights makes one; a link to one is a link. */
const canMakeDevices = spawnSync("mknod", [join(tmpdir(), `ferry-device-${process.pid}`), "c", "1", "5"]).status === 0;
rmSync(join(tmpdir(), `ferry-device-${process.pid}`), { force: true });

/** Things that a person with access to the folder may put where a message is expected. */
const HOSTILE: Readonly<Record<string, () => Promise<void>>> = {
  "a symbolic link": async () => {
    await writeFile(secret(), "secret");
    await symlink(secret(), file());
  },
  "a dangling link": () => symlink(secret(), file()),
  "a hard link": async () => {
    await writeFile(secret(), "secret");
    await link(secret(), file());
  },
  "a FIFO": async () => {
    execFileSync("mkfifo", [file()]);
  },
  "a socket": async () => {
    // Whoever listens and is killed leaves it behind.
    const listens = `require("node:net").createServer().listen(${JSON.stringify(NAME)}, () => process.kill(process.pid, "SIGKILL"))`;
    spawnSync(process.execPath, ["-e", listens], { cwd: place.offers });
    if (!(await lstat(file())).isSocket()) throw new Error("no socket");
  },
  ...(canMakeDevices && {
    "a device that never ends": async () => {
      execFileSync("mknod", [file(), "c", "1", "5"]);
    },
  }),
  "a directory": () => mkdir(file()),
  "a filled directory": async () => {
    await mkdir(join(file(), "below"), { recursive: true });
    await writeFile(join(file(), "below", "deeper"), "x");
  },
  "a file of 10 GB": async () => {
    await writeFile(file(), "x");
    await truncate(file(), 10 * 2 ** 30);
  },
};

describe.each(Object.keys(HOSTILE))("%s in the place of a message", (kind) => {
  beforeEach(async () => {
    await mkdir(place.offers, { recursive: true });
    await mkdir(place.tmp);
    await HOSTILE[kind]?.();
  });

  test("is counted and not read", async () => {
    const reader = folderTransport(place.exchange);
    expect(await listed(reader)).toEqual({ messages: [], foreign: 1, foreignNames: [NAME] });
    expect(await reader.fetch(readerRoute, WRITER, NAME)).toEqual({ kind: "none" });
  });

  test("gives way to the real message, and what a link leads to is left alone", async () => {
    const outside = await secrets();
    const writer = folderTransport(place.exchange);
    expect(await writer.maintain(writerRoute, [offer(NAME, "real")], true)).toMatchObject({ written: 1, repaired: 1, failure: null });
    expect(await readFile(file(), "utf8")).toBe("real");
    expect((await lstat(file())).isFile()).toBe(true);
    expect(await secrets()).toEqual(outside);
  });

  test("goes when it is not offered, unless that would remove more than itself", async () => {
    await folderTransport(place.exchange).maintain(writerRoute, [], true);
    expect(await readdir(place.offers)).toEqual(kind === "a filled directory" ? [NAME] : []);
  });
});

test("a file that grows for ever is looked at in bounded time, and nothing beyond the bound is read", async () => {
  await mkdir(place.offers, { recursive: true });
  await writeFile(file(), "x");
  const grows = spawn("sh", ["-c", `i=0; while [ $i -lt 4000 ]; do printf '%0100000d' 0 >> "$1"; i=$((i+1)); done`, "sh", file()]);
  try {
    const reader = folderTransport(place.exchange);
    const end = Date.now() + 10_000;
    for (let size = 1; size < 24 * 2 ** 20 && Date.now() < end; size = (await lstat(file())).size) {
      const fetched = await reader.fetch(readerRoute, WRITER, NAME);
      expect(fetched.kind === "none" || fetched.bytes.length <= reader.largest).toBe(true);
    }
    expect((await listed(reader)).messages).toEqual([]);
    expect(await reader.fetch(readerRoute, WRITER, NAME)).toEqual({ kind: "none" });
  } finally {
    grows.kill("SIGKILL");
  }
});

describe("a link in the place of a directory", () => {
  test.each(["writer", "connection"])("%s: is not entered by a reader", async (level) => {
    const writer = folderTransport(place.exchange);
    await writer.maintain(writerRoute, [offer(NAME, "x")], false);
    const path = level === "writer" ? join(place.exchange, WRITER) : place.offers;
    await rename(path, join(place.outside, "moved"));
    await symlink(join(place.outside, "moved"), path);
    const reader = folderTransport(place.exchange);
    expect(await reader.writers(readerRoute)).toEqual([]);
    expect(await listed(reader)).toMatchObject({ messages: [], foreign: 1 });
    expect(await reader.fetch(readerRoute, WRITER, NAME)).toEqual({ kind: "none" });
  });

  test.each(["writer", "tmp", "connection"])(
    "%s: is a failure for its writer, and nothing is written or removed behind it",
    async (level) => {
      const path = { writer: join(place.exchange, WRITER), tmp: place.tmp, connection: place.offers }[level] ?? "";
      if (level !== "writer") await mkdir(join(place.exchange, WRITER));
      await symlink(place.outside, path);
      await writeFile(secret(), "secret");
      const done = await folderTransport(place.exchange).maintain(writerRoute, [offer("1-1-b.ferry", "x")], true);
      expect(done).toMatchObject({ written: 0, withdrawn: 0, failure: { kind: "unreachable", detail: "EEXIST" } });
      expect(await everythingIn(place.outside)).toEqual([NAME]);
    },
  );
});

test("names of other writers and junk in the exchange folder are neither followed nor changed", async () => {
  await writeFile(join(place.exchange, READER), "a file with the name of a participant");
  await mkdir(join(place.exchange, "Photos"));
  await symlink(place.outside, join(place.exchange, newId(1, new Uint8Array(10))));
  await mkdir(join(place.outside, CONNECTION));
  const before = await everythingIn(place.exchange);
  const transport = folderTransport(place.exchange);
  expect(await transport.writers({ connection: CONNECTION, self: WRITER })).toEqual([]);
  await transport.maintain(writerRoute, [offer(NAME, "x")], false);
  expect(await everythingIn(place.exchange)).toEqual(expect.arrayContaining([...before]));
});

test.each(["../x.ferry", "tmp/../../x.ferry", "/etc/passwd", "", ".", "a\0.ferry"])(
  "a name that is none (%j) is not fetched",
  async (name) => {
    expect(await folderTransport(place.exchange).fetch(readerRoute, WRITER, name)).toEqual({ kind: "none" });
  },
);

test("payload of operations is neither foreign nor touched", async () => {
  await mkdir(join(place.offers, "files"), { recursive: true });
  await writeFile(join(place.offers, "files", "transfer.1"), "payload");
  const transport = folderTransport(place.exchange);
  await transport.maintain(writerRoute, [], true);
  expect(await listed(transport)).toEqual({ messages: [], foreign: 0, foreignNames: [] });
  expect(await readdir(join(place.offers, "files"))).toEqual(["transfer.1"]);
});

describe("ten thousand junk files", () => {
  let crowded: string;
  beforeEach(async () => {
    crowded = await mkdtemp(join(tmpdir(), "ferry-crowd-"));
    const offers = join(crowded, WRITER, CONNECTION);
    await mkdir(offers, { recursive: true });
    // Links to one file are quick to make.
    await writeFile(join(offers, "junk"), "");
    for (let i = 0; i < 10_000; i += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, k) => symlink("junk", join(offers, `${i % 200 ? "ack-" : "junk "}${i + k}.ferry`))),
      );
    }
    await writeFile(join(offers, "3-8-real.ferry"), "real");
  });
  afterEach(() => rm(crowded, { recursive: true }));

  test("do not hide the next message, are counted, and few are shown", async () => {
    const listing = await folderTransport(crowded).list(readerRoute, WRITER, { generation: 3, sequence: 7 });
    if ("kind" in listing) throw new Error(listing.kind);
    expect(listing.messages.map((one) => one.name)).toEqual(["3-8-real.ferry"]);
    expect(listing.foreign).toBeGreaterThanOrEqual(5000);
    expect(listing.foreignNames).toHaveLength(20);
  });
});

test("only so many names of a directory are read", async () => {
  for (let i = 0; i < 7; i++) await writeFile(join(place.outside, `${i}`), "");
  expect(await namesIn(place.outside, 5)).toHaveLength(5);
  expect(await namesIn(place.outside)).toHaveLength(7);
  expect(await namesIn(join(place.outside, "missing"))).toEqual([]);
});
