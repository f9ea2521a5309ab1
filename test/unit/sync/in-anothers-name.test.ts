import { describe, expect, test } from "vitest";
import type { WantedFile } from "../../../src/model/content-state.ts";
import type { Attachment } from "../../../src/model/attachment.ts";
import type { Comment } from "../../../src/model/document.ts";
import type { AskedOperation } from "../../../src/model/operation.ts";
import { encodeMessage } from "../../../src/protocol/codec.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { type ThreeScene, ROLES, attacked, connectionOf, issueWith, mint, rounds, threeScene } from "./three-scene.ts";

/** A partner who is let in says what belongs to somebody else: another's conversations, messages and transfers, or what is our own. */
describe.each(ROLES)("Ada, %s of both", (_role, links) => {
  async function scene(seed: number): Promise<ThreeScene & { readonly withBo: WantedFile; readonly withCy: WantedFile }> {
    const three = await threeScene(seed, links);
    const withBo = issueWith(three, "Beryl", ["B"]);
    const withCy = issueWith(three, "Common", ["C"]);
    await rounds(three, 5);
    if (three.bo.tracker.ids().length + three.cy.tracker.ids().length !== 2) throw new Error("the scene is not set");
    return { ...three, withBo, withCy };
  }

  function asked({ ada }: ThreeScene, partner: string, id: string): AskedOperation | null {
    return ada.store.asked(connectionOf(ada, partner), id);
  }

  const answersTo = (conversation: string): readonly Message[] => [
    { kind: "identify response", conversation, code: "IDENTIFICATION_POSITIVE" },
    { kind: "operation progress", conversation, code: "OPERATION_PROGRESS", checksums: [{ items: [] }] },
    { kind: "operation final", conversation, code: "OPERATION_COMPLETED", checksums: [{ items: [] }] },
    { kind: "operation request", conversation, operation: "GetStatus", cancel: true },
    { kind: "identify response", conversation, code: "REQUEST_NOT_SUPPORTED" },
  ];

  test("answers to a conversation with somebody else: ignored, and that one goes on", async () => {
    const three = await scene(51);
    const id = mint(three);
    const command = { kind: "ask status", connection: "B", id, author: "Ada" } as const;
    expect(await three.ada.command(command)).toMatchObject({ kind: "done" });
    expect(await attacked(three, answersTo(id))).toEqual([]);
    expect([asked(three, "B", id)?.state, asked(three, "C", id)]).toEqual(["identifying", null]);
    await rounds(three, 4);
    expect(asked(three, "B", id)).toMatchObject({ state: "completed", status: { status: "OK" } });
  });

  test("a conversation that is over, its last answer again, and as the answer to a new one: nothing changes", async () => {
    const three = await scene(52);
    const [first, second] = [mint(three), mint(three)];
    await three.ada.command({ kind: "reconcile", connection: "C", id: first, author: "Ada" });
    await rounds(three, 5);
    const before = asked(three, "C", first);
    expect(before?.state).toBe("completed");
    const finals = three.cy.said.filter(({ body }) => body.includes('"operation final"')).map(({ body }) => JSON.parse(body) as Message);
    expect(finals.length).toBeGreaterThan(0);
    await three.ada.command({ kind: "reconcile", connection: "C", id: second, author: "Ada" });
    await attacked(three, finals);
    expect(asked(three, "C", first)).toEqual(before);
    await rounds(three, 5);
    expect(asked(three, "C", second)).toMatchObject({ state: "completed", comparison: { found: 0 } });
  });

  test("a conversation of its own under the id of one of ours: both come to their end, and neither is the other", async () => {
    const three = await scene(53);
    for (const partner of ["B", "C"]) {
      const id = mint(three);
      await three.ada.command({ kind: "ask status", connection: partner, id, author: "Ada" });
      const answers = await attacked(three, [
        { kind: "identify request", conversation: id, operation: "GetAuditTrails" },
        { kind: "operation request", conversation: id, operation: "GetAuditTrails", trail: { since: 0, size: 1 } },
        { kind: "operation request", conversation: id, operation: "GetStatus" },
      ]);
      const kinds = answers.map((answer) => JSON.parse(answer)).filter(({ conversation }) => conversation === id);
      expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["identify response", "operation progress"]));
      await rounds(three, 4);
      expect(asked(three, partner, id)).toMatchObject({ operation: "GetStatus", state: "completed" });
    }
  });

  test("messages under the life and numbers of somebody else's, or of our own: those still count", async () => {
    const three = await scene(54);
    const { ada, bo, cy } = three;
    const connection = connectionOf(ada, "C");
    const ping = encodeMessage({ kind: "ping", nonce: bo.context.life, time: 0, version: "1.0", capabilities: [] });
    for (const life of [bo.context.life, ada.context.life])
      cy.store.transaction(() => cy.store.addOutbox([{ connection, life, number: 1_000, body: ping, sequence: null }]));
    for (let i = 0; i < 2; i++) for (const side of [cy, ada]) await side.pass();
    bo.tracker.edit(three.withBo.issue, { fields: { status: "Open" } });
    await rounds(three, 4);
    ada.tracker.edit(three.withBo.issue, { fields: { priority: "High" } });
    ada.tracker.edit(three.withCy.issue, { fields: { priority: "High" } });
    await rounds(three, 4);
    expect(ada.tracker.issue(three.withBo.issue)?.fields).toMatchObject({ status: "Open", priority: "High" });
    expect([bo.tracker.issue(three.withBo.issue), cy.tracker.issue(three.withCy.issue)].map((one) => one?.fields["priority"])).toEqual([
      "High",
      "High",
    ]);
  });

  test("that a message to somebody else could not be taken: that one's issue and conversation go on", async () => {
    const three = await scene(55);
    const { ada, bo } = three;
    const id = mint(three);
    await ada.command({ kind: "ask status", connection: "B", id, author: "Ada" });
    ada.tracker.edit(three.withBo.issue, { fields: { status: "Open" } });
    await ada.pass();
    const mine = ada.said.filter((entry) => entry.connection === connectionOf(ada, "B"));
    const before = ada.store.sync(connectionOf(ada, "B"), three.withBo.issue);
    await attacked(
      three,
      mine.slice(-3).map(({ life, number }): Message => ({ kind: "refused", message: { life, number }, code: "NOT_UNDERSTOOD" })),
    );
    expect(ada.store.sync(connectionOf(ada, "B"), three.withBo.issue)).toEqual(before);
    await rounds(three, 4);
    expect([bo.tracker.issue(three.withBo.issue)?.fields["status"], asked(three, "B", id)?.state]).toEqual(["Open", "completed"]);
    expect(ada.store.syncsOf(three.withBo.issue).map(({ status }) => status)).toEqual(["up to date"]);
  });

  test("comments and files in our name, in another partner's, or under an id of ours: refused one by one, and nothing changes", async () => {
    const three = await scene(56);
    const { ada, bo, cy, withCy } = three;
    const connection = connectionOf(ada, "C");
    const sync = ada.store.sync(connection, withCy.issue);
    const [comment] = sync?.base.comments ?? [];
    const [file] = sync?.base.attachments ?? [];
    if (!sync || !comment || !file) throw new Error("nothing agreed");
    const comments: readonly Comment[] = [
      { ...comment, body: "Forged" },
      { ...comment, origin: cy.self, body: "Forged" },
      { ...comment, id: mint(three), body: "Forged" },
      { ...comment, id: mint(three), origin: bo.self, body: "Forged" },
    ];
    const attachments: readonly Attachment[] = [
      { ...file, name: "forged.png" },
      { ...file, origin: cy.self, name: "forged.png" },
      { ...file, id: mint(three), name: "forged.png" },
      { ...file, id: mint(three), origin: bo.self, name: "forged.png" },
      { id: file.id, origin: cy.self, name: "", size: 0, sha256: "", mediaType: "", author: "", created: "", removed: true },
    ];
    const isPrimary = cy.store.connections()[0]?.role === "primary";
    const before = ada.tracker.issue(withCy.issue);
    const content = three.contents.get(ada)?.whole.get(`${withCy.issue} ${withCy.id}`);
    for (const changes of [...comments.map((one) => ({ comments: [one] })), ...attachments.map((one) => ({ attachments: [one] }))]) {
      const base = ada.store.sync(connection, withCy.issue)?.revision ?? sync.revision;
      const answers = await attacked(three, [
        {
          kind: "issue",
          issue: withCy.issue,
          contract: 1,
          base,
          key: "CY-1",
          changes,
          overruled: [],
          ...(isPrimary && { revision: { era: base.era, number: base.number + 1 } }),
        },
      ]);
      expect(answers.join("\n")).toMatch(/NOT_OWN_(COMMENT|ATTACHMENT)/);
      expect(ada.tracker.issue(withCy.issue)).toEqual(before);
    }
    expect(three.contents.get(ada)?.whole.get(`${withCy.issue} ${withCy.id}`)).toEqual(content);
  });

  test("an internal comment of ours, of which it knows the id from before: refused, and it stays as it is, for everybody", async () => {
    const three = await threeScene(58, links, { comments: "public" });
    const { ada, bo, cy } = three;
    const { issue } = issueWith(three, "Beryl", ["B", "C"]);
    await rounds(three, 5);
    const internal = { id: mint(three), author: "Ada", created: null, body: "the price is 100", internal: true };
    ada.tracker.edit(issue, { comments: [...(ada.tracker.issue(issue)?.comments ?? []), internal] });
    await rounds(three, 5);
    const before = ada.tracker.issue(issue);
    expect(before?.comments).toContainEqual(internal);
    const connection = connectionOf(ada, "C");
    const isPrimary = cy.store.connections()[0]?.role === "primary";
    const forged = { id: internal.id, origin: cy.self, author: "cy", created: "2026-11-23T10:00:00Z" };
    const comments: readonly Comment[] = [
      { ...forged, body: "the price is 1" },
      { ...forged, body: internal.body },
      { ...forged, body: "", removed: true },
    ];
    for (const comment of comments) {
      const base = ada.store.sync(connection, issue)?.revision;
      if (!base) throw new Error("nothing agreed");
      const said: Message = { kind: "issue", issue, contract: 1, base, key: "CY-1", changes: { comments: [comment] }, overruled: [] };
      const answers = await attacked(three, [{ ...said, ...(isPrimary && { revision: { era: base.era, number: base.number + 1 } }) }]);
      expect(answers.join("\n")).toContain("NOT_OWN_COMMENT");
      expect(ada.tracker.issue(issue)).toEqual(before);
    }
    await rounds(three, 4);
    expect(bo.tracker.issue(issue)?.comments.map(({ body }) => body)).toEqual(["Beryl comment"]);
  });

  test("a transfer of somebody else, named as its own: nothing of that one is read, and it arrives", async () => {
    const three = await scene(57);
    const { ada, bo, cy, contents, tree } = three;
    const bytes = tree.random.bytes(100_000);
    const files = [bo, cy].map((maker): WantedFile => {
      const issue = maker === bo ? three.withBo.issue : three.withCy.issue;
      const id = mint(three);
      const content = contents.get(maker)?.put(issue, id, bytes);
      if (!content) throw new Error("no contents");
      const made = { id, name: "valve.bin", mediaType: "application/octet-stream", author: "", created: null, content, here: true };
      maker.tracker.edit(issue, { attachments: [...(maker.tracker.issue(issue)?.attachments ?? []), made] });
      return { issue, id, ...content };
    });
    await rounds(three, 5);
    const [fromBo, fromCy] = files;
    if (!fromBo || !fromCy) throw new Error("nothing attached");
    const [one, other] = [mint(three), mint(three)];
    await ada.command({ kind: "get file", issue: fromBo.issue, file: fromBo.id, id: one, author: "Ada" });
    const transferOf = () => asked(three, "B", one)?.content?.transfer;
    for (let i = 0; i < 20 && !transferOf(); i++) for (const side of [bo, ada]) await side.pass();
    const transfer = transferOf();
    if (!transfer) throw new Error("nothing travels");
    const command = await ada.command({ kind: "get file", issue: fromCy.issue, file: fromCy.id, id: other, author: "Ada" });
    expect(command).toMatchObject({ kind: "done" });
    // His program would have a transfer of its own.
    contents.get(cy)?.whole.clear();
    const said = { id: transfer.id, key: transfer.key, from: 0, part: transfer.part, parts: transfer.parts, ready: transfer.parts };
    await attacked(three, [
      { kind: "identify response", conversation: other, code: "IDENTIFICATION_POSITIVE" },
      { kind: "operation progress", conversation: other, code: "OPERATION_PROGRESS", content: { transfer: said } },
    ]);
    expect(asked(three, "C", other)).toMatchObject({
      state: "accepted",
      content: { ready: transfer.parts, transfer: { id: transfer.id } },
    });
    expect(await contents.get(ada)?.arrived(fromCy.issue, fromCy.id)).toBe(0);
    await rounds(three, 20);
    expect(asked(three, "B", one)?.state).toBe("completed");
    const there = contents.get(ada)?.whole;
    expect(Buffer.compare(there?.get(`${fromBo.issue} ${fromBo.id}`) ?? new Uint8Array(), bytes)).toBe(0);
    expect(there?.has(`${fromCy.issue} ${fromCy.id}`)).toBe(false);
  });
});
