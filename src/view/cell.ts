/** What a piece of text says besides its words; never the only sign of it. The surface picks colours. */
export type Tone = "good" | "waits" | "bad" | "faint";

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export type Row = readonly Cell[];

export function cell(text: string, tone?: Tone): Cell {
  return tone === undefined ? { text } : { text, tone };
}
