import { Impossible } from "./failure.ts";
import { isId } from "./ids.ts";

/** One part of a content that travels beside the messages (docs/PROTOCOL.md 6). */
export interface PartName {
  /** Drawn at random for one transfer. */
  readonly transfer: string;
  /** From 0 on. */
  readonly number: number;
}

/** Of 4 MiB each: four terabytes. */
const NUMBER = /^(0|[1-9]\d{0,5})$/;

/** A transfer has at most so many. */
export const MOST_PARTS = 1_000_000;

export function partFileName({ transfer, number }: PartName): string {
  if (!isId(transfer) || !NUMBER.test(`${number}`)) throw new Impossible(`not a part: ${JSON.stringify(transfer)} ${number}`);
  return `${transfer}.${number}`;
}

/** null: outside the grammar, so nobody's part. */
export function readPartName(name: string): PartName | null {
  const [transfer = "", number = "", ...more] = name.split(".");
  return more.length === 0 && isId(transfer) && NUMBER.test(number) ? { transfer, number: Number(number) } : null;
}
