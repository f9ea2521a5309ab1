import { beforeEach, describe, expect, it } from "vitest";
import { participantId } from "../../../src/envelope/participant.ts";
import { toBase32 } from "../../../src/model/base32.ts";
import type { Connection } from "../../../src/model/connection.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { carryOutOnConnection } from "../../../src/sync/connection-commands.ts";
import type { Context } from "../../../src/sync/context.ts";
import { startSync } from "../../../src/sync/issue-sync-start.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import { asOffer, keptRefusal, shareRefusal } from "../../../src/sync/offered.ts";
import { putSync } from "../../../src/sync/rows.ts";
import type { Rules } from "../../../src/sync/rules.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";
import { rulesFor } from "./sample-rules.ts";

const ISSUE = "06h02d1tvdzzx0eszq8pzrath4";
const message: IssueMessage = {
  kind: "issue",
  issue: ISSUE,
  contract: 1,
  base: { era: 0, number: 0 },
  key: "X-1",
  changes: { fields: { title: "Mine" } },
  overruled: [],
};

describe("an offered issue", () => {
  let context: Context;
  let acme: Connection;
  let harbour: Connection;
  beforeEach(() => {
    context = contextInMemory();
    acme = runningConnection(context, "c1", "acme", "primary");
    harbour = runningConnection(context, "c2", "harbour", "primary");
  });
  const ask = (over: Connection, rules: Rules = rulesFor("primary")) =>
    shareRefusal(context, over, rules, { message, stored: context.store.sync(over.id, ISSUE), local: context.store.issue(ISSUE) });
  const marked = rulesFor("primary", { choice: { scope: { kind: "marked" }, forward: false } });

  it("is taken when nobody knows it", () => {
    expect(ask(acme)).toBeNull();
  });

  it("is taken over one connection only, and the other is not named to the partner", () => {
    context.store.transaction(() => putSync(context, harbour, startSync(harbour.id, ISSUE, "partner")));
    expect(ask(harbour)).toBeNull();
    const refusal = ask(acme);
    expect(refusal).toMatchObject({ result: "already shared", failure: { code: "ALREADY_SHARED" } });
    expect(JSON.stringify(refusal)).not.toContain("harbour");
  });

  it("may come over another connection once the first one ended", () => {
    context.store.transaction(() => putSync(context, harbour, { ...startSync(harbour.id, ISSUE, "partner"), frozen: true }));
    expect(ask(acme)).toBeNull();
  });

  it.each(["ended", "was forgotten"])(
    "comes from the partner that made it, also once that changed its key and the connection %s",
    async (how) => {
      const [first, second] = [context.crypto.newIdentity().publicKey, context.crypto.newIdentity().publicKey];
      const idOf = (key: Uint8Array): string => participantId(context.crypto, key);
      const partner = { name: "Nord", epochKey: { number: 0, key: "" }, version: "1", capabilities: [] };
      const [former, present] = [toBase32(first), toBase32(second)];
      const changed = { first: former, formers: [{ key: former, generation: 0, before: 3 }], files: ["identity"] };
      const over = runningConnection(context, "c0", "before", "primary");
      const closed = {
        ...over,
        facts: { ...over.facts, link: "closed" as const },
        partner: { ...partner, id: idOf(first), identityKey: present, changed },
      };
      context.store.transaction(() => context.store.putConnection(closed));
      if (how === "was forgotten") await carryOutOnConnection(context, { kind: "remove", connection: "before", author: "x" });
      expect(context.store.connection("c0") === null).toBe(how === "was forgotten");
      const row = { id: ISSUE, key: "T-1", version: "1", fields: {}, share: [], receivedOver: "c0", gone: null };
      context.store.transaction(() => context.store.putIssue({ ...row, heldBecause: null, syncStatus: "local" }));
      const anew = (key: Uint8Array): Connection => ({ ...acme, partner: { ...partner, id: idOf(key), identityKey: toBase32(key) } });
      expect(ask(anew(second), marked)).toBeNull();
      expect(ask(anew(first), marked)).toBeNull();
      expect(ask(anew(context.crypto.newIdentity().publicKey), marked)).toMatchObject({ result: "left scope" });
    },
  );

  it("is not answered with a local issue that is not shared, though the partner knows its id", () => {
    const row = { id: ISSUE, key: "T-1", version: "1", fields: { title: "Secret" }, share: [], receivedOver: null, gone: null };
    context.store.transaction(() => context.store.putIssue({ ...row, heldBecause: null, syncStatus: "local" }));
    expect(ask(acme, marked)).toMatchObject({ result: "left scope", failure: { code: "NOT_SHARED" } });
    expect(ask(acme)).toBeNull();
  });

  describe("that we have from another partner, and pass on", () => {
    const passedOn = rulesFor("primary", { choice: { scope: { kind: "all" }, forward: true } });
    const row = { id: ISSUE, key: "T-1", version: "1", fields: { title: "Mine" }, share: [], gone: null, heldBecause: null } as const;
    const have = (receivedOver: string | null): void =>
      context.store.transaction(() => {
        context.store.putIssue({ ...row, receivedOver, syncStatus: "pending" });
        putSync(context, harbour, startSync(harbour.id, ISSUE, "partner"));
      });
    const offeredBack = (change: Partial<IssueSync> = {}): void =>
      context.store.transaction(() => putSync(context, acme, { ...startSync(acme.id, ISSUE, "us"), ...change }));

    it("is not taken from the one to whom it was offered: it would go round", () => {
      have(harbour.id);
      offeredBack();
      expect(ask(acme, passedOn)).toMatchObject({ result: "already shared" });
    });

    it("is taken from the one with whom it was agreed", () => {
      have(harbour.id);
      offeredBack({ agreed: { era: 0, number: 1 } });
      expect(ask(acme, passedOn)).toBeNull();
    });

    it("is taken once the other connection ended, and where it was made here", () => {
      have(null);
      offeredBack();
      expect(ask(acme, passedOn)).toBeNull();
      context.store.transaction(() => {
        context.store.putIssue({ ...row, receivedOver: harbour.id, syncStatus: "pending" });
        putSync(context, harbour, { ...startSync(harbour.id, ISSUE, "partner"), frozen: true });
      });
      expect(ask(acme, passedOn)).toBeNull();
    });

    it("is not taken from one who said that it has it from another", () => {
      have(null);
      offeredBack({ failure: { code: "ALREADY_SHARED" } });
      expect(ask(acme, passedOn)).toMatchObject({ result: "already shared" });
    });

    it("is not taken from one who says that it has it from another, also where our own offer was withdrawn meanwhile", () => {
      have(null);
      offeredBack();
      const local = context.store.issue(ISSUE);
      const stored = context.store.sync(acme.id, ISSUE);
      const refusal = shareRefusal(context, acme, passedOn, { message: { ...message, received: true }, stored, local });
      expect(refusal).toMatchObject({ result: "already shared" });
    });

    it("says in its offer that it came from another, and only there", () => {
      have(harbour.id);
      expect(asOffer(context, acme.id, message)).toEqual({ ...message, received: true });
      expect(asOffer(context, harbour.id, message)).toEqual(message);
      const later = { ...message, base: { era: 0, number: 1 } };
      expect(asOffer(context, acme.id, later)).toEqual(later);
    });

    it("is not offered back where it was refused; what would not be passed on leaves nothing behind", () => {
      have(harbour.id);
      const offered = { message, stored: null, local: context.store.issue(ISSUE) };
      expect(keptRefusal(acme, passedOn, offered)).toMatchObject({ introducedBy: "us", failure: { code: "ALREADY_SHARED" } });
      expect(keptRefusal(acme, marked, offered)).toBeNull();
    });
  });

  it("is not answered any more once it is not shared any more", () => {
    const start = startSync(acme.id, ISSUE, "us");
    context.store.transaction(() => putSync(context, acme, { ...start, mine: { ...start.mine, shared: false } }));
    expect(ask(acme)).toMatchObject({ result: "left scope" });
  });
});
