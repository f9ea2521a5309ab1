import { describe, expect, it } from "vitest";
import { difference } from "../../../src/model/changes.ts";
import { type Contract, type ContractField, DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { Comment, Document } from "../../../src/model/document.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import type { ConfirmationMessage } from "../../../src/protocol/messages/confirmation.ts";
import { receiveAtPrimary, supersededAtPrimary } from "../../../src/sync/receive-primary.ts";
import { receiveAtSecondary } from "../../../src/sync/receive-secondary.ts";
import { PARTNER, SELF, freshSync, rulesFor } from "./sample-rules.ts";

/** An answer that the secondary does not take, because another contract is in force by later: what the primary says instead. */
const revision = (number: number) => ({ era: 0, number });
const documentOf = (fields: Document["fields"], more: Partial<Document> = {}): Document => ({
  fields: { title: "Valve", ...fields },
  comments: [],
  deleted: false,
  shared: true,
  ...more,
});
const person = (name: string) => ({ name });
const contractOf = (number: number, more: Partial<Contract> = {}, field: Partial<ContractField> = {}, name = "assignee"): Contract => ({
  ...DEFAULT_TERMS,
  ...more,
  number,
  fields: DEFAULT_TERMS.fields.map((one) => (one.name === name ? { ...one, ...field } : one)),
});

interface Story {
  readonly agreed: Document;
  /** What the primary edited, and what it said of it in an Issue that crossed. */
  readonly primary: Document;
  readonly crossed?: Document;
  readonly secondary: Document;
  readonly before?: Contract;
  readonly later: Contract;
}

function tell({ agreed, primary, crossed, secondary, before = contractOf(1), later }: Story) {
  const first = { revision: revision(1), document: agreed };
  const shared: IssueSync = { ...freshSync(), base: agreed, mine: agreed, shadow: agreed, revision: revision(1), agreed: revision(1) };
  const P: IssueSync = {
    ...shared,
    mine: primary,
    shadow: primary,
    snapshots: crossed ? [first, { revision: revision(2), document: crossed }] : [first],
  };
  const at = { issue: "i1", key: "S-1", conflicts: [], refused: [], overruled: [] };
  const said = { kind: "issue" as const, ...at, contract: 1, base: revision(1), changes: difference(agreed, secondary) };
  const merged = receiveAtPrimary(rulesFor("primary", { contract: before }), P, said, []);
  if (!merged) throw new Error("not merged");
  const answered = merged.answer(merged.sync, "P-1").sync;
  let S: IssueSync = { ...shared, introducedBy: "partner", mine: secondary, shadow: secondary, sent: secondary };
  const secondaryRules = (contract: Contract) => rulesFor("secondary", { contract, self: PARTNER, partner: SELF });
  if (crossed) {
    const issue = {
      kind: "issue" as const,
      ...at,
      contract: 1,
      base: revision(1),
      revision: revision(2),
      changes: difference(agreed, crossed),
    };
    const taken = receiveAtSecondary(secondaryRules(before), S, issue);
    if (!taken) throw new Error("not taken");
    S = taken.sync;
  }
  const again = supersededAtPrimary(rulesFor("primary", { contract: later }), answered, { revision: S.revision }, "P-1");
  const [message] = again.messages as ConfirmationMessage[];
  if (!message?.base || !message.changes) throw new Error("no answer");
  const taken = receiveAtSecondary(secondaryRules(later), S, { ...message, base: message.base, changes: message.changes });
  if (!taken) throw new Error("not taken");
  expect(taken.sync.base).toEqual(again.sync.base);
  expect(taken.sync.refusedHere).toEqual({});
  return { P: again.sync, S: taken.sync, said: JSON.stringify(message) };
}

const TO_PRIMARY = contractOf(2, {}, { direction: "to-primary" });

describe("an answer that is made again under another contract", () => {
  it("does not say what the primary may not say any more: that waits, and both agree on what they had", () => {
    const agreed = documentOf({ assignee: person("Ann") });
    const primary = documentOf({ assignee: person("Pia") });
    const { P, S, said } = tell({ agreed, primary, secondary: documentOf({ assignee: person("Ann"), title: "Pump" }), later: TO_PRIMARY });
    expect(said).not.toContain("Pia");
    expect(P.mine.fields["assignee"]).toEqual(person("Pia"));
    expect(S.base.fields).toEqual({ title: "Pump", assignee: person("Ann") });
  });

  it("gives the secondary its own value where only that one may say it: it has lost nothing", () => {
    const agreed = documentOf({ assignee: person("Ann") });
    const primary = documentOf({ assignee: person("Pia") });
    const { P, S, said } = tell({ agreed, primary, secondary: documentOf({ assignee: person("Sam") }), later: TO_PRIMARY });
    expect(said).not.toContain("Pia");
    expect([S.mine, S.base].map(({ fields }) => fields["assignee"])).toEqual([person("Sam"), person("Sam")]);
    expect(S.lost).toEqual([]);
    expect(P.mine.fields["assignee"]).toEqual(person("Pia"));
  });

  it("says no value that is not listed any more", () => {
    const later = contractOf(2, {}, { values: ["New"] }, "status");
    const { P, said } = tell({
      agreed: documentOf({}),
      primary: documentOf({ status: "Secret" }),
      secondary: documentOf({ title: "Pump" }),
      later,
    });
    expect(said).not.toContain("Secret");
    expect(P.mine.fields["status"]).toBe("Secret");
  });

  it("has what both made of a list where the primary's Issue had crossed and was taken", () => {
    const agreed = documentOf({ labels: ["a"] });
    const crossed = documentOf({ labels: ["a", "p"] });
    const later = contractOf(2, {}, { direction: "to-primary" }, "labels");
    const { S } = tell({
      agreed,
      primary: documentOf({ labels: ["a", "p", "q"] }),
      crossed,
      secondary: documentOf({ labels: ["a", "s"] }),
      later,
    });
    expect(S.base.fields["labels"]).toEqual(["a", "p", "s"]);
  });

  it("keeps internal comments at home where the contract has only public ones now", () => {
    const internal: Comment = {
      id: "c1",
      origin: SELF,
      author: "Ann",
      created: "2026-01-01T00:00:00.000Z",
      body: "secret",
      internal: true,
    };
    const { P, said } = tell({
      agreed: documentOf({}),
      primary: documentOf({}, { comments: [internal] }),
      secondary: documentOf({ title: "Pump" }),
      before: contractOf(1, { comments: "all" }),
      later: contractOf(2),
    });
    expect(said).not.toContain("secret");
    expect(P.mine.comments).toEqual([internal]);
  });

  it("has the secondary's files as it said them, though the contract takes none of that kind any more", () => {
    const file = {
      id: "f1",
      origin: PARTNER,
      name: "a.pdf",
      size: 1,
      sha256: "a".repeat(64),
      mediaType: "application/pdf",
      author: "",
      created: "",
    };
    const [before, narrow] = [contractOf(1, { attachments: "all" }), contractOf(2, { attachments: { names: ["*.png"] } })];
    for (const agreed of [documentOf({}), documentOf({}, { attachments: [file] })]) {
      const renamed = { ...file, name: "b.pdf" };
      const told = tell({ agreed, primary: agreed, secondary: { ...agreed, attachments: [renamed] }, before, later: narrow });
      expect([told.P.base, told.P.mine, told.S.base, told.S.mine].map(({ attachments }) => attachments)).toEqual(
        Array.from({ length: 4 }, () => [renamed]),
      );
    }
  });

  it("has the secondary's internal comment as it said it, though the contract has only public ones now", () => {
    const comment = {
      id: "c1",
      origin: PARTNER,
      author: "Bo",
      created: "2026-01-01T00:00:00.000Z",
      body: "theirs",
      internal: true as const,
    };
    const secondary = documentOf({}, { comments: [comment] });
    const before = contractOf(1, { comments: "all" });
    const { P, S } = tell({ agreed: documentOf({}), primary: documentOf({}), secondary, before, later: contractOf(2) });
    expect([P.base.comments, S.base.comments]).toEqual([[comment], [comment]]);
  });

  it("leaves the secondary's own deletion done", () => {
    const { P, S } = tell({
      agreed: documentOf({}),
      primary: documentOf({}),
      secondary: documentOf({}, { deleted: true }),
      later: contractOf(2, { deletes: "keep" }),
    });
    expect([P.base.deleted, P.mine.deleted, S.mine.deleted]).toEqual([true, true, true]);
  });
});
