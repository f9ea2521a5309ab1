import { describe, expect, test } from "vitest";
import type { Partners } from "../../../src/view/issue-item.ts";
import { commandSentence } from "../../../src/view/command-failures.ts";
import { sharedBy, sharedUntil, sharesIt, waitsFor, waitsToGo } from "../../../src/view/issue-sharing.ts";
import { type IssueTrouble, issueTooltip, issueTreeRow } from "../../../src/view/issue-tree-row.ts";
import { PARTNERS, sampleItem, sharedItem } from "./issue-samples.ts";

const NONE = { failure: null, refusedBy: "us", mayRetry: false, conflicts: [], heldBecause: null, partnerStopped: false } as const;
const received = sharedItem("A-1", "up to date", "c1", { receivedOver: "c1" });
const row = (item: typeof received, partners = PARTNERS, trouble: IssueTrouble = NONE) =>
  issueTreeRow(item, "sync", partners, () => trouble);

describe("what a partner shares with this side", () => {
  test("says from whom it came; who looks for an end of sharing finds it, and is told there that only the partner has it", () => {
    expect(sharedBy(received, PARTNERS)).toBe("Nordwind AS");
    expect(row(received)).toMatchObject({ description: "NW-A-1, from Nordwind AS", context: "issue up-to-date shares" });
    expect(row(received).spoken).toContain("from Nordwind AS");
    expect(issueTooltip(received, [], NONE, PARTNERS)).toContain(
      "It came from Nordwind AS, who shares it with you, and only Nordwind AS can stop that",
    );
  });

  test("is this side's to stop only where it passes it on", () => {
    expect(sharesIt(received, PARTNERS)).toBe(false);
    const passedOn = sampleItem("A-1", { syncStatus: "up to date", receivedOver: "c1" }, [
      { connection: "c1", status: "up to date", partnerKey: "NW-1" },
      { connection: "c2", status: "up to date", partnerKey: "HO-1" },
    ]);
    expect(sharesIt(passedOn, PARTNERS)).toBe(true);
    expect(row(passedOn).context).toBe("issue up-to-date shares");
  });

  test("is an own issue once the partner has stopped", () => {
    const kept = sampleItem("A-1", { receivedOver: "c1" }, [{ connection: "c1", status: "local", partnerKey: "NW-1" }]);
    expect([sharedBy(kept, PARTNERS), sharesIt(kept, PARTNERS)]).toEqual([null, false]);
    const said = { ...NONE, partnerStopped: true };
    expect([sharedUntil(kept, PARTNERS, () => true), sharedUntil(received, PARTNERS, () => true)]).toEqual(["Nordwind AS", null]);
    expect(row(kept, PARTNERS, said).context).toBe("issue local");
    expect(row(kept, PARTNERS, said).description).toBe("no longer shared by Nordwind AS");
    expect(row(kept, PARTNERS, said).spoken).toContain("no longer shared by Nordwind AS");
    expect(issueTooltip(kept, [], said, PARTNERS)).toContain("Nordwind AS stopped sharing this issue; your copy stays");
  });

  test("is not said to be stopped by a partner who said nothing of that", () => {
    const ended = sampleItem("A-1", { receivedOver: "c1" }, [{ connection: "c1", status: "local", partnerKey: "NW-1" }]);
    expect(row(ended).description).toBe("");
    expect(issueTooltip(ended, [], NONE, PARTNERS)).not.toContain("stopped sharing");
  });

  test("why it cannot be stopped here: who can, what else there is, and that a deletion travels", () => {
    const said = (deletes: string): string =>
      commandSentence("NOT_INTRODUCED_HERE", { key: "NW-3", connection: "acme", partner: "Acme", deletes }, "editor");
    expect(said("propagate")).toBe(
      'NW-3 came from Acme, and only Acme can stop sharing it: ask them to. "Stop Connection" holds everything that is exchanged with them. Do not delete it for that: by the contract it would be deleted at Acme, too.',
    );
    expect(said("keep")).toMatch(/To delete it here leaves theirs as it is\.$/);
    expect(commandSentence("NOT_INTRODUCED_HERE", { key: "NW-3", connection: "acme" })).toContain("`issue-ferry stop acme`");
  });
});

describe("what is marked to be shared", () => {
  const marked = sampleItem("A-1", { share: ["nordwind"] });
  const known = (status: string, role: "primary" | "secondary" = "primary"): Partners =>
    new Map([["c1", { connection: "nordwind", title: "Nordwind AS", status, role }]]);

  test.each([
    ["handshake", "waits until Nordwind AS joins"],
    ["stopped", "waits until the exchange with Nordwind AS runs"],
    ["waiting for secondary", "waits until the exchange with Nordwind AS runs"],
    ["running", null],
    ["closed", null],
  ])("before anything is exchanged (%s)", (status, said) => {
    expect(waitsToGo(marked, known(status))).toBe(said);
    expect(row(marked, known(status)).description).toBe(said ?? "");
    expect(row(marked, known(status)).context).toBe("issue local shares");
    const tooltip = issueTooltip(marked, [], NONE, known(status));
    expect(tooltip.match(/It is marked to be shared, and (.*?)\\\./)?.[1] ?? null).toBe(said);
  });

  test("at the side that joined waits for the answer, not for somebody to join", () => {
    expect(waitsToGo(marked, known("handshake", "secondary"))).toBe("waits until Nordwind AS answers");
  });

  test("what it waits for is known of a partner alone, too", () => {
    expect(waitsFor({ title: "Nordwind AS", status: "handshake", role: "primary" })).toBe("waits until Nordwind AS joins");
    expect(waitsFor({ title: "Nordwind AS", status: "running", role: "primary" })).toBe(null);
  });

  test("does not wait where it is on its way, excluded, or marked for somebody unknown", () => {
    expect(waitsToGo(sharedItem("A-1", "pending", "c1", { share: ["nordwind"] }), known("stopped"))).toBe(null);
    expect(waitsToGo(sampleItem("A-1", { share: ["-nordwind", "somebody"] }), known("stopped"))).toBe(null);
    expect(sharesIt(sampleItem("A-1", { share: ["-nordwind"] }), PARTNERS)).toBe(false);
  });
});
