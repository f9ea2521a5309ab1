import { newId } from "../../src/model/ids.ts";
import { linkText, linksBeyond } from "../../src/model/link.ts";
import type { TrackerAttachment, TrackerIssue } from "../../src/model/tracker-issue.ts";
import { attachmentPart, linkPart } from "../../src/sync/rules.ts";
import type { FileLedger } from "./file-ledger.ts";
import type { Ledger } from "./ledger.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { type SimulatedContents, bytesOf, sha256Of } from "./simulated-contents.ts";
import type { SimulatedProject } from "./simulated-project.ts";
import type { Values } from "./values.ts";

/** What a side's user may do next: how often compared with other things, what it is called, and doing it. */
export type Offer = readonly [times: number, name: string, act: () => string | undefined];

export interface FilesDesk {
  readonly side: SimulatedProject;
  readonly contents: SimulatedContents;
  readonly files: FileLedger;
  readonly ledger: Pick<Ledger, "keepSecret">;
  readonly values: Values;
  readonly random: SeededRandom;
  readonly now: () => number;
  /** Whether what is written into the issue must stay here. */
  readonly isHidden: (issue: string) => boolean;
  /** Whether others have links, too. */
  readonly links: boolean;
  /** Little is done to files, so that their contents can travel. */
  readonly calm: boolean;
  /** But they are replaced by others. */
  readonly replaces: boolean;
}

const MOST_FILES = 3;
const MOST_LINKS = 3;
/** Nothing; what fits into a message, just and just not; a part, exactly and a byte more; several. */
const SIZES = [0, 1, 8192, 8193, 19_984, 19_985, 30_000, 70_000, 150_000];
const SPOILS = "spoils what came";
const REPLACES = "replaces a file";
/** Of a calm user's looks at files, those that change nothing else. */
const CALM = 0.8;
const KINDS = [
  ["png", "image/png"],
  ["txt", "text/plain"],
  ["pdf", "application/pdf"],
] as const;

/** A user's hand on files and links of one side. Everything is written into the ledger. */
export class FileDeeds {
  readonly #desk: FilesDesk;

  constructor(desk: FilesDesk) {
    this.#desk = desk;
  }

