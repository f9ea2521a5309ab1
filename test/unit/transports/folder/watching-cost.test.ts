import disk, { writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { folderTransport } from "../../../../src/transports/folder/folder-transport.ts";
import { hintCounter } from "../../../support/hint-counter.ts";
import { folderPlace, offer, readerRoute, writerRoute } from "./folder-place.ts";

const LONG = 20_000;
const JUNK = 300;

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

test(
  "files in a watched directory cost nothing, however many there are, and a new one is noticed among them",
  { timeout: 3 * LONG },
  async () => {
    const place = await folderPlace();
    const watching = new AbortController();
    await folderTransport(place.exchange).maintain(writerRoute, [offer("1-0-a.ferry", "x")], false);
    for (let number = 0; number < JUNK; number++) await writeFile(join(place.offers, `1-${number + 1}-b.ferry`), "");
    const looks = [vi.spyOn(disk, "lstat"), vi.spyOn(disk, "stat"), vi.spyOn(disk, "opendir"), vi.spyOn(disk, "readdir")];
    syncBuiltinESMExports();
    const hints = hintCounter();
    folderTransport(place.exchange).watch(readerRoute, hints.hint, watching.signal);
    expect(await hints.moreThan(0, LONG)).toBe(true);
    const seen = hints.count();
    await writeFile(join(place.offers, "1-999-c.ferry"), "x");
    expect(await hints.moreThan(seen, LONG)).toBe(true);
    const paths = looks.flatMap(({ mock }) => mock.calls.map(([path]) => String(path)));
    expect(paths).toContain(place.offers);
    expect(paths.filter((path) => path.endsWith(".ferry"))).toEqual([]);
    expect(paths.length).toBeLessThan(JUNK / 10);
    watching.abort();
    await place.close();
  },
);
