import { expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { connectedWorld } from "../../simulation/world.ts";

/** Names of files as an attacker would have them, and whether they end at the border; the others are kept under another name by the tracker. */
const NAMES: readonly (readonly [what: string, name: string, "refused" | "taken"])[] = [
  ["a path upwards", "../../.ssh/config", "refused"],
  ["a path of Windows", "..\\..\\x", "refused"],
  ["the ending turned around", "invoice\u202egnp.exe", "refused"],
  ["an isolate", "a\u2067gnp.exe\u2069", "refused"],
  ["a mark of direction", "\u200fphoto.png", "refused"],
  ["a byte order mark", "\ufeffphoto.png", "refused"],
  ["a space without width", "photo.png\u200b.exe", "refused"],
  ["a tag that nobody sees", "photo\u{e0061}.png", "refused"],
  ["blanks", "  ", "refused"],
  ["a device", "CON.txt", "taken"],
  ["a trailing dot", "photo.png.", "taken"],
  ["a stream", "photo.png:exe", "taken"],
  ["two joiners that belong to words", "می\u200cخواهم 👩\u200d🔧.png", "taken"],
];

async function sides(): Promise<{ P: SimulatedProject; S: SimulatedProject; issue: string; id: () => string; rest: () => Promise<void> }> {
  const terms = { ...DEFAULT_TERMS, attachments: "all" as const };
  const world = await connectedWorld({ seed: 5, natures: { P: exact, S: exact }, terms });
  const { P, S } = world;
  onTestFinished(() => [P, S].forEach((side) => side.close()));
  const id = (): string => newId(world.clock.now, world.random.bytes(10));
  const rest = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) for (const side of [S, P]) await side.pass();
  };
  const issue = id();
  P.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  await rest();
  return { P, S, issue, id, rest };
}

const FILE = { size: 10, sha256: "a".repeat(64), mediaType: "image/png", author: "Bo", created: "" };

test.each(["P", "S"] as const)(
  "a file whose name shows something else than it is ends at the border of %s, named; the others are taken",
  async (letter) => {
    const { P, S, issue, id, rest } = await sides();
    const [to, from] = letter === "P" ? [P, S] : [S, P];
    const files = NAMES.map(([, name]) => ({ id: id(), origin: from.self, name, ...FILE }));
    const base = S.row(issue)?.sync.revision ?? { era: 0, number: 0 };
    const message = {
      v: "1.0",
      min: "1.0",
      kind: "issue",
      issue,
      contract: 1,
      key: "K-1",
      changes: { attachments: files },
      overruled: [],
      ...(from === P ? { base, revision: { ...base, number: base.number + 1 } } : { base }),
    };
    from.store.transaction(() => {
      const { id: connection } = from.connection();
      from.store.addOutbox([{ connection, life: from.context.life, number: 5_000_000, body: JSON.stringify(message), sequence: null }]);
    });
    const before = to.said.length;
    await rest();
    const answers = to.said
      .slice(before)
      .map((entry) => JSON.parse(entry.body) as { refused?: { field: string; failure: { code: string } }[] });
    const refused = new Map(answers.flatMap((one) => one.refused ?? []).map(({ field, failure }) => [field, failure.code]));
    const has = new Set(to.tracker.issue(issue)?.attachments?.map((one) => one.id));
    const ends = files.map((file, i) => [NAMES[i]?.[0], refused.get(`attachment:${file.id}`) ?? (has.has(file.id) ? "taken" : "lost")]);
    expect(ends).toEqual(NAMES.map(([what, , end]) => [what, end === "refused" ? "WRONG_TYPE" : "taken"]));
    expect(has.size).toBe(NAMES.filter(([, , end]) => end === "taken").length);
  },
);

test("an own file of such a name stays here, and why is told", async () => {
  const { P, S, issue, id, rest } = await sides();
  const { size, sha256, ...file } = FILE;
  // Half a character could not even be said: no message is taken that has one.
  const names = [...NAMES, ["half a character", "photo\ud800.png", "refused"] as const];
  const files = names.map(([, name]) => ({ ...file, id: id(), name, created: null, content: { size, sha256 }, here: true }));
  P.tracker.edit(issue, { attachments: files });
  await rest();
  const stays = P.row(issue)?.sync.stays ?? {};
  const has = new Set(S.tracker.issue(issue)?.attachments?.map((one) => one.id));
  expect(files.map((one, i) => [names[i]?.[0], stays[`attachment:${one.id}`]?.code ?? (has.has(one.id) ? "taken" : "lost")])).toEqual(
    names.map(([what, , end]) => [what, end === "refused" ? "WRONG_TYPE" : "taken"]),
  );
});