  offers(issue: string): readonly Offer[] {
    const all = this.#all(issue);
    // What came is rare, and there to be spoiled.
    return this.#desk.calm && this.#desk.random.chance(CALM)
      ? all.filter(([, name]) => name === SPOILS || (this.#desk.replaces && name === REPLACES))
      : all;
  }

  /** Files are attached before anything else happens. */
  begin(): void {
    for (const issue of this.#desk.side.tracker.ids()) for (let i = 0; i < 2; i++) this.#attach(issue);
  }

  #all(issue: string): readonly Offer[] {
    const own = this.#filesOf(issue, true);
    const theirs = this.#filesOf(issue, false);
    const present = own.filter(({ here }) => here);
    const come = theirs.filter(({ id }) => this.#desk.contents.whole.has(`${issue} ${id}`));
    const { links = [] } = this.#desk.side.tracker.issue(issue) ?? {};
    const all: (Offer | null)[] = [
      own.length < MOST_FILES ? [5, "attaches", () => this.#attach(issue)] : null,
      own.length > 0 ? [4, REPLACES, () => this.#replace(issue, own)] : null,
      present.length > 0 ? [2, "renames a file", () => this.#rename(issue, present)] : null,
      own.length > 0 ? [2, "detaches a file", () => this.#detach(issue, own)] : null,
      present.length > 0 ? [1, "loses a content", () => this.#lose(issue, present)] : null,
      theirs.length > 0 ? [2, "touches a partner's file", () => this.#touch(issue, theirs)] : null,
      come.length > 0 ? [3, SPOILS, () => this.#spoil(issue, come)] : null,
      this.#desk.links && links.length < MOST_LINKS ? [4, "links", () => this.#link(issue)] : null,
      this.#desk.links && links.length > 0 ? [2, "unlinks", () => this.#unlink(issue)] : null,
    ];
    return all.filter((offer) => offer !== null);
  }

  /** One of them, by a user who is quicker than the project. */
  actQuickly(issue: string): void {
    this.#desk.random.pick(this.#all(issue))[2]();
  }

  /** The issue goes before the user's eyes, with its files. */
  deleted(issue: string): void {
    for (const { id } of this.#desk.side.tracker.issue(issue)?.attachments ?? []) this.#desk.files.removed.add(id);
    for (const known of this.#desk.files.links.values()) if (known.issue === issue) known.removed = true;
  }

  /**
   * An old text is saved over the issue: its files, as they lie there by now. What stands in no text that the project keeps (`newest`) goes by our user's hand,
   * as does what does not leave (yet): nobody merges that. Where nobody merges texts at all (null) anything may go.
   */
  savedStale(old: TrackerIssue, newest: TrackerIssue | null): TrackerIssue["attachments"] {
    const { side, files, contents } = this.#desk;
    const { id: issue } = old;
    const now = side.tracker.issue(issue);
    const { stays = {} } = side.row(issue)?.sync ?? {};
    const kept = new Set(newest?.attachments?.filter(({ id }) => !(attachmentPart(id) in stays)).map(({ id }) => id));
    for (const { id } of now?.attachments ?? []) if (!kept.has(id)) files.removed.add(id);
    const linked = new Set(newest?.links?.filter((link) => !(linkPart(link) in stays)).map(linkText));
    for (const link of now?.links ?? []) if (!linked.has(linkText(link))) files.unlinked(issue, link);
    return old.attachments?.map((file) => {
      const bytes = contents.whole.get(`${issue} ${file.id}`);
      if (files.makerOf(file.id) !== side.letter) return { ...file, here: bytes !== undefined };
      // An own file lies under its name.
      if (!bytes || now?.attachments?.find(({ id }) => id === file.id)?.name !== file.name) return { ...file, here: false };
      const content = { size: bytes.length, sha256: sha256Of(bytes) };
      files.made({ who: side.letter, issue, id: file.id, name: file.name, mediaType: file.mediaType, ...content });
      return { ...file, content, here: true };
    });
  }

  /** The issue's files and links stand again as they did then, with their contents, and our user means them. Whether anything differed. */
  putBack(old: TrackerIssue, contentOf: (key: string) => Uint8Array | undefined): boolean {
    const { side, files, contents } = this.#desk;
    const { id: issue, attachments = [], links = [] } = old;
    const now = side.tracker.issue(issue);
    const said = JSON.stringify([now?.attachments, now?.links]);
    const then = new Set(attachments.map(({ id }) => id));
    const gone = this.#filesOf(issue, true).filter(({ id }) => !then.has(id));
    for (const { id } of gone) {
      contents.whole.delete(`${issue} ${id}`);
      files.removed.add(id);
    }
    side.tracker.edit(issue, { removedAttachments: gone.map(({ id }) => id) });
    for (const file of attachments) {
      const bytes = contentOf(`${issue} ${file.id}`);
      if (bytes) contents.whole.set(`${issue} ${file.id}`, bytes);
      if (bytes && files.makerOf(file.id) === side.letter) this.#say(issue, { ...file, here: true });
      else side.tracker.edit(issue, { attachments: [file] });
    }
    const [added, removed] = [linksBeyond(now?.links, links), linksBeyond(links, now?.links)];
    for (const link of removed) files.unlinked(issue, link);
    for (const link of added) files.linked(side.letter, issue, link);
    const after = side.tracker.edit(issue, { links: { added, removed } });
    return JSON.stringify([after.attachments, after.links]) !== said;
  }

  #filesOf(issue: string, own: boolean): readonly TrackerAttachment[] {
    const { side, files } = this.#desk;
    return (side.tracker.issue(issue)?.attachments ?? []).filter(({ id }) => (files.makerOf(id) === side.letter) === own);
  }

  #attach(issue: string): string {
    const { random, now } = this.#desk;
    const id = newId(now(), random.bytes(10));
    this.#put(issue, { id, ...this.#newName(), author: `Ann of ${this.#desk.side.letter}`, created: null, content: null, here: true });
    return `${id} of ${this.#sizeOf(issue, id)}`;
  }

  #replace(issue: string, own: readonly TrackerAttachment[]): string {
    const { random } = this.#desk;
    const file = random.pick(own);
    this.#put(issue, random.chance(0.3) ? { ...file, ...this.#newName() } : file);
    return `${file.id} by ${this.#sizeOf(issue, file.id)}`;
  }

  /** Another content. */
  #put(issue: string, file: TrackerAttachment): void {
    const { random, values, contents } = this.#desk;
    const number = Number(/\d+/.exec(values.unique("content"))?.[0]);
    const bytes = bytesOf(number, random.pick(SIZES));
    contents.put(issue, file.id, bytes);
    this.#say(issue, { ...file, content: { size: bytes.length, sha256: sha256Of(bytes) }, here: true });
  }

  #rename(issue: string, own: readonly TrackerAttachment[]): string {
    const file = this.#desk.random.pick(own);
    this.#say(issue, { ...file, ...this.#newName() });
    return file.id;
  }

  #say(issue: string, file: TrackerAttachment): void {
    const { side, files, ledger, isHidden } = this.#desk;
    side.tracker.edit(issue, { attachments: [file] });
    const { id, name, mediaType, content } = file;
    if (content === null) return;
    files.made({ who: side.letter, issue, id, name, mediaType, ...content });
    if (isHidden(issue)) ledger.keepSecret(side.letter, issue, name, false);
  }

  #detach(issue: string, own: readonly TrackerAttachment[]): string {
    const { random, side, files, contents } = this.#desk;
    const { id } = random.pick(own);
    side.tracker.edit(issue, { removedAttachments: [id] });
    contents.whole.delete(`${issue} ${id}`);
    files.removed.add(id);
    return id;
  }

  /** Its line stays, and says nothing. */
  #lose(issue: string, own: readonly TrackerAttachment[]): string {
    const { random, side, contents } = this.#desk;
    const { id } = random.pick(own);
    side.tracker.miss(issue, id);
    contents.whole.delete(`${issue} ${id}`);
    return id;
  }

  #touch(issue: string, theirs: readonly TrackerAttachment[]): string {
    const { random, side, values } = this.#desk;
    const file = random.pick(theirs);
    const change = random.chance(0.5)
      ? { removedAttachments: [file.id] }
      : { attachments: [{ ...file, name: `${values.unique("scribble")}.txt` }] };
    side.tracker.edit(issue, change);
    return file.id;
  }

  #spoil(issue: string, come: readonly TrackerAttachment[]): string {
    const { random, contents, files, side } = this.#desk;
    const { id } = random.pick(come);
    const key = `${issue} ${id}`;
    files.spoiled.add(`${side.letter} ${key}`);
    if (random.chance(0.5)) contents.whole.delete(key);
    else contents.whole.set(key, bytesOf(0, random.below(100)));
    return id;
  }

  #link(issue: string): string {
    const { random, side, files, values } = this.#desk;
    const others = side.tracker.ids().filter((id) => id !== issue);
    if (others.length === 0) return "to nothing";
    const link = { kind: random.chance(0.5) ? values.unique("blocks") : values.token("relates"), issue: random.pick(others) };
    side.tracker.edit(issue, { links: { added: [link], removed: [] } });
    files.linked(side.letter, issue, link);
    return `${issue} ${link.kind} ${link.issue}`;
  }

  #unlink(issue: string): string {
    const { random, side, files } = this.#desk;
    const link = random.pick(side.tracker.issue(issue)?.links ?? []);
    side.tracker.edit(issue, { links: { added: [], removed: [link] } });
    files.unlinked(issue, link);
    return `${issue} ${link.kind}`;
  }

  #newName(): { name: string; mediaType: string } {
    const [ending, mediaType] = this.#desk.random.pick(KINDS);
    return { name: `${this.#desk.values.unique("file")}.${ending}`, mediaType };
  }

  #sizeOf(issue: string, id: string): string {
    const found = this.#desk.side.tracker.issue(issue)?.attachments?.find((file) => file.id === id);
    return `${found?.content?.size} bytes, ${found?.name}`;
  }
}
