import { attachmentOutside } from "../../src/model/attachment-set.ts";
import type { Contract } from "../../src/model/contract.ts";
import type { Link } from "../../src/model/link.ts";
import { linkText } from "../../src/model/link.ts";

/** What a user made of a file: each time it was attached, replaced or renamed. */
export interface FileVersion {
  readonly who: string;
  readonly issue: string;
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  /** How many contracts had been in force at its side. */
  readonly since: number;
}

interface KnownLink {
  readonly who: string;
  readonly issue: string;
  readonly link: Link;
  readonly since: number;
  /** Somebody took it away. */
  removed: boolean;
}

/** What the users did with files and links, beside the project; and which contracts were in force at each side since. */
export class FileLedger {
  readonly versions: FileVersion[] = [];
  readonly links = new Map<string, KnownLink>();
  /** Files that their maker took out, or that went with an issue. */
  readonly removed = new Set<string>();
  /** What users spoiled of contents that had come: `letter issue attachment`. */
  readonly spoiled = new Set<string>();
  readonly #inForce = new Map<string, Contract[]>();

  inForce(who: string): number {
    return this.#inForce.get(who)?.length ?? 0;
  }

  noteContract(who: string, contract: Contract | null): void {
    const known = this.#inForce.get(who) ?? [];
    if (contract !== null && known.at(-1)?.number !== contract.number) this.#inForce.set(who, [...known, contract]);
  }

  made(version: Omit<FileVersion, "since">): void {
    this.versions.push({ ...version, since: this.inForce(version.who) });
    this.removed.delete(version.id);
  }

  makerOf(id: string): string | null {
    return this.versions.find((version) => version.id === id)?.who ?? null;
  }

  linked(who: string, issue: string, link: Link): void {
    const key = `${issue} ${linkText(link)}`;
    const before = this.links.get(key);
    this.links.set(key, { who, issue, link, since: this.inForce(who), removed: before?.removed ?? false });
  }

  unlinked(issue: string, link: Link): void {
    const known = this.links.get(`${issue} ${linkText(link)}`);
    if (known) known.removed = true;
  }

  /** P12: the first name, checksum or link in a message of this side that no contract since it was made let out; null: there is none. */
  leakIn(who: string, text: string, isKnownThere: (issue: string) => boolean): string | null {
    // The checksum of nothing is no secret: each empty file of the partner has it, too.
    const sumOf = ({ size, sha256, name }: FileVersion): string => (size === 0 ? name : sha256);
    for (const marks of [(version: FileVersion) => version.name, sumOf])
      for (const [mark, versions] of Map.groupBy(
        this.versions.filter((version) => version.who === who),
        marks,
      ))
        if (text.includes(mark) && !versions.some((version) => this.#isAllowed(version))) return mark;
    for (const known of this.links.values())
      if (known.who === who && text.includes(JSON.stringify(known.link).slice(1, -1)) && !this.#mayLink(known, isKnownThere))
        return linkText(known.link);
    return null;
  }

  #isAllowed(version: FileVersion): boolean {
    return this.#contracts(version).some(({ attachments }) => attachmentOutside(attachments, version) === null);
  }

  #mayLink(known: KnownLink, isKnownThere: (issue: string) => boolean): boolean {
    return isKnownThere(known.link.issue) && this.#contracts(known).some(({ links }) => links === "known");
  }

  /** In force at the side since then. */
  #contracts({ who, since }: { readonly who: string; readonly since: number }): readonly Contract[] {
    return this.#inForce.get(who)?.slice(Math.max(0, since - 1)) ?? [];
  }
}
