import type { IssueId } from "../../model/document.ts";
import type { MemoryChange, PartnerChange, Question, TrackerMemory } from "../../ports/tracker.ts";
import type { Checkout, Known } from "./git-checkout.ts";
import { HIGHEST_COUNTED } from "./issue-key.ts";

/** `file:<name>`: what is remembered of one file. Small: all of them are read at every scan. */
export interface FileRow {
  /** null: no issue is known there (it cannot be read, or another file has its id). */
  readonly id: IssueId | null;
  readonly key: string | null;
  /** `FileStat.text` when it was read. */
  readonly stat: string;
  /** Version of the text that was read. */
  readonly seen: string;
  /** Version last reported or written; null: none yet. */
  readonly agreed: string | null;
  /** Read again, whatever `stat` says: it could have changed without showing it, or an answer waits to be carried out. */
  readonly again?: true;
  /** Why it is not taken as an issue. */
  readonly fault?: string;
  /** What was told of it although it is taken as an issue: told again when it is over. */
  readonly flaws?: string;
  /** The links that were told of it, one a line; absent: none. */
  readonly links?: string;
  readonly asked?: Question;
  /** Version that a person said is meant as it stands. */
  readonly meant?: string;
  /** A person said that the partner's text is wanted: report what stands there as the ancestor of itself, which is no edit. */
  readonly restore?: true;
}

/** `attachments:<id>`: the files of an issue. */
export interface FilesRow {
  /** What its folder held when it was last looked at (`listingText`); null: it is to be looked at again. */
  readonly seen: string | null;
  readonly items: readonly KnownFile[];
}

export interface KnownFile {
  readonly id: string;
  /** Of the file in the folder, and in the item. */
  readonly name: string;
  /** `FileStat.text` of the file whose content this is; null: it is not there. */
  readonly stat: string | null;
  readonly size: number;
  /** Empty: never read. */
  readonly sha256: string;
  readonly author?: string;
  readonly created?: string;
  /** What was said of it by who attached it elsewhere; absent: it is of this project. */
  readonly theirs?: {
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
    readonly mediaType: string;
    readonly author: string;
    readonly created: string | null;
  };
  /** The last content that came and stood here: a newer one may take its place. */
  readonly placed?: string;
}

const NO_FILES: FilesRow = { seen: "", items: [] };

/** `missing:<id>`: a known issue whose file is not there. */
export interface MissingRow {
  readonly name: string;
  readonly key: string;
  readonly agreed: string | null;
  /** When it was first missed, in milliseconds since 1970. */
  readonly since: number;
  readonly asked?: Question;
  /** What a person said: the deletion is meant, or the file is to be written again. */
  readonly answer?: "deleted" | "restore";
}

/** One of the last texts of an issue file, see `kept-texts.ts`. */
export interface KeptText {
  readonly version: string;
  readonly text: string;
  /** Ferry wrote it; otherwise it was found. */
  readonly written: boolean;
  /** It wrote what a person commanded, who thus knows it. */
  readonly commanded?: true;
}

/** `partner:<id>`: what the last write for a partner made of an issue. */
const PARTNER = "partner:";
const FILE = "file:";
const AT = "at:";
const MISSING = "missing:";
const TEXTS = "texts:";
const TROUBLE = "trouble:";
const ATTACHMENTS = "attachments:";
const COUNTER = "counter";
const CHECKOUT = "checkout";
const FIELDS = "fields";

/**
 * The tracker's memory with changes that are not committed yet. Lives as long as one scan or one batch of writes: if the engine drops what
 * it was given, nothing of it remains here.
 */
export class MemoryDraft {
  readonly #memory: TrackerMemory;
  readonly #changed = new Map<string, string | null>();
  #untold: MemoryChange[] = [];

  constructor(memory: TrackerMemory) {
    this.#memory = memory;
  }

  /** The changes since the last call: they go with the batch or outcome that they belong to. */
  take(): readonly MemoryChange[] {
    const taken = this.#untold;
    this.#untold = [];
    return taken;
  }

