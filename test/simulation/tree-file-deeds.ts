import { newId } from "../../src/model/ids.ts";
import type { TrackerAttachment } from "../../src/model/tracker-issue.ts";
import { OPEN_STATES } from "../../src/sync/operations-end.ts";
import { type SavedSide, saveSide } from "./saved-side.ts";
import { bytesOf, sha256Of } from "./simulated-contents.ts";
import type { FilesOfTree } from "./tree-files.ts";
import type { Member } from "./tree-world.ts";

const MOST_ISSUES = 3;
const MOST_FILES = 4;
/** Nothing; what a message holds, just and just not; a part and a byte; several. */
const SIZES = [0, 1, 8192, 8193, 19_985, 60_000];

interface Line {
  readonly name: string;
  readonly sha256: string;
}

/** A file that somebody made, every content and name that it had, and what its maker did with it last. */
export interface MadeFile {
  readonly issue: string;
  readonly id: string;
  readonly who: Member;
  readonly sums: Set<string>;
  readonly names: Set<string>;
  /** null: its maker took it away, or was put back to before it was there. */
  last: Line | null;
  /** Its maker was put back to before what was done last: whether that stands is open. */
  isOpen: boolean;
}

/** What people do with files of issues at any of the three, and with what the others made. */
export class TreeFileDeeds {
  readonly made: MadeFile[] = [];
  readonly deleted = new Set<string>();
  /** `letter issue file`: whose content somebody took away there. */
  readonly lost = new Set<string>();
  /** `letter issue file sha256`: what a person asked for there, and the conversation in which that comes. */
  readonly wanted = new Map<string, string>();
  readonly #given: FilesOfTree;
  #words = 0;
  #saved: { readonly member: Member; readonly side: SavedSide; readonly lines: ReadonlyMap<MadeFile, Line | null> } | null = null;
  #wasPutBack = false;

  constructor(given: FilesOfTree) {
    this.#given = given;
  }

  /** Whether somebody did anything: else something befalls them. */
  async happen(member: Member): Promise<boolean> {
    const { random } = this.#given.tree;
    const drawn = random.next();
    const ids = member.tracker.ids();
    if (ids.length === 0 || drawn < 0.06) return this.#begin(member);
    const issue = random.pick(ids);
    if (drawn < 0.36) return this.#touch(member, issue);
    if (drawn < 0.68) return this.#want(member, issue);
    if (drawn < 0.71) return this.#edit(member, issue);
    if (drawn < 0.715) return this.#remove(member, issue);
    if (drawn < 0.74) return this.#touchAnothers(member, issue);
    if (drawn < 0.76) return this.#lose(member, issue);
    if (drawn < 0.82 && this.#given.options.restores) return this.#putBack(member);
    return false;
  }

  #begin(member: Member): boolean {
    const { clock, random, members } = this.#given.tree;
    if (new Set(members.flatMap(({ tracker }) => tracker.ids())).size >= MOST_ISSUES) return false;
    const issue = newId(clock.now, random.bytes(10));
    member.tracker.add(issue, { fields: { title: `title ${++this.#words}` } });
    return this.#attach(member, issue);
  }

