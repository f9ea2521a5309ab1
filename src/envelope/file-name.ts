import { fromBase32 } from "../model/base32.ts";
import type { Encoded } from "../model/connection.ts";
import { isId } from "../model/ids.ts";
import { Impossible } from "../model/failure.ts";
import type { Header } from "./header.ts";
import { MAX_NUMBER } from "./limits.ts";

/** What a name in the exchange folder says (docs/PROTOCOL.md 1). Only a hint what to open: `inspectFile` holds the file to it. */
export type FileName =
  | { readonly kind: "message"; readonly generation: number; readonly sequence: number; readonly hash: Encoded }
  | { readonly kind: "acknowledgement"; readonly hash: Encoded }
  | { readonly kind: "join"; readonly invitation: Encoded }
  | { readonly kind: "refused"; readonly hash: Encoded };

const GRAMMAR =
  /^(?:(?<generation>\d{1,15})-(?<sequence>\d{1,15})-|(?<word>ack|join|refused)-)(?<rest>[0-9a-z]{26}(?:[0-9a-z]{26})?)\.ferry$/;

/** `hash`: of all the file's bytes. */
export function fileName(header: Header, hash: Encoded): string {
  switch (header.kind) {
    case "message":
    case "start":
      return `${header.generation}-${header.sequence}-${hash}.ferry`;
    case "acknowledgement":
      return `ack-${hash}.ferry`;
    case "refused":
      return `refused-${hash}.ferry`;
    case "join":
      if (header.join === null) throw new Impossible("join without its fields");
      return joinName(header.join.invitation);
  }
}

/** One for each invitation, whoever takes it: its writer is the directory that it lies in. */
export function joinName(invitation: Encoded): string {
  return `join-${invitation}.ferry`;
}

/** null for every name that `fileName` does not make: conflict copies, other programs' files, leading zeros, capitals. */
export function parseName(name: string): FileName | null {
  const { generation, sequence, word, rest = "" } = GRAMMAR.exec(name)?.groups ?? {};
  if (word === "join") return isId(rest) ? { kind: "join", invitation: rest } : null;
  if (fromBase32(rest)?.length !== 32) return null;
  if (word === "ack") return { kind: "acknowledgement", hash: rest };
  if (word === "refused") return { kind: "refused", hash: rest };
  const numbers = { generation: counted(generation), sequence: counted(sequence) };
  if (numbers.generation === null || numbers.sequence === null) return null;
  return { kind: "message", generation: numbers.generation, sequence: numbers.sequence, hash: rest };
}

/** The name of an identity file, which has a layout of its own (`identity-file.ts`). */
export function isIdentityName(name: string): boolean {
  return /^identity-[0-9a-z]{52}\.ferry$/.test(name);
}

function counted(digits: string | undefined): number | null {
  const value = Number(digits);
  return String(value) === digits && value <= MAX_NUMBER ? value : null;
}
