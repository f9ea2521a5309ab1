import { createHmac, hkdfSync } from "node:crypto";
import { base32 } from "./base32.ts";
import { type Context, bytesOf, contextBytes } from "./envelope.ts";
import { sha256 } from "./keys.ts";
import { type Head, writeHead } from "./layout.ts";

/** docs/PROTOCOL.md 3, "Join key and MAC". */
export function joinKey(secret: Uint8Array, invitation: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, bytesOf(invitation), "Issue Ferry 1 join key", 32));
}

/** Of a header whose MAC is whatever it is: length and MAC count as zero. */
export function joinMac(key: Uint8Array, head: Head): string {
  const bytes = writeHead(head, 0);
  bytes.fill(0, 336, 368);
  return base32(createHmac("sha256", key).update(bytes).digest());
}

/** docs/PROTOCOL.md 3, transcript. */
export function transcript(handshakeHash: string, joinHash: string): string {
  return base32(sha256(Buffer.from(`${handshakeHash} ${joinHash}`, "ascii")));
}

/** docs/PROTOCOL.md 3, "Safety number". */
export function safetyNumber(context: Context): string {
  const bytes = Buffer.from(hkdfSync("sha256", contextBytes(context), "", "Issue Ferry 1 safety number", 60));
  const groups = Array.from({ length: 12 }, (_, i) => bytes.readUIntBE(i * 5, 5) % 100_000);
  return groups.map((group) => String(group).padStart(5, "0")).join(" ");
}

/** As the message `configuration` has it. */
interface Contract {
  readonly types: readonly string[];
  readonly fields: readonly { name: string; kind: string; direction: string; policy: string; values?: readonly string[] }[];
  readonly comments: string;
  readonly deletes: string;
  readonly attachments: string;
  readonly links: string;
}

/** docs/PROTOCOL.md 3, "Few trips". */
export function contractHash({ types, fields, comments, deletes, attachments, links }: Contract): string {
  const said = [
    types,
    fields.map((field) => [field.name, field.kind, field.direction, field.policy, field.values ?? null]),
    comments,
    deletes,
    attachments,
    links,
  ];
  return base32(sha256(Buffer.from(`Issue Ferry 1 contract${JSON.stringify(said)}`, "utf8")));
}
