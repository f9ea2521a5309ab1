import { afterEach, describe, expect, it } from "vitest";
import { type ContractTerms, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { DEFAULT_MAPPING } from "../../../src/model/mapping.ts";
import { EMPTY_DOCUMENT } from "../../../src/model/document.ts";
import { newId } from "../../../src/model/ids.ts";
import type { TrackerAttachment, TrackerChange } from "../../../src/model/tracker-issue.ts";
import { contractGaps } from "../../../src/sync/field-gaps.ts";
import { project } from "../../../src/sync/projection.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";
import { SELF, issueOf, rulesFor } from "./sample-rules.ts";

/** A tracker that has no place for files and links, on one side or the other. */
const NOTHING = { attachments: false, links: false };
const ALL: ContractTerms = { ...DEFAULT_TERMS, attachments: "all", links: "known" };

let world: World | null = null;
const W = (): World => world as World;
async function begin(without: "P" | "S", terms: ContractTerms = ALL): Promise<{ holder: SimulatedProject; other: SimulatedProject }> {
  const poor = { ...exact, holds: NOTHING };
  world = await connectedWorld({ seed: 21, natures: { P: without === "P" ? poor : exact, S: without === "S" ? poor : exact }, terms });
  const { P, S } = W();
  return without === "P" ? { holder: S, other: P } : { holder: P, other: S };
}
afterEach(() => {
  if (world) for (const side of [world.P, world.S]) side.close();
  world = null;
});

const id = (): string => newId(W().clock.now, W().random.bytes(10));
async function rest(): Promise<void> {
  for (let i = 0; i < 6; i++)
    for (const side of [W().P, W().S]) {
      W().clock.now += 500;
      await side.pass();
    }
}
async function shared(side: SimulatedProject, more: TrackerChange = {}): Promise<string> {
  const issue = id();
  side.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION], ...more });
  await rest();
  return issue;
}
const aFile = (): TrackerAttachment => ({
  id: id(),
  name: "pump.png",
  mediaType: "image/png",
  author: "Ada",
  created: null,
  content: { size: 10, sha256: "a".repeat(64) },
  here: true,
});
const refusals = (side: SimulatedProject, issue: string, where: "refusedHere" | "refusedThere" | "partnerRefuses"): unknown =>
  Object.fromEntries(Object.entries(side.row(issue)?.sync[where] ?? {}).map(([part, { failure }]) => [part, failure.code]));
const statuses = (issue: string): string => [W().P, W().S].map((side) => side.row(issue)?.status).join(" | ");

describe("a file and a link that the tracker of one side has no place for", () => {
  it.each(["P", "S"] as const)(
    "are refused by name and are an error, never up to date; the rest of the edit is taken (%s has none)",
    async (without) => {
      const { holder, other } = await begin(without);
      const [issue, target] = [await shared(holder), await shared(holder)];
      expect(statuses(issue)).toBe("up to date | up to date");
      const file = aFile();
      const link = { kind: "blocks", issue: target };
      holder.tracker.edit(issue, { fields: { title: "Seal" }, attachments: [file], links: { added: [link], removed: [] } });
      await rest();
      expect(other.tracker.issue(issue)).toMatchObject({ fields: { title: "Seal" } });
      const named = { [`attachment:${file.id}`]: "NO_FIELD", [`link:blocks ${target}`]: "NO_FIELD" };
      // The primary refuses them before anything is agreed; the secondary agrees, and says so.
      const there = [
        refusals(holder, issue, "refusedThere"),
        refusals(holder, issue, "partnerRefuses"),
        refusals(other, issue, "refusedHere"),
      ];
      expect(there).toEqual(without === "P" ? [named, {}, {}] : [{}, named, named]);
      expect(statuses(issue)).toBe(without === "P" ? "up to date | error" : "error | error");
      expect(holder.tracker.issue(issue)).toMatchObject({ attachments: [{ id: file.id }], links: [link] });

      // What our user edits where there is no place for them takes nothing away.
      other.tracker.edit(issue, { fields: { title: "Pump" } });
      await rest();
      expect(holder.tracker.issue(issue)).toMatchObject({ fields: { title: "Pump" }, attachments: [{ id: file.id }], links: [link] });
      expect(holder.row(issue)?.status).toBe("error");

      // Taken out again, nothing is refused any more.
      holder.tracker.edit(issue, { removedAttachments: [file.id], links: { added: [], removed: [link] } });
      await rest();
      expect(statuses(issue)).toBe("up to date | up to date");
    },
  );

  it("come with a new issue: it arrives, and says what of it does not stand here", async () => {
    const { holder, other } = await begin("S");
    const target = await shared(holder);
    const file = aFile();
    const issue = await shared(holder, { attachments: [file], links: { added: [{ kind: "blocks", issue: target }], removed: [] } });
    expect(other.tracker.issue(issue)?.fields["title"]).toBe("Valve");
    const named = { [`attachment:${file.id}`]: "NO_FIELD", [`link:blocks ${target}`]: "NO_FIELD" };
    expect(refusals(other, issue, "refusedHere")).toEqual(named);
    expect(refusals(holder, issue, "partnerRefuses")).toEqual(named);
    await other.command({ kind: "retry", issue, author: "Bo" });
    await rest();
    expect(refusals(other, issue, "refusedHere")).toEqual(named);
    expect(statuses(issue)).toBe("error | error");
  });

  it("are not taken for removed where the tracker showed them once and has no place for them any more", () => {
    const attachment = {
      id: "f1",
      origin: SELF,
      name: "pump.png",
      size: 3,
      sha256: "a".repeat(64),
      mediaType: "image/png",
      author: "Ada",
      created: "",
    };
    const links = [{ kind: "blocks", issue: "i2" }];
    const stood = { ...EMPTY_DOCUMENT, fields: { title: "Valve" }, attachments: [attachment], links };
    for (const role of ["primary", "secondary"] as const) {
      const rules = rulesFor(role, { contract: { ...ALL, number: 1 }, holds: NOTHING, standing: () => "both" });
      const found = project(rules, issueOf(), { mine: stood, shadow: stood }, null, "");
      expect(found).toMatchObject({ document: { attachments: [attachment], links }, restoredFiles: [], stays: {} });
    }
  });

  it("are named before a contract with them is in force, and are none where it has none", () => {
    const lacks = (terms: ContractTerms, holds = NOTHING): unknown => contractGaps(terms, { fields: null, holds }, DEFAULT_MAPPING);
    expect(lacks(ALL)).toEqual([
      { field: "attachments", kind: null, here: null },
      { field: "links", kind: null, here: null },
    ]);
    expect(lacks({ ...ALL, links: "none" })).toEqual([{ field: "attachments", kind: null, here: null }]);
    expect(lacks(DEFAULT_TERMS)).toEqual([]);
    expect(lacks(ALL, { attachments: true, links: true })).toEqual([]);
  });
});
