import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { playground } from "../support/command-line.ts";
import { canMount, mountHanging } from "../support/hanging-mount.ts";
import { type Partner, hubWith } from "../support/hub.ts";

const place = playground();
let release: (() => Promise<void>) | null = null;

afterEach(async () => {
  await release?.();
  place.remove();
});

test.runIf(canMount())(
  "commands that look into an exchange folder say that it does not answer, and end; other folders go on",
  async () => {
    const { hub, partners } = await hubWith(place.path, ["good", "hangs"]);
    const hangs = (partners as [Partner, Partner])[1].exchange;
    const free = join(place.path, "free");
    mkdirSync(free);
    release = await mountHanging(hangs);
    const [doctor, status, changed, connected, joined, beside, fromThere, joinedBeside, saved, savedThere] = await Promise.all([
      hub.run(["doctor"]),
      hub.run(["status"]),
      hub.run(["exchange", "good", hangs]),
      hub.run(["connect", "third", "--exchange", hangs, "--out", "-"]),
      hub.run(["join", join(place.path, "no-file"), "--exchange", hangs]),
      hub.run(["connect", "fourth", "--exchange", free, "--out", join(place.path, "fourth.txt")]),
      hub.run(["join", join(hangs, "no-file"), "--exchange", free]),
      hub.run(["join", join(place.path, "no-file"), "--exchange", free]),
      hub.run(["backup", join(place.path, "saved.bin")], "one two three four\n"),
      hub.run(["backup", join(hangs, "saved.bin")], "one two three four\n"),
    ]);
    const silent = `${hangs} does not answer`;
    for (const ran of [doctor, changed, connected, joined]) {
      expect(ran.out + ran.err).toContain(silent);
      expect(ran.exit).not.toBe(0);
    }
    expect(status.out + status.err).toContain(hangs);
    expect([beside.exit, beside.err]).toEqual([0, expect.anything()]);
    expect(fromThere.err).toContain(`${join(hangs, "no-file")} does not answer`);
    expect(joinedBeside.err).toContain("no-file");
    expect(joinedBeside.err).not.toContain("does not answer");
    expect([saved.exit, saved.err]).toEqual([0, expect.anything()]);
    expect(savedThere.err).toContain(`${join(hangs, "saved.bin")} does not answer`);
    expect(savedThere.exit).not.toBe(0);
    // Nothing was begun over it.
    await release?.();
    release = null;
    const { connections } = await hub.json<{ connections: { name: string }[] }>(["status"]);
    expect(connections.map(({ name }) => name).sort()).toEqual(["fourth", "good", "hangs"]);
  },
  300_000,
);