  files(): Map<string, FileRow> {
    return new Map(this.#list(FILE).map(([name, row]) => [name, JSON.parse(row) as FileRow]));
  }
  file(name: string): FileRow | null {
    return this.#read<FileRow>(FILE + name);
  }
  putFile(name: string, row: FileRow | null): void {
    this.#put(FILE + name, row === null ? null : JSON.stringify(row));
  }

  /** Name of the file of an issue. */
  nameOf(id: IssueId): string | null {
    return this.#get(AT + id);
  }
  putName(id: IssueId, name: string | null): void {
    this.#put(AT + id, name);
  }

  allMissing(): [IssueId, MissingRow][] {
    return this.#list(MISSING).map(([id, row]) => [id, JSON.parse(row) as MissingRow]);
  }
  missing(id: IssueId): MissingRow | null {
    return this.#read<MissingRow>(MISSING + id);
  }
  putMissing(id: IssueId, row: MissingRow | null): void {
    this.#put(MISSING + id, row === null ? null : JSON.stringify(row));
  }

  /** Oldest first. */
  texts(id: IssueId): readonly KeptText[] {
    return this.#read<readonly KeptText[]>(TEXTS + id) ?? [];
  }
  putTexts(id: IssueId, texts: readonly KeptText[]): void {
    this.#put(TEXTS + id, texts.length === 0 ? null : JSON.stringify(texts));
  }

  allAttachments(): Map<IssueId, FilesRow> {
    return new Map(this.#list(ATTACHMENTS).map(([id, row]) => [id, JSON.parse(row) as FilesRow]));
  }
  attachments(id: IssueId): FilesRow {
    return this.#read<FilesRow>(ATTACHMENTS + id) ?? NO_FILES;
  }
  putAttachments(id: IssueId, row: FilesRow): void {
    this.#put(ATTACHMENTS + id, row.items.length === 0 && row.seen === "" ? null : JSON.stringify(row));
  }

  partnerChange(id: IssueId): PartnerChange | null {
    return this.#read<PartnerChange>(PARTNER + id);
  }
  putPartnerChange(id: IssueId, change: PartnerChange | null): void {
    this.#put(PARTNER + id, change === null ? null : JSON.stringify(change));
  }

  /** What was told of the folder (`""`) or of one in it; null: it is in order. */
  trouble(name: string): string | null {
    return this.#get(TROUBLE + name);
  }
  putTrouble(name: string, code: string | null): void {
    this.#put(TROUBLE + name, code);
  }

  /** Branch and commit that the issues were read from last; null: they are in no history of git. */
  checkout(): Checkout | null {
    const known = this.knownOfGit();
    return known === "apart" ? null : known;
  }
  knownOfGit(): Known {
    return this.#read<Checkout | "apart">(CHECKOUT);
  }
  putKnownOfGit(known: Known): void {
    this.#put(CHECKOUT, known === null ? null : JSON.stringify(known));
  }

  /** The fields of the project's own that all files were read with; empty: none. */
  fields(): string {
    return this.#get(FIELDS) ?? "";
  }
  putFields(text: string): void {
    this.#put(FIELDS, text === "" ? null : text);
  }

  /** Highest number that a key ever had, of those that are counted. */
  counter(): number {
    const number = Number(this.#get(COUNTER) ?? 0);
    return number > HIGHEST_COUNTED ? 0 : number;
  }
  putCounter(number: number): void {
    if (number > this.counter()) this.#put(COUNTER, String(number));
  }

  #get(key: string): string | null {
    const changed = this.#changed.get(key);
    return changed === undefined ? this.#memory.get(key) : changed;
  }

  #read<T>(key: string): T | null {
    const value = this.#get(key);
    return value === null ? null : (JSON.parse(value) as T);
  }

  #put(key: string, value: string | null): void {
    if (this.#get(key) === value) return;
    this.#changed.set(key, value);
    this.#untold.push({ key, value });
  }

  /** Rows by the rest of their key. */
  #list(prefix: string): [string, string][] {
    const rows = new Map(this.#memory.list(prefix).map(({ key, value }) => [key, value]));
    for (const [key, value] of this.#changed) {
      if (!key.startsWith(prefix)) continue;
      if (value === null) rows.delete(key);
      else rows.set(key, value);
    }
    return [...rows].map(([key, value]) => [key.slice(prefix.length), value]);
  }
}
