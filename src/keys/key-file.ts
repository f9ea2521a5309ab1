import { createHash } from "node:crypto";
import { fromBase32, toBase32 } from "../model/base32.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import type { KeyPair } from "../ports/crypto.ts";

export type KeyFileContent = { readonly kind: "pair"; readonly pair: KeyPair } | { readonly kind: "secret"; readonly secret: Uint8Array };

/** What is wrong with a key file: not our form, or its checksum does not agree. */
export type KeyFileFault = "form" | "checksum";

/**
 * Text of a key file: a line that says what it is, then byte strings in base32, one a line, then a checksum of all before it.
 * The checksum finds files that are cut or damaged by accident; who can write here can also write checksums.
 */
export function keyFileText(content: KeyFileContent): string {
  const lines =
    content.kind === "pair"
      ? ["issue-ferry pair 1", toBase32(content.pair.publicKey), toBase32(content.pair.privateKey)]
      : ["issue-ferry secret 1", toBase32(content.secret)];
  const text = lines.map((line) => `${line}\n`).join("");
  return `${text}${checksum(text)}\n`;
}

export function parseKeyFile(text: string): Result<KeyFileContent, KeyFileFault> {
  const [first, ...rest] = text.split("\n");
  const end = rest.pop();
  const sum = rest.pop();
  if (first === undefined || sum === undefined || end !== "") return failed("form");
  if (checksum([first, ...rest].map((line) => `${line}\n`).join("")) !== sum) return failed("checksum");
  const [a, b, ...more] = rest.map(fromBase32);
  if (first === "issue-ferry pair 1" && a?.length === 32 && b?.length === 32 && more.length === 0) {
    return ok({ kind: "pair", pair: { publicKey: a, privateKey: b } });
  }
  if (first === "issue-ferry secret 1" && a && b === undefined) return ok({ kind: "secret", secret: a });
  return failed("form");
}

function checksum(text: string): string {
  return toBase32(createHash("sha256").update(text).digest().subarray(0, 10));
}
