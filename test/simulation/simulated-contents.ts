import { createHash } from "node:crypto";
import type { ContentFailure, ContentMark } from "../../src/ports/contents.ts";
import { MemoryContents } from "../support/memory-contents.ts";
import type { SimulatedProject } from "./simulated-project.ts";

/**
 * The contents of attachments beside a simulated tracker: they outlive the process, which may end before each change, with a third of what was to be
 * added kept. What has become whole the tracker shows as being here.
 */
export class SimulatedContents extends MemoryContents {
  /** Each content that ever became whole here by arriving: `issue attachment sha256`. */
  readonly came = new Set<string>();
  /** Each content that the project took away here: `issue attachment sha256`. */
  readonly went = new Set<string>();
  readonly #side: SimulatedProject<string>;

  constructor(side: SimulatedProject<string>) {
    super({ beforeChange: () => side.points.pass("before a change of a content"), torn: (length) => Math.floor(length / 3) });
    this.#side = side;
  }

  override async finish(issue: string, attachment: string, mark: ContentMark, existing?: string): Promise<ContentFailure | null> {
    const before = this.whole.get(`${issue} ${attachment}`);
    const failure = await super.finish(issue, attachment, mark, existing);
    if (failure !== null) return failure;
    if (before && existing !== undefined && sha256Of(before) !== mark.sha256) this.went.add(`${issue} ${attachment} ${sha256Of(before)}`);
    this.came.add(`${issue} ${attachment} ${mark.sha256}`);
    const { tracker } = this.#side;
    const shown = tracker.issue(issue)?.attachments?.find(({ id }) => id === attachment);
    if (shown && shown.content?.sha256 === mark.sha256 && !shown.here) tracker.edit(issue, { attachments: [{ ...shown, here: true }] });
    return null;
  }

  override async remove(issue: string, attachment: string, sum: string): Promise<ContentFailure | null> {
    const failure = await super.remove(issue, attachment, sum);
    if (failure !== null) return failure;
    this.went.add(`${issue} ${attachment} ${sum}`);
    this.#side.tracker.miss(issue, attachment);
    return null;
  }

  /** SHA-256 of what lies here under that name; undefined: nothing does. */
  sumOf(issue: string, attachment: string): string | undefined {
    const bytes = this.whole.get(`${issue} ${attachment}`);
    return bytes && sha256Of(bytes);
  }

  /** As what lies beside the issues is now. */
  save(): { readonly whole: ReadonlyMap<string, Uint8Array>; readonly putBack: () => void } {
    const [whole, arriving] = [new Map(this.whole), new Map(this.arriving)];
    return {
      whole,
      putBack: () => {
        for (const [now, then] of [
          [this.whole, whole],
          [this.arriving, arriving],
        ] as const) {
          now.clear();
          for (const [key, bytes] of then) now.set(key, bytes);
        }
      },
    };
  }
}

/** Bytes of their own for each number, without a pattern that two parts could share. */
export function bytesOf(number: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = (number * 2_654_435_761 + 1) >>> 0;
  for (let i = 0; i < size; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state & 255;
  }
  return bytes;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
