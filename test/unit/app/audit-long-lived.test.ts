import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type AuditLine, auditLines } from "../../../src/app/audit-lines.ts";
import { type AuditFinding, AuditVerifier } from "../../../src/app/audit-verify.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { signerOf } from "../../../src/sync/signed-files.ts";
import { saveSide, storesDirectory } from "../../simulation/saved-side.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** A trail outlives streams and connections: what was proven stays so, and nothing that nobody altered is called altered. */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;
let stores: string;
let issue: string;

beforeEach(async () => {
  const directory = storesDirectory();
  stores = directory.path;
  world = await connectedWorld({ seed: 33, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS, stores });
  ({ P, S } = world);
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
    directory.remove();
  });
  issue = newId(world.clock.now++, world.random.bytes(10));
  P.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  await passes(4);
});

async function passes(times: number, sides: readonly SimulatedProject[] = [P, S]): Promise<void> {
  for (let i = 0; i < times; i++) for (const side of sides) await side.pass();
}

/** Each edit of S acknowledges, in a file that is no evidence, what P said before. */
async function goesOn(rounds: number): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    const other = newId(world.clock.now++, world.random.bytes(10));
    P.tracker.add(other, { fields: { title: `Pump ${i}` } });
    P.tracker.edit(issue, { fields: { title: `Valve ${i} of ${world.clock.now}` } });
    await passes(4);
    await P.command({ kind: "ping", connection: CONNECTION, author: "Ada" });
    S.tracker.edit(issue, { fields: { body: `Text ${i} of ${world.clock.now}` } });
    await passes(3);
  }
}

const trailOf = (side: SimulatedProject): readonly AuditLine[] => [...auditLines(side.store, "Acme", 0)];

function verified(lines: readonly AuditLine[]): AuditFinding {
  const verifier = new AuditVerifier(P.context.crypto);
  for (const line of lines) verifier.take(line);
  return verifier.finding();
}

describe.each(["P", "S"] as const)("the trail of %s", (letter) => {
  test("stays proven when its connection is removed, and so is nobody else's", async () => {
    const [side, other] = letter === "P" ? [P, S] : [S, P];
    await goesOn(1);
    const before = verified(trailOf(side));
    expect([before.faults, before.files > 2]).toEqual([[], true]);
    for (let i = 0; i < 3 && side.store.connections().length > 0; i++) {
      await side.command({ kind: "remove", connection: CONNECTION, author: "Ada" });
      await passes(2, [side, other]);
    }
    expect(side.store.connections()).toEqual([]);
    const after = verified(trailOf(side));
    expect(after.faults).toEqual([]);
    expect([after.files >= before.files, after.proven >= before.proven]).toEqual([true, true]);
  });

  test("names the partner of a connection once that was forgotten and joined again", () => {
    const side = letter === "P" ? P : S;
    const [connection] = side.store.connections();
    const signer = connection && signerOf(connection);
    if (!signer) throw new Error("the scene is not set");
    side.store.transaction(() => side.store.keepSigner(signer));
    expect(side.store.signers()).toEqual([signer]);
    expect(verified(trailOf(side)).faults).toEqual([]);
  });

  test("has no altered event because sequences began again", async () => {
    const side = letter === "P" ? P : S;
    await goesOn(4);
    const before = saveSide(S, join(stores, "S.db"), join(stores, "copy"));
    await goesOn(1);
    before.putBack("state");
    await passes(8);
    expect(side.connection().stream.generation).toBeGreaterThan(0);
    await goesOn(4);
    expect(verified(trailOf(side)).faults).toEqual([]);
  });
});
