import { describe, expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { type Link, linkText } from "../../../src/model/link.ts";
import type { TrackerAttachment, TrackerChange, TrackerIssue } from "../../../src/model/tracker-issue.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { connectedWorld } from "../../simulation/world.ts";

/**
 * A partner's files and links are written, the process ends before anybody knows, and our user edits the issue before the next one begins. What the user
 * did counts, what was written is no edit of the user, and both sides come to rest with the same.
 */
async function scene() {
  const terms = { ...DEFAULT_TERMS, attachments: "all" as const, links: "known" as const };
  const world = await connectedWorld({ seed: 3, natures: { P: exact, S: exact }, terms });
  const { P, S } = world;
  onTestFinished(() => [P, S].forEach((side) => side.close()));
  const id = (): string => newId(world.clock.now, world.random.bytes(10));
  const rest = async (): Promise<void> => {
    for (let i = 0; i < 6; i++) for (const side of [P, S]) await side.pass();
  };
  const [issue, other] = [id(), id()];
  for (const each of [issue, other]) P.tracker.add(each, { fields: { title: each }, share: [CONNECTION] });
  await rest();
  const file: TrackerAttachment = {
    id: id(),
    name: "pump.png",
    mediaType: "image/png",
    author: "Ada",
    created: null,
    here: true,
    content: { size: 3, sha256: "a".repeat(64) },
  };
  const link: Link = { kind: "blocks", issue: other };
  return { P, S, issue, file, link, rest };
}

const links = (issue: TrackerIssue | null): unknown => issue?.links?.map(linkText) ?? [];
const names = (issue: TrackerIssue | null): unknown => issue?.attachments?.map(({ name }) => name) ?? [];

/** `to` ends right after (or `before`) it wrote what `from` changed; its user does `then` before it begins again. */
async function overtaken(
  from: SimulatedProject,
  to: SimulatedProject,
  issue: string,
  change: TrackerChange,
  then: TrackerChange,
  when: "before" | "after" = "after",
): Promise<void> {
  from.tracker.edit(issue, change);
  await from.pass();
  to.points.arm(1, `${when} a tracker write`);
  await to.pass();
  expect([...to.points.fired.keys()]).toContain(`${when} a tracker write`);
  to.tracker.edit(issue, then);
}

/** `to` deleted the issue while `from` changed it, ends right before the write that brings it back, and its user takes it out of the trash. */
async function broughtBack(from: SimulatedProject, to: SimulatedProject, issue: string, change: TrackerChange): Promise<void> {
  to.tracker.remove(issue);
  from.tracker.edit(issue, change);
  await to.pass();
  await from.pass();
  to.points.arm(1, "before a tracker write");
  for (let i = 0; i < 4 && to.points.fired.size === 0; i++) {
    await to.pass();
    if (to.points.fired.size === 0) await from.pass();
  }
  expect([...to.points.fired.keys()]).toContain("before a tracker write");
  to.tracker.restore(issue);
}

describe.each(["P", "S"] as const)("at %s", (letter) => {
  const wholes = [
    ["alone", {}],
    ["with a field", { fields: { priority: "high" } }],
  ] as const;

  test.each(wholes)(
    "a link that was written %s and taken out by our user is the partner's: it stands there again, on both sides",
    async (_, also) => {
      const { P, S, issue, link, rest } = await scene();
      const [from, to] = letter === "P" ? [S, P] : [P, S];
      await overtaken(from, to, issue, { ...also, links: { added: [link], removed: [] } }, { links: { added: [], removed: [link] } });
      await rest();
      const shown = [P, S].map((side) => links(side.tracker.issue(issue)));
      expect(shown[0]).toEqual(shown[1]);
      // Nothing of it shows, and a field that stands there may be our user's own: the link is written again.
      expect(shown[0]).toEqual([linkText(link)]);
      expect([P, S].map((side) => side.row(issue)?.status)).toEqual(["up to date", "up to date"]);
    },
  );

  test.each(wholes)("a file that was written %s and taken out by our user is the partner's: it stands there again", async (_, also) => {
    const { P, S, issue, file, rest } = await scene();
    const [from, to] = letter === "P" ? [S, P] : [P, S];
    await overtaken(from, to, issue, { ...also, attachments: [file] }, { removedAttachments: [file.id] });
    await rest();
    expect([P, S].map((side) => names(side.tracker.issue(issue)))).toEqual([["pump.png"], ["pump.png"]]);
    expect([P, S].map((side) => side.row(issue)?.status)).toEqual(["up to date", "up to date"]);
  });

  test("a file of an issue that was never here before stood there by the write alone: that our user took it out is known", async () => {
    const { P, S, file, rest } = await scene();
    const [from, to] = letter === "P" ? [S, P] : [P, S];
    const issue = newId(9, new Uint8Array(10).fill(9));
    from.tracker.add(issue, { fields: { title: "New" }, attachments: [file], share: [CONNECTION] });
    await from.pass();
    to.points.arm(1, "after a tracker write");
    await to.pass();
    expect(names(to.tracker.issue(issue))).toEqual(["pump.png"]);
    to.tracker.edit(issue, { removedAttachments: [file.id] });
    await to.pass();
    expect(to.row(issue)?.sync.shadow.attachments?.map(({ name }) => name)).toEqual(["pump.png"]);
    await rest();
  });

  test("what was written is the partner's, and an edit beside it is ours", async () => {
    const { P, S, issue, file, link, rest } = await scene();
    const [from, to] = letter === "P" ? [S, P] : [P, S];
    const second = { ...file, id: newId(5, new Uint8Array(10)), name: "own.png" };
    await overtaken(
      from,
      to,
      issue,
      { attachments: [file], links: { added: [link], removed: [] } },
      { fields: { title: "Pump" }, attachments: [second] },
    );
    await to.pass();
    const { mine } = to.row(issue)?.sync ?? {};
    expect(mine?.attachments?.map(({ name, origin }) => [name, origin === from.self]).sort()).toEqual([
      ["own.png", false],
      ["pump.png", true],
    ]);
    await rest();
    for (const side of [P, S]) {
      expect(links(side.tracker.issue(issue))).toEqual([linkText(link)]);
      expect(side.tracker.issue(issue)?.fields["title"]).toBe("Pump");
      expect(
        side
          .row(issue)
          ?.sync.mine.attachments?.map(({ name }) => name)
          .sort(),
      ).toEqual(["own.png", "pump.png"]);
    }
  });

  test("a file and a link that were removed, and stand there again by our user's hand, are told", async () => {
    const { P, S, issue, file, link, rest } = await scene();
    const [from, to] = letter === "P" ? [S, P] : [P, S];
    from.tracker.edit(issue, { attachments: [file], links: { added: [link], removed: [] } });
    await rest();
    const gone = { fields: { priority: "high" }, removedAttachments: [file.id], links: { added: [], removed: [link] } };
    await overtaken(from, to, issue, gone, { links: { added: [link], removed: [] } });
    await rest();
    for (const side of [P, S]) expect([links(side.tracker.issue(issue)), names(side.tracker.issue(issue))]).toEqual([[linkText(link)], []]);
  });

  test("a link that our user typed as well says nothing of the rest of a write that never was: all of it comes", async () => {
    const { P, S, issue, file, link, rest } = await scene();
    const [from, to] = letter === "P" ? [S, P] : [P, S];
    const [second, third] = ["needs", "follows"].map((kind) => ({ ...link, kind }));
    if (!second || !third) throw new Error("no links");
    const comment = { id: newId(7, new Uint8Array(10)), author: "Ada", created: "2026-01-01T00:00:00.000Z", body: "x", internal: false };
    const rests: readonly TrackerChange[] = [
      { attachments: [file], comments: [comment], fields: { title: "Pump" }, links: { added: [link], removed: [] } },
      // Nothing but links.
      { links: { added: [second, third], removed: [link] } },
      { removedAttachments: [file.id], removedComments: [comment.id], links: { added: [link], removed: [] } },
    ];
    const typed = [link, second, link];
    const shown: readonly unknown[] = [
      ["Pump", [linkText(link)], ["pump.png"], ["x"]],
      ["Pump", [third, second].map(linkText), ["pump.png"], ["x"]],
      ["Pump", [link, third, second].map(linkText), [], []],
    ];
    for (const [i, change] of rests.entries()) {
      await overtaken(from, to, issue, change, { links: { added: typed.slice(i, i + 1), removed: [] } }, "before");
      await rest();
      for (const side of [P, S]) {
        const found = side.tracker.issue(issue);
        expect([found?.fields["title"], links(found), names(found), found?.comments.map(({ body }) => body)]).toEqual(shown[i]);
        expect(side.row(issue)?.status).toBe("up to date");
      }
    }
  });

  const beside = { fields: { priority: "high" } };

  test("a field that our user typed as well says nothing of the links of a write that never was: they come, and what was removed goes", async () => {
    const { P, S, issue, link, rest } = await scene();
    const [from, to] = letter === "P" ? [S, P] : [P, S];
    const second = { ...link, kind: "needs" };
    await overtaken(from, to, issue, { ...beside, links: { added: [link], removed: [] } }, beside, "before");
    await rest();
    expect([P, S].map((side) => links(side.tracker.issue(issue)))).toEqual([[linkText(link)], [linkText(link)]]);
    const low = { fields: { priority: "low" } };
    await overtaken(from, to, issue, { ...low, links: { added: [second], removed: [link] } }, low, "before");
    await rest();
    expect([P, S].map((side) => links(side.tracker.issue(issue)))).toEqual([[linkText(second)], [linkText(second)]]);
    expect([P, S].map((side) => side.row(issue)?.status)).toEqual(["up to date", "up to date"]);
  });

  test("a field and a link that our user typed as well say nothing of a write with a new file or comment: all of it comes, and nothing was refused", async () => {
    const { P, S, issue, file, link, rest } = await scene();
    const [from, to] = letter === "P" ? [S, P] : [P, S];
    const comment = { id: newId(7, new Uint8Array(10)), author: "Ada", created: "2026-01-01T00:00:00.000Z", body: "x", internal: false };
    const whole = { fields: { priority: "high", title: "Pump" }, links: { added: [link], removed: [] } };
    const typed = { ...beside, links: whole.links };
    await overtaken(from, to, issue, { ...whole, attachments: [file], comments: [comment] }, typed, "before");
    await rest();
    for (const side of [P, S]) {
      const found = side.tracker.issue(issue);
      expect([found?.fields["title"], links(found), names(found), found?.comments.map(({ body }) => body)]).toEqual([
        "Pump",
        [linkText(link)],
        ["pump.png"],
        ["x"],
      ]);
      expect(side.row(issue)).toMatchObject({ status: "up to date", sync: { refusedHere: {}, refusedThere: {} } });
    }
  });

  test("what our user brought back from the trash beside a write that never was says nothing of it: all of it comes", async () => {
    const { P, S, issue, file, link, rest } = await scene();
    const [from, to] = letter === "P" ? [S, P] : [P, S];
    await broughtBack(from, to, issue, { fields: { title: "Pump" }, attachments: [file], links: { added: [link], removed: [] } });
    await rest();
    for (const side of [P, S]) {
      const found = side.tracker.issue(issue);
      expect([found?.fields["title"], links(found), names(found)]).toEqual(["Pump", [linkText(link)], ["pump.png"]]);
    }
  });

  test("a field that our user typed as well beside one that was never written: that is told as refused, and stays with its author", async () => {
    const { P, S, issue, rest } = await scene();
    const [from, to] = letter === "P" ? [S, P] : [P, S];
    await overtaken(from, to, issue, { fields: { priority: "high", title: "Pump" } }, beside, "before");
    await rest();
    expect(from.tracker.issue(issue)?.fields["title"]).toBe("Pump");
    const told = letter === "P" ? from.row(issue)?.sync.refusedThere : to.row(issue)?.sync.refusedHere;
    expect(told).toMatchObject({ title: { value: "Pump", failure: { code: "TRACKER_REFUSED" } } });
  });

  test("what came back from the trash without a new file, comment or link proves nothing by what it had", async () => {
    const { P, S, issue, rest } = await scene();
    const [from, to] = letter === "P" ? [S, P] : [P, S];
    await broughtBack(from, to, issue, { fields: { priority: "high" } });
    await rest();
    for (const side of [P, S]) expect(side.tracker.issue(issue)?.fields).toMatchObject({ title: issue, priority: "high" });
  });
});