  /** Attaches a file, or replaces, renames or takes away one of its own. */
  #touch(member: Member, issue: string): boolean {
    const { tree, contents, count } = this.#given;
    const { random } = tree;
    const own = this.made.filter((made) => made.issue === issue && made.who === member && fileOf(member, issue, made.id));
    if (own.length === 0 || (own.length < MOST_FILES && random.chance(0.4))) return this.#attach(member, issue);
    const made = random.pick(own);
    const file = fileOf(member, issue, made.id);
    if (!file) return false;
    const drawn = random.next();
    if (drawn < 0.5) return this.#fill(member, made, file);
    if (drawn < 0.75) {
      count("renames");
      const name = `renamed ${++this.#words}.bin`;
      made.names.add(name);
      if (made.last) made.last = { ...made.last, name };
      member.tracker.edit(issue, { attachments: [{ ...file, name }] });
      return true;
    }
    count("takes away");
    made.last = null;
    member.tracker.edit(issue, { removedAttachments: [made.id] });
    contents.get(member)?.whole.delete(`${issue} ${made.id}`);
    return true;
  }

  #attach(member: Member, issue: string): boolean {
    const { clock, random } = this.#given.tree;
    if (this.made.filter((made) => made.issue === issue && made.last).length >= MOST_FILES) return false;
    const id = newId(clock.now++, random.bytes(10));
    const made: MadeFile = { issue, id, who: member, sums: new Set(), names: new Set(), last: null, isOpen: false };
    this.made.push(made);
    const name = `file ${++this.#words}.bin`;
    made.names.add(name);
    const mediaType = "application/octet-stream";
    return this.#fill(member, made, { id, name, mediaType, author: "", created: null, content: null, here: true });
  }

  #fill(member: Member, made: MadeFile, file: TrackerAttachment): boolean {
    const { tree, contents, count } = this.#given;
    const bytes = bytesOf(++this.#words, tree.random.pick(SIZES));
    const sha256 = sha256Of(bytes);
    count(made.sums.size > 0 ? "replaces" : "attaches");
    made.sums.add(sha256);
    made.last = { name: file.name, sha256 };
    contents.get(member)?.put(made.issue, made.id, bytes);
    member.tracker.edit(made.issue, { attachments: [{ ...file, content: { size: bytes.length, sha256 }, here: true }] });
    return true;
  }

  /** A person gets a file that is not here. */
  async #want(member: Member, issue: string): Promise<boolean> {
    const { tree, count } = this.#given;
    const { clock, random } = tree;
    const files = (member.tracker.issue(issue)?.attachments ?? []).filter(({ here }) => !here);
    if (files.length === 0) return false;
    const id = newId(clock.now++, random.bytes(10));
    const outcome = await member.command({ kind: "get file", issue, file: random.pick(files).id, id, author: member.letter });
    const conversation = outcome?.kind === "done" ? String(outcome.data?.["conversation"]) : "";
    for (const { content } of member.store.askedParts(conversation, OPEN_STATES))
      if (content) this.wanted.set(`${member.letter} ${issue} ${content.file.id} ${content.file.sha256}`, conversation);
    count(`wants a file, ${outcome?.kind === "failed" ? outcome.code : (outcome?.kind ?? "the process ends")}`);
    return true;
  }

  #edit(member: Member, issue: string): boolean {
    member.tracker.edit(issue, { fields: { title: `title ${++this.#words}` } });
    return true;
  }

  #remove(member: Member, issue: string): boolean {
    this.#given.count("deletes an issue");
    this.deleted.add(issue);
    member.tracker.remove(issue);
    return true;
  }

  /** A file that another one made is taken out or renamed here: it is not this one's to change. */
  #touchAnothers(member: Member, issue: string): boolean {
    const { tree, count } = this.#given;
    const { random } = tree;
    const others = this.made.filter((made) => made.issue === issue && made.who !== member && fileOf(member, issue, made.id));
    if (others.length === 0) return false;
    const { id } = random.pick(others);
    const file = fileOf(member, issue, id);
    if (!file) return false;
    count("touches another's file");
    if (random.chance(0.5)) member.tracker.edit(issue, { removedAttachments: [id] });
    else member.tracker.edit(issue, { attachments: [{ ...file, name: `foreign ${++this.#words}.bin` }] });
    return true;
  }

  /** A content that came is thrown away; its line stays. */
  #lose(member: Member, issue: string): boolean {
    const { tree, contents, count } = this.#given;
    const came = this.made.filter((made) => made.issue === issue && made.who !== member && fileOf(member, issue, made.id)?.here);
    if (came.length === 0) return false;
    const { id } = tree.random.pick(came);
    count("loses a content");
    this.lost.add(`${member.letter} ${issue} ${id}`);
    contents.get(member)?.whole.delete(`${issue} ${id}`);
    return true;
  }

  /** All that a side has is saved once, and put back later: what it did in between is gone with it. */
  #putBack(member: Member): boolean {
    const { stores, count, tree } = this.#given;
    if (this.#wasPutBack) return false;
    if (!this.#saved) {
      // One in the middle that is put back to before it passed an issue on takes it from one side and refuses it to the other: not judged here.
      if (member === tree.members[1]) return false;
      const { letter } = member;
      const side = saveSide(member, `${stores}/${letter}.sqlite`, `${stores}/${letter}.saved`);
      this.#saved = { member, side, lines: new Map(this.made.filter(({ who }) => who === member).map((made) => [made, made.last])) };
      return true;
    }
    const { member: who, side, lines } = this.#saved;
    count("puts an end back");
    side.putBack("state and issues");
    for (const made of this.made) {
      const before = lines.get(made) ?? null;
      if (made.who !== who || (before?.name === made.last?.name && before?.sha256 === made.last?.sha256)) continue;
      made.last = before;
      made.isOpen = true;
    }
    this.#wasPutBack = true;
    return true;
  }
}

export function fileOf({ tracker }: Member, issue: string, id: string): TrackerAttachment | undefined {
  return tracker.issue(issue)?.attachments?.find((file) => file.id === id);
}
