import { createHash } from "node:crypto";
import type { Standing } from "../../src/model/content-state.ts";
import type { ContentFailure, ContentMark, ContentReader, Contents } from "../../src/ports/contents.ts";

export interface MemoryContentsOptions {
  /** Called before anything changes; may throw: the process ends there. */
  readonly beforeChange?: () => void;
  /** Bytes of an append that are kept where the process ends in the middle of it. */
  readonly torn?: (length: number) => number;
}

/** Contents without a disk: what has arrived and what is whole outlive the process. */
export class MemoryContents implements Contents {
  readonly whole = new Map<string, Uint8Array>();
  readonly arriving = new Map<string, Uint8Array>();
  /** What the next appends and finishes answer. */
  failure: ContentFailure | null = null;
  /** Most bytes that were asked for or given in one call. */
  largest = 0;
  /** Whether a whole content is taken for what it was when it was put there: the bytes may have changed since. */
  trusts = false;
  /** Nobody can say now what is here: the folder is away. */
  away = false;
  /** Bytes that are free. */
  free: number | null = null;
  readonly #options: MemoryContentsOptions;

  constructor(options: MemoryContentsOptions = {}) {
    this.#options = options;
  }

  put(issue: string, attachment: string, bytes: Uint8Array): ContentMark {
    this.whole.set(`${issue} ${attachment}`, bytes);
    return { size: bytes.length, sha256: sha256(bytes) };
  }

  async open(issue: string, attachment: string, mark: ContentMark): Promise<ContentReader | "busy" | null> {
    if (this.away) return "busy";
    const name = `${issue} ${attachment}`;
    const bytes = this.whole.get(name);
    if (!bytes || bytes.length !== mark.size || (!this.trusts && sha256(bytes) !== mark.sha256)) return null;
    return {
      size: bytes.length,
      read: async (from, length) => {
        this.largest = Math.max(this.largest, length);
        return this.whole.get(name) === bytes ? bytes.slice(from, from + length) : null;
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  async arrived(issue: string, attachment: string): Promise<number> {
    return this.arriving.get(`${issue} ${attachment}`)?.length ?? 0;
  }

  async append(issue: string, attachment: string, _mark: ContentMark, at: number, bytes: Uint8Array): Promise<ContentFailure | null> {
    const name = `${issue} ${attachment}`;
    const there = this.arriving.get(name) ?? new Uint8Array(0);
    if (there.length < at) throw new Error(`${there.length} bytes have arrived, not ${at}`);
    const before = there.subarray(0, at);
    if (this.failure) return this.failure;
    this.largest = Math.max(this.largest, bytes.length);
    try {
      this.#options.beforeChange?.();
    } catch (error) {
      const kept = this.#options.torn?.(bytes.length) ?? 0;
      this.arriving.set(name, Buffer.concat([before, bytes.subarray(0, kept)]));
      throw error;
    }
    this.arriving.set(name, Buffer.concat([before, bytes]));
    return null;
  }

  async stands(issue: string, attachment: string, sum: string): Promise<Standing> {
    if (this.away) return "unknown";
    const there = this.whole.get(`${issue} ${attachment}`);
    if (!there) return "missing";
    return sha256(there) === sum ? "same" : "another";
  }

  async remove(issue: string, attachment: string, sum: string): Promise<ContentFailure | null> {
    if (this.failure) return this.failure;
    const there = await this.stands(issue, attachment, sum);
    if (there === "unknown") return { kind: "unreachable", place: "", detail: "away" };
    if (there === "missing" || there === "another") return { kind: there };
    this.#options.beforeChange?.();
    this.whole.delete(`${issue} ${attachment}`);
    return null;
  }

  async finish(issue: string, attachment: string, mark: ContentMark, existing?: string): Promise<ContentFailure | null> {
    const name = `${issue} ${attachment}`;
    if (existing !== undefined && (await this.stands(issue, attachment, existing)) === "another") return { kind: "another" };
    const bytes = this.arriving.get(name) ?? new Uint8Array(0);
    if (this.failure) return this.failure;
    this.#options.beforeChange?.();
    this.arriving.delete(name);
    if (bytes.length !== mark.size || sha256(bytes) !== mark.sha256) return { kind: "wrong" };
    this.whole.set(name, bytes);
    return null;
  }

  async drop(issue: string, attachment: string): Promise<boolean> {
    this.arriving.delete(`${issue} ${attachment}`);
    return true;
  }

  async room(): Promise<number | null> {
    return this.free;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
