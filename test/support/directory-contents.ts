import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { Standing } from "../../src/model/content-state.ts";
import type { ContentFailure, ContentMark, ContentReader, Contents } from "../../src/ports/contents.ts";

/** The smallest implementation: one file for each attachment in a folder of its own. `known`: which attachments there are. */
export class DirectoryContents implements Contents {
  readonly #folder: string;
  readonly #known: (issue: string, attachment: string) => boolean;

  constructor(folder: string, known: (issue: string, attachment: string) => boolean = () => true) {
    this.#folder = folder;
    this.#known = known;
    mkdirSync(folder, { recursive: true });
  }

  place(issue: string, attachment: string): string {
    return join(this.#folder, `${issue}-${attachment}`);
  }

  async open(issue: string, attachment: string, mark: ContentMark): Promise<ContentReader | null> {
    const place = this.place(issue, attachment);
    if (!isWhole(place, mark)) return null;
    const { mtimeMs } = statSync(place);
    return {
      size: mark.size,
      read: async (from, length) => {
        if (!existsSync(place) || statSync(place).mtimeMs !== mtimeMs || statSync(place).size !== mark.size) return null;
        return new Uint8Array(readFileSync(place).subarray(from, from + length));
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  async arrived(issue: string, attachment: string, mark: ContentMark): Promise<number> {
    const part = this.#part(issue, attachment, mark);
    return existsSync(part) && statSync(part).size <= mark.size ? statSync(part).size : 0;
  }

  async append(issue: string, attachment: string, mark: ContentMark, at: number, bytes: Uint8Array): Promise<ContentFailure | null> {
    if (!this.#known(issue, attachment)) return { kind: "unknown" };
    const part = this.#part(issue, attachment, mark);
    const size = existsSync(part) ? statSync(part).size : 0;
    if (at + bytes.length > mark.size || size < at) {
      rmSync(part, { force: true });
      return { kind: "wrong" };
    }
    if (size > at) truncateSync(part, at);
    appendFileSync(part, bytes);
    return null;
  }

  async stands(issue: string, attachment: string, sha256: string): Promise<Standing> {
    const place = this.place(issue, attachment);
    if (!this.#known(issue, attachment) || !existsSync(place)) return "missing";
    return isWhole(place, { size: statSync(place).size, sha256 }) ? "same" : "another";
  }

  async remove(issue: string, attachment: string, sha256: string): Promise<ContentFailure | null> {
    if (!this.#known(issue, attachment)) return { kind: "unknown" };
    const there = await this.stands(issue, attachment, sha256);
    if (there === "missing" || there === "another") return { kind: there };
    renameSync(this.place(issue, attachment), `${this.place(issue, attachment)}.removed`);
    return null;
  }

  async finish(issue: string, attachment: string, mark: ContentMark, existing?: string): Promise<ContentFailure | null> {
    if (!this.#known(issue, attachment)) return { kind: "unknown" };
    const [part, place] = [this.#part(issue, attachment, mark), this.place(issue, attachment)];
    if (isWhole(place, mark)) return null;
    if (mark.size === 0 && !existsSync(part)) appendFileSync(part, "");
    if (!isWhole(part, mark)) {
      rmSync(part, { force: true });
      return { kind: "wrong" };
    }
    if (existing !== undefined && (await this.stands(issue, attachment, existing)) === "another") return { kind: "another" };
    if (existsSync(place) && existing === undefined) return { kind: "taken", place };
    renameSync(part, place);
    return null;
  }

  async drop(issue: string, attachment: string, mark: ContentMark): Promise<boolean> {
    rmSync(this.#part(issue, attachment, mark), { force: true });
    return true;
  }

  async room(): Promise<number | null> {
    return null;
  }

  #part(issue: string, attachment: string, { sha256 }: ContentMark): string {
    mkdirSync(`${this.place(issue, attachment)}.part`, { recursive: true });
    return join(`${this.place(issue, attachment)}.part`, sha256);
  }
}

function isWhole(place: string, { size, sha256 }: ContentMark): boolean {
  return existsSync(place) && statSync(place).size === size && createHash("sha256").update(readFileSync(place)).digest("hex") === sha256;
}
