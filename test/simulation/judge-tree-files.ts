import { attachmentPart } from "../../src/sync/rules.ts";
import { isPart } from "./part-faults.ts";
import { sha256Of } from "./simulated-contents.ts";
import { type MadeFile, type TreeFileDeeds, fileOf } from "./tree-file-deeds.ts";
import type { FilesOfTree } from "./tree-files.ts";
import type { Member } from "./tree-world.ts";

/** What holds of files that the one in the middle passes on, once nothing moves any more. */
export class JudgeTreeFiles {
  readonly #given: FilesOfTree;
  readonly #made: readonly MadeFile[];
  readonly #deleted: ReadonlySet<string>;
  readonly #middle: Member;

  constructor(given: FilesOfTree, made: readonly MadeFile[], deleted: ReadonlySet<string>, middle: Member) {
    this.#given = given;
    this.#made = made;
    this.#deleted = deleted;
    this.#middle = middle;
  }

  atRest(): void {
    this.#judgeLines();
    this.#judgeMade();
    this.#judgeContents();
  }

  /**
   * P6: what the contract lets come at once is here without anybody's asking, but for what somebody threw away ("Each content of an attachment is asked
   * for once: what somebody removes, or gives up, does not come by itself again"; docs/PROTOCOL.md 6). What a person asked for is as what they asked for
   * ("Where a person asks for one that is on its way by itself"): of that which did not come, the conversation says why.
   */
  cameByItself({ lost, wanted }: Pick<TreeFileDeeds, "lost" | "wanted">): void {
    for (const member of this.#given.tree.members)
      for (const [issue, { id, here, content }] of filesOf(member)) {
        const what = `${member.letter} ${issue} ${id}`;
        if (here || lost.has(what) || this.#holders(issue, id, content?.sha256).length === 0) continue;
        const conversation = wanted.get(`${what} ${content?.sha256}`);
        if (conversation === undefined) this.#say(`P6: the content of ${id} of ${issue} did not come to ${member.letter} by itself`);
        else if (!member.store.askedParts(conversation, ["failed"]).some(({ code }) => code !== undefined))
          this.#say(`P6: ${id} of ${issue} was asked for at ${member.letter} in ${conversation}, did not come, and nothing says why`);
      }
  }

  /** P1, P6: after everybody fetched, what anybody holds stands everywhere, by the way of the middle. */
  whole(): void {
    for (const member of this.#given.tree.members)
      for (const [issue, { id, here, content }] of filesOf(member)) {
        const holders = this.#holders(issue, id, content?.sha256);
        if (!here && holders.length > 0)
          this.#say(`P6: the content of ${id} of ${issue} is at ${holders.map(({ letter }) => letter).join()} and not at ${member.letter}`);
      }
  }

  /**
   * P6: each issue has the same files everywhere. What the middle has not got waits there: a file travels only with a content that can be had, and the
   * person there is told (DESIGN.md, "Attachments"; NO_CONTENT).
   */
  #judgeLines(): void {
    const { members } = this.#given.tree;
    for (const issue of new Set(members.flatMap(({ tracker }) => tracker.ids()))) {
      const waits = new Set(this.#middle.tracker.issue(issue)?.attachments?.flatMap(({ id, here }) => (here ? [] : [id])));
      const told = new Set(this.#middle.store.syncsOf(issue).flatMap(({ sync }) => Object.keys(sync.stays ?? {})));
      const shown = members.map((member) => {
        const found = member.tracker.issue(issue);
        const files = found?.attachments?.filter(({ id }) => !waits.has(id)) ?? [];
        const lines = files.map(({ id, name, content }) => `${id} ${name} ${content?.size} ${content?.sha256.slice(0, 8)}`);
        return [member.letter, found ? lines.toSorted().join("; ") : "no issue"] as const;
      });
      if (new Set(shown.map(([, lines]) => lines)).size > 1)
        this.#say(`P6: files of ${issue} differ: ${shown.map((one) => one.join(": ")).join(" | ")}`);
      for (const id of waits)
        if (members.some((member) => !fileOf(member, issue, id)) && !told.has(attachmentPart(id)))
          this.#say(`P12: ${id} of ${issue} waits in the middle, and nobody is told`);
      for (const member of members)
        for (const { status, sync } of member.store.syncsOf(issue))
          if (status !== "up to date" && status !== "conflict" && status !== "local")
            this.#say(`P6: ${issue} is ${status} at ${member.letter}: ${JSON.stringify(sync.failure)}`);
    }
  }

  /** P1: each file is at its maker as its maker made it last, and nowhere where its maker took it away. */
  #judgeMade(): void {
    for (const { issue, id, who, last, isOpen } of this.#made) {
      if (this.#deleted.has(issue) || isOpen) continue;
      const there = fileOf(who, issue, id);
      if (last && (there?.name !== last.name || there.content?.sha256 !== last.sha256))
        this.#say(`P1: ${id} of ${issue} is ${JSON.stringify(there)} at ${who.letter}, who made it ${JSON.stringify(last)}`);
      for (const member of this.#given.tree.members)
        if (!last && fileOf(member, issue, id)) this.#say(`P6: ${who.letter} took ${id} of ${issue} away, and ${member.letter} has it`);
    }
  }

  /** P1, P13: nothing is anywhere that its maker never made; nothing went that nobody named; no part is left in the folder. */
  #judgeContents(): void {
    const { tree, contents } = this.#given;
    for (const member of tree.members)
      for (const [issue, { id, name, content }] of filesOf(member)) {
        const made = this.#made.find((one) => one.issue === issue && one.id === id);
        if (!made?.names.has(name) || !made.sums.has(content?.sha256 ?? ""))
          this.#say(`P1: ${id} of ${issue} is ${name} ${content?.sha256} at ${member.letter}, as its maker never made it`);
      }
    for (const [member, { whole, went }] of contents) {
      for (const key of went) this.#say(`P13: ${key} was taken away at ${member.letter}, and nobody asked for that`);
      for (const [key, bytes] of whole) {
        const made = this.#made.find(({ issue, id }) => key === `${issue} ${id}`);
        if (!made?.sums.has(sha256Of(bytes))) this.#say(`P1: the content of ${key} at ${member.letter} is none that its maker made`);
      }
    }
    const left = tree.exchange.folder.paths().filter(isPart);
    if (left.length > 0) this.#say(`P6: parts are left in the exchange folder: ${left.join()}`);
  }

  #holders(issue: string, id: string, sha256: string | undefined): readonly Member[] {
    return this.#given.tree.members.filter((member) => {
      const sum = this.#given.contents.get(member)?.sumOf(issue, id);
      return sum !== undefined && sum === sha256;
    });
  }

  #say(problem: string): void {
    this.#given.problems.push(problem);
  }
}

function filesOf({ tracker }: Member) {
  return tracker.ids().flatMap((issue) => (tracker.issue(issue)?.attachments ?? []).map((file) => [issue, file] as const));
}
