import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../../src/model/ids.ts";
import type { TrackerAttachment, TrackerChange, TrackerComment, TrackerIssue } from "../../../src/model/tracker-issue.ts";
import type { Value } from "../../../src/model/value.ts";
import type { MemoryChange, Observation, Tracker, TrackerWrite, WriteOutcome } from "../../../src/ports/tracker.ts";

/** One tracker under test, its memory, and a user who works in it by other ways than the port. */
export interface TrackerSubject {
  /** The tracker of the present process; another after `restart`. */
  readonly tracker: () => Tracker;
  /** A process dies and another begins: what was not committed is forgotten. */
  restart(): void;
  commit(changes: readonly MemoryChange[]): void;
  readonly user: {
    add(title: string, body: string): void;
    edit(id: string, field: string, value: string): Promise<void> | void;
    remove(id: string): Promise<void> | void;
  };
  /** What is missing has been missing for long enough. */
  waitGrace(): void;
  close(): void;
}

/** What every tracker promises (src/ports/tracker.ts). Each test is written against the port alone. */
export function trackerContract(name: string, make: () => TrackerSubject): void {
  describe(`tracker contract: ${name}`, () => {
    let subject: TrackerSubject;
    let effects = 0;
    beforeEach(() => {
      subject = make();
    });
    afterEach(() => {
      subject.close();
    });

    const anId = () => newId(Date.now(), randomBytes(10));
    const aComment = (body: string, more: Partial<TrackerComment> = {}): TrackerComment => ({
      id: anId(),
      author: "Bo Lind",
      created: "2026-11-21T10:42:00Z",
      body,
      internal: false,
      ...more,
    });
    const putWrite = (issue: string, expectedVersion: string | null, change: TrackerChange): TrackerWrite => ({
      effect: `e.${effects++}`,
      issue,
      expectedVersion,
      action: { kind: "put", change },
    });
    const deleteWrite = (issue: string, expectedVersion: string | null): TrackerWrite => ({
      effect: `e.${effects++}`,
      issue,
      expectedVersion,
      action: { kind: "delete" },
    });

    async function write(one: TrackerWrite): Promise<WriteOutcome> {
      const outcomes = await subject.tracker().write([one]);
      expect(outcomes).toHaveLength(1);
      return outcomes[0] as WriteOutcome;
    }
    async function put(issue: string, version: string | null, change: TrackerChange): Promise<TrackerIssue> {
      return committed(await write(putWrite(issue, version, change)));
    }
    function committed(outcome: WriteOutcome): TrackerIssue {
      if (outcome.kind !== "applied" || outcome.issue === null) throw new Error(`not applied: ${JSON.stringify(outcome)}`);
      subject.commit(outcome.memory);
      return outcome.issue;
    }
    async function scan(commit = true, observeOnly = false): Promise<readonly Observation[]> {
      const observations: Observation[] = [];
      for await (const batch of subject.tracker().changes({ observeOnly })) {
        observations.push(...batch.observations);
        if (commit) subject.commit(batch.memory);
      }
      return observations;
    }
    async function readOne(id: string): Promise<TrackerIssue | undefined> {
      return (await subject.tracker().read([id]))?.[0];
    }
    const FULL: Readonly<Record<string, Value>> = {
      title: "Valve sticks",
      body: "One.\n\nTwo.",
      type: "bug",
      status: "In progress",
      priority: "high",
      labels: ["pump", "winter"],
      assignee: { name: "Ada Marsh", email: "ada@acme.example" },
      due: "2026-12-01",
    };

    it("gives back what was written, and does not report its own write", async () => {
      const comment = aComment("Hello.");
      const id = anId();
      const issue = await put(id, null, { fields: FULL, comments: [comment], share: ["nordwind"] });
      expect(issue).toMatchObject({ id, fields: FULL, comments: [comment], share: ["nordwind"] });
      expect(issue.key).not.toBe("");
      expect(await readOne(id)).toEqual(issue);
      expect(await scan()).toEqual([]);
      subject.restart();
      expect(await scan()).toEqual([]);
      expect(await readOne(id)).toEqual(issue);
    });

    it("reports a user's new issue until that is committed, always with one id", async () => {
      subject.user.add("From the user", "Body");
      const first = await scan(false);
      expect(first).toMatchObject([{ kind: "issue", issue: { fields: { title: "From the user", body: "Body" } } }]);
      expect(await scan(false)).toEqual(first);
      subject.restart();
      expect(await scan()).toEqual(first);
      expect(await scan()).toEqual([]);
    });

    it("reports a user's edit until that is committed, with a new version", async () => {
      const issue = await put(anId(), null, { fields: FULL });
      await subject.user.edit(issue.id, "status", "Done");
      const first = await scan(false);
      expect(first).toMatchObject([{ kind: "issue", issue: { id: issue.id, key: issue.key, fields: { ...FULL, status: "Done" } } }]);
      expect((await readOne(issue.id))?.version).not.toBe(issue.version);
      expect(await scan()).toEqual(first);
      expect(await scan()).toEqual([]);
    });

    it("reports what the user deleted once, when that is certain", async () => {
      const issue = await put(anId(), null, { fields: FULL });
      await put(anId(), null, { fields: { title: "Another" } });
      await subject.user.remove(issue.id);
      const early = await scan();
      subject.waitGrace();
      expect([...early, ...(await scan())]).toEqual([{ kind: "gone", id: issue.id, key: issue.key }]);
      expect(await scan()).toEqual([]);
      expect(await readOne(issue.id)).toBeUndefined();
    });

    it("only looks when told so: what is told then is told again", async () => {
      const issue = await put(anId(), null, { fields: FULL });
      await subject.user.edit(issue.id, "status", "Done");
      subject.user.add("New", "Body");
      expect(await scan(false, true)).toHaveLength(2);
      expect(await scan(false, true)).toHaveLength(2);
      expect(await scan()).toHaveLength(2);
    });

    it("touches only what a change names, and null clears", async () => {
      const comment = aComment("Hello.");
      const issue = await put(anId(), null, { fields: FULL, comments: [comment], share: ["nordwind"] });
      const after = await put(issue.id, issue.version, { fields: { status: "Done", due: null } });
      const { due: _, ...rest } = FULL;
      expect(after).toMatchObject({ id: issue.id, key: issue.key, comments: [comment], share: ["nordwind"] });
      expect(after.fields).toEqual({ ...rest, status: "Done" });
      expect(after.version).not.toBe(issue.version);
    });

    it("gives sets and texts in their canonical form", async () => {
      const issue = await put(anId(), null, { fields: { title: "T", labels: ["b", "a", "b"], status: "" } });
      expect(issue.fields).toEqual({ title: "T", labels: ["a", "b"] });
    });

    it("adds, edits and removes comments by id", async () => {
      const [one, two, three] = [aComment("One."), aComment("Two.", { internal: true }), aComment("Three.")];
      const first = await put(anId(), null, { fields: { title: "T" }, comments: [one, two] });
      const second = await put(first.id, first.version, { comments: [{ ...two, body: "Two again." }, three], removedComments: [one.id] });
      expect(second.comments).toEqual([{ ...two, body: "Two again." }, three]);
    });

    it("does not write over what has changed since", async () => {
      const issue = await put(anId(), null, { fields: FULL });
      await subject.user.edit(issue.id, "status", "Done");
      expect(await write(putWrite(issue.id, issue.version, { fields: { priority: "low" } }))).toEqual({ kind: "stale" });
      expect(await write(deleteWrite(issue.id, issue.version))).toEqual({ kind: "stale" });
      expect((await readOne(issue.id))?.fields).toEqual({ ...FULL, status: "Done" });
    });

    it("does not create what is there", async () => {
      const issue = await put(anId(), null, { fields: FULL });
      expect(await write(putWrite(issue.id, null, { fields: { title: "Other" } }))).toEqual({ kind: "stale" });
    });

    it("takes an update of what is not there as stale", async () => {
      expect(await write(putWrite(anId(), "some-version", { fields: { title: "T" } }))).toEqual({ kind: "stale" });
    });

    it.each(["create", "update", "delete"] as const)(
      "a %s that was not committed is done once, however often it is tried",
      async (action) => {
        const id = anId();
        const before = action === "create" ? null : await put(id, null, { fields: FULL, comments: [aComment("Old.")] });
        const again =
          action === "delete"
            ? deleteWrite(id, before?.version ?? null)
            : putWrite(id, before?.version ?? null, { fields: { title: "New", body: "B" }, comments: [aComment("New.")] });
        const first = await write(again);
        expect(first.kind).toBe("applied");
        subject.restart();
        const second = await write(again);
        expect(second).toMatchObject({ kind: "applied", issue: first.kind === "applied" ? first.issue : null });
        if (second.kind === "applied") subject.commit(second.memory);
        expect(await scan()).toEqual([]);
        subject.user.add("Another", "Body");
        expect(await scan()).toHaveLength(1);
      },
    );

    it("does not take a user's edit for its own earlier try", async () => {
      const issue = await put(anId(), null, { fields: FULL });
      const again = putWrite(issue.id, issue.version, { fields: { status: "Done" } });
      expect((await write(again)).kind).toBe("applied");
      await subject.user.edit(issue.id, "priority", "low");
      subject.restart();
      // Either it says that somebody has been there, or it gives what the earlier try wrote, without the user's edit.
      const outcome = await write(again);
      if (outcome.kind === "applied") subject.commit(outcome.memory);
      expect([null, { ...FULL, status: "Done" }]).toContainEqual(outcome.kind === "applied" ? outcome.issue?.fields : null);
      expect(await scan()).toMatchObject([{ kind: "issue", issue: { fields: { status: "Done", priority: "low" } } }]);
    });

    it("deletes once, and what is brought back is whole", async () => {
      const hidden = aComment("Between us.", { internal: true });
      const issue = await put(anId(), null, { fields: FULL, comments: [hidden] });
      const removal = await write(deleteWrite(issue.id, issue.version));
      expect(removal).toMatchObject({ kind: "applied", issue: null });
      if (removal.kind === "applied") subject.commit(removal.memory);
      expect(await write(deleteWrite(issue.id, issue.version))).toMatchObject({ kind: "applied", issue: null });
      expect(await readOne(issue.id)).toBeUndefined();
      expect(await scan()).toEqual([]);
      const back = await put(issue.id, null, { fields: { status: "Again" } });
      expect(back).toMatchObject({ key: issue.key, fields: { ...FULL, status: "Again" }, comments: [hidden] });
      expect(await scan()).toEqual([]);
    });

    it("never gives one key twice", async () => {
      const first = await put(anId(), null, { fields: { title: "One" } });
      const removal = await write(deleteWrite(first.id, first.version));
      if (removal.kind === "applied") subject.commit(removal.memory);
      subject.restart();
      const second = await put(anId(), null, { fields: { title: "Two" } });
      expect(second.key).not.toBe(first.key);
    });

    it("answers many writes in their order, two to one issue one after the other", async () => {
      const [a, b, c] = [anId(), anId(), anId()];
      const issue = await put(a, null, { fields: { title: "A" } });
      const outcomes = await subject
        .tracker()
        .write([
          putWrite(b, null, { fields: { title: "B" } }),
          putWrite(a, issue.version, { fields: { title: "A2" } }),
          putWrite(a, issue.version, { fields: { title: "A3" } }),
          putWrite(c, null, { fields: { title: "C" } }),
          deleteWrite(c, "other"),
        ]);
      expect(outcomes.map((one) => (one.kind === "applied" ? one.issue?.fields["title"] : one.kind))).toEqual([
        "B",
        "A2",
        "stale",
        "C",
        "stale",
      ]);
      for (const one of outcomes) if (one.kind === "applied") subject.commit(one.memory);
      expect(await scan()).toEqual([]);
    });

    it("holds files and links as it says: what it has no place for it refuses by its part, and takes the rest", async () => {
      const target = await put(anId(), null, { fields: { title: "Seal" } });
      const file: TrackerAttachment = {
        id: anId(),
        name: "pump.png",
        mediaType: "image/png",
        author: "Bo Lind",
        created: "2026-11-21T10:42:00Z",
        content: { size: 3, sha256: "c".repeat(64) },
        here: false,
      };
      const link = { kind: "blocks", issue: target.id };
      const outcome = await write(
        putWrite(anId(), null, { fields: { title: "Valve" }, attachments: [file], links: { added: [link], removed: [] } }),
      );
      const issue = committed(outcome);
      const { holds } = subject.tracker().limits;
      const unheld = [...(holds.attachments ? [] : [`attachment:${file.id}`]), ...(holds.links ? [] : [`link:blocks ${target.id}`])];
      expect(outcome).toMatchObject({ kind: "applied", refused: unheld.map((field) => ({ code: "NO_FIELD", field })) });
      for (const shown of [issue, await readOne(issue.id)]) {
        expect(shown?.fields["title"]).toBe("Valve");
        expect(shown?.attachments ?? []).toMatchObject(holds.attachments ? [{ id: file.id, name: "pump.png" }] : []);
        expect(shown?.links ?? []).toEqual(holds.links ? [link] : []);
      }
      const after = await put(issue.id, issue.version, { removedAttachments: [file.id], links: { added: [], removed: [link] } });
      expect([after.attachments ?? [], after.links ?? []]).toEqual([[], []]);
      expect(await scan()).toEqual([]);
    });

    it("takes names and values that are part of every object as plain data", async () => {
      const share = ["__proto__", "constructor"];
      const issue = await put(anId(), null, {
        fields: { title: "__proto__", status: "constructor", labels: ["__proto__", "constructor", "toString"] },
        share,
      });
      expect(issue).toMatchObject({
        fields: { title: "__proto__", status: "constructor", labels: ["__proto__", "constructor", "toString"] },
        share,
      });
    });

    it("joins two issues at the place of the first, with the id of the second", async () => {
      const ours = await put(anId(), null, { fields: { title: "Ours", status: "open" } });
      const theirs = await put(anId(), null, { fields: { title: "Theirs" } });
      subject.commit(await subject.tracker().join(ours.id, theirs.id));
      expect(await readOne(theirs.id)).toMatchObject({ id: theirs.id, key: ours.key, fields: { title: "Ours", status: "open" } });
      expect(await readOne(ours.id)).toBeUndefined();
      expect(await scan()).toEqual([]);
      subject.waitGrace();
      expect(await scan()).toEqual([]);
    });

    it("a join that was not committed can be seen, and is done again", async () => {
      const ours = await put(anId(), null, { fields: { title: "Ours" } });
      const theirs = await put(anId(), null, { fields: { title: "Theirs" } });
      await subject.tracker().join(ours.id, theirs.id);
      expect(await readOne(theirs.id)).toMatchObject({ key: ours.key, fields: { title: "Ours" } });
      subject.restart();
      subject.commit(await subject.tracker().join(ours.id, theirs.id));
      expect(await readOne(theirs.id)).toMatchObject({ key: ours.key, fields: { title: "Ours" } });
    });

    it("hints when a user has changed something, until it is told to stop", async () => {
      const stop = new AbortController();
      await put(anId(), null, { fields: { title: "One" } });
      let hinted: (word: string) => void = () => undefined;
      const hint = new Promise<string>((resolve) => (hinted = resolve));
      subject.tracker().watch(() => hinted("look"), stop.signal);
      // A watcher may need a moment before it sees anything, and may miss changes: the user goes on until one is seen.
      const typing = setInterval(() => subject.user.add("Typed", "Body"), 20);
      expect(await hint).toBe("look");
      clearInterval(typing);
      stop.abort();
    });
  });
}
