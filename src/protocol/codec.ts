import * as z from "zod/mini";
import { type Result, Impossible, failed, ok } from "../model/failure.ts";
import { PAYLOAD_LIMITS, type PayloadLimits } from "./limits.ts";
import { type Message, type MessageId, MESSAGE_SCHEMAS, isMessageKind } from "./message.ts";
import { isLife, isWhole, life, line, versionName, whole } from "./parts/text.ts";
import { type Part, cut } from "./payload-parts.ts";
import { type PlainJsonFault, faultOf } from "./plain-json.ts";
import { LEAST_VERSION, SPEAKS, VERSION, understands } from "./version.ts";

/** Why nothing of a payload can be taken: it is no UTF-8, no JSON, or not in the frame of docs/PROTOCOL.md "Payload". */
export type PayloadFailure = "TOO_LARGE" | "NOT_UTF8" | "BROKEN_JSON" | "BAD_FRAME" | "TOO_MANY_MESSAGES" | PlainJsonFault;

/** Why one message of a payload is not taken; the others are. */
export type MessageFault = "TOO_DEEP" | "TOO_MANY_VALUES" | "BAD_HEADER" | "BAD_SHAPE" | PlainJsonFault;

export type DecodedBody =
  | { readonly kind: "message"; readonly message: Message }
  /** `detail` names the member concerned, cut to `MAX.line`; never a value. */
  | { readonly kind: "refused"; readonly code: MessageFault; readonly detail?: string }
  /** Whole, but of a later version: keep its body and read it again after an update. */
  | { readonly kind: "too new"; readonly because: "version" | "kind" };

/** `id` is null where not even that could be read. `body`: the message's JSON as it came, for `decodeBody`. */
export type DecodedMessage = DecodedBody & { readonly id: MessageId | null; readonly body: string };

/** A message as the outbox keeps it. */
export interface EncodedMessage extends MessageId {
  readonly body: string;
}

const PREFIX = `{"v":`;

/** JSON of a message with the version it was made in, without its id: what the outbox keeps. */
export function encodeMessage(message: Message): string {
  return JSON.stringify({ v: VERSION, min: LEAST_VERSION, ...message });
}

/** Why every partner would refuse a message of ours; null: none would. Its `encodeMessage` is read as it stands here. */
export function refusalOf(message: Message): Extract<DecodedBody, { kind: "refused" }> | null {
  const parsed = MESSAGE_SCHEMAS[message.kind].safeParse(message);
  return parsed.success ? null : { kind: "refused", code: "BAD_SHAPE", ...detailOf(parsed.error) };
}

/** The payload of a message file. The bodies come from `encodeMessage` and are not parsed again. */
export function encodePayload(entries: readonly EncodedMessage[]): Uint8Array {
  return new TextEncoder().encode(`{"messages":[${entries.map(withId).join(",")}]}`);
}

function withId(entry: EncodedMessage): string {
  if (!entry.body.startsWith(PREFIX) || !isLife(entry.life) || !isWhole(entry.number))
    throw new Impossible(`no message: ${entry.life}.${entry.number}`);
  return `{"life":"${entry.life}","number":${entry.number},${entry.body.slice(1)}`;
}

const messageId = z.object({ life, number: whole });
const header = z.extend(messageId, { v: versionName, min: versionName, kind: line });
const bodyHeader = z.omit(header, { life: true, number: true });

/**
 * Reads the payload of a message file (docs/PROTOCOL.md "Payload"). Never throws, whatever the bytes are. Fails as a whole only where the
 * JSON or its frame is broken; otherwise each message is taken, refused or too new by itself, in the order in which they stand.
 */
export function decodePayload(bytes: Uint8Array, limits: PayloadLimits = PAYLOAD_LIMITS): Result<DecodedMessage[], PayloadFailure> {
  if (bytes.length > limits.bytes) return failed("TOO_LARGE");
  const text = utf8(bytes);
  if (text === null) return failed("NOT_UTF8");
  const pieces = cut(text, 2, limits.messages);
  if (pieces === "TOO_MANY_PARTS") return failed("TOO_MANY_MESSAGES");
  if (pieces === "BROKEN_JSON") return failed("BROKEN_JSON");
  if (pieces.frame.length > FRAME_LENGTH) return failed("BAD_FRAME");
  const frame = parse(pieces.frame);
  if (frame === undefined) return failed("BROKEN_JSON");
  const fault = faultOf(frame, pieces.members);
  if (fault !== null) return failed(fault);
  const framed = payloadFrame.safeParse(frame);
  if (!framed.success) return failed("BAD_FRAME");
  const decoded: DecodedMessage[] = [];
  for (const [at] of framed.data.messages) {
    const part = pieces.parts[at];
    const message = part && decodePart(part, limits);
    if (!message) return failed("BROKEN_JSON");
    decoded.push(message);
  }
  return ok(decoded);
}

/** Text outside the messages: room for 1,000 of them on lines of their own, and for some later member. */
const FRAME_LENGTH = 65_536;

const payloadFrame = z.object({ messages: z.array(z.tuple([whole])) });

/** null: no JSON. */
function decodePart(part: Part, limits: PayloadLimits): DecodedMessage | null {
  const refuse = (code: MessageFault, id: MessageId | null): DecodedMessage => ({ kind: "refused", code, id, body: part.text });
  if (part.depth > limits.depth) return refuse("TOO_DEEP", idUnparsed(part));
  if (part.values > limits.values) return refuse("TOO_MANY_VALUES", idUnparsed(part));
  const raw = parse(part.text);
  if (raw === undefined) return null;
  const id = idOf(raw);
  const fault = faultOf(raw, part.members);
  if (fault !== null) return refuse(fault, id);
  if (id === null) return refuse("BAD_HEADER", null);
  return { ...decodeMessage(raw), id, body: part.text };
}

/** Reads a message again that was taken from a payload before, or that `encodeMessage` made. */
export function decodeBody(body: string): DecodedBody {
  const raw = parse(body);
  return raw === undefined ? { kind: "refused", code: "BAD_HEADER" } : decodeMessage(raw);
}

function decodeMessage(raw: unknown): DecodedBody {
  let kind = kindUnderOurVersion(raw);
  if (kind === null) {
    const head = bodyHeader.safeParse(raw);
    if (!head.success) return { kind: "refused", code: "BAD_HEADER", ...detailOf(head.error) };
    if (!understands(SPEAKS, head.data.min)) return { kind: "too new", because: "version" };
    kind = head.data.kind;
  }
  if (!isMessageKind(kind)) return { kind: "too new", because: "kind" };
  const parsed = MESSAGE_SCHEMAS[kind].safeParse(raw);
  return parsed.success ? { kind: "message", message: parsed.data } : { kind: "refused", code: "BAD_SHAPE", ...detailOf(parsed.error) };
}

/** The kind where the header is the one that we write ourselves, as nearly all are: zod need not be asked. null: it must. */
function kindUnderOurVersion(raw: unknown): string | null {
  if (typeof raw !== "object" || raw === null) return null;
  const { v, min, kind } = raw as { v?: unknown; min?: unknown; kind?: unknown };
  return v === VERSION && min === LEAST_VERSION && typeof kind === "string" && isMessageKind(kind) ? kind : null;
}

function detailOf(error: z.core.$ZodError): { detail: string } | undefined {
  const [issue] = error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const path = [...(issue?.path ?? []), ...unknown].join(".");
  return path === "" ? undefined : { detail: path.slice(0, DETAIL_LENGTH).toWellFormed() };
}

const DETAIL_LENGTH = 200;

function idOf(raw: unknown): MessageId | null {
  const parsed = messageId.safeParse(raw);
  return parsed.success ? parsed.data : null;
}

/** The id of a message that is too deep or too large to be parsed: from its outermost members alone, while those are short. */
function idUnparsed(part: Part): MessageId | null {
  const shell = cut(part.text, 1, SHELL_PARTS);
  if (typeof shell === "string" || shell.frame.length > FRAME_LENGTH) return null;
  return idOf(parse(shell.frame));
}

const SHELL_PARTS = 1_000;

/** undefined: no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
