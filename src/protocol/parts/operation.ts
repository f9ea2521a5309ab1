import * as z from "zod/mini";
import { MAX } from "../limits.ts";
import { capability, code, id, name, versionName, whole } from "./text.ts";

/** Parts of the messages of an operation (docs/PROTOCOL.md 6 and 9). */

/** Operations of later versions are taken, too, and answered REQUEST_NOT_SUPPORTED. */
export const operation = z.string().check(z.maxLength(MAX.word), z.regex(/^[A-Z][A-Za-z]*$/));

/** 80 bits of a salted SHA-256, base32. */
const fingerprint = z.string().check(z.regex(/^[0-9a-hjkmnp-tv-z]{16}$/));

/** 128 random bits, base32. */
const salt = z.string().check(z.regex(/^[0-9a-hjkmnp-tv-z]{26}$/));

const edge = z.nullable(id);

/** `[from, to, fingerprint]`: issues of these ids, `to` not included; null at the ends; the fingerprint is the asker's. */
const askedRange = z.tuple([edge, edge, fingerprint]);

/** For `GetChecksums`. */
export const checksumsWanted = z.object({ salt, ranges: z.array(askedRange).check(z.maxLength(MAX.ranges)) });

export type ChecksumsWanted = z.infer<typeof checksumsWanted>;

/**
 * What the answering side says of one range: it is equal; or its parts, `[to, fingerprint]` each, in order, the last with the `to` of the range; or, of
 * few issues, each of them as `[id, fingerprint]`, with 1 behind it where something of the issue is on its way there.
 */
export const rangeAnswer = z.union([
  z.object({ equal: z.literal(true) }),
  z.object({ parts: z.array(z.tuple([edge, fingerprint])).check(z.minLength(1), z.maxLength(MAX.rangeParts)) }),
  z.object({
    items: z.array(z.union([z.tuple([id, fingerprint]), z.tuple([id, fingerprint, z.literal(1)])])).check(z.maxLength(MAX.rangeParts)),
  }),
]);

export type RangeAnswer = z.infer<typeof rangeAnswer>;

/** In the order of the ranges that were asked for; those without an answer are to be asked again. */
export const checksums = z.array(rangeAnswer).check(z.maxLength(MAX.ranges));

/** 128 random bits, base32: names one numbering of changes. Where a side begins to number anew, it has another name. */
const numbering = z.string().check(z.regex(/^[0-9a-hjkmnp-tv-z]{26}$/));

/** For `GetIssueIds`: what has a greater stamp than `since`; `numbering` is that of `since`, absent where that is 0. */
export const issuesWanted = z.object({
  since: whole,
  numbering: z.exactOptional(numbering),
  limit: z.int().check(z.minimum(1), z.maximum(MAX.listed)),
});

export type IssuesWanted = z.infer<typeof issuesWanted>;

/**
 * A page of the answering side's list, in order of stamp: issues as `[id, key, stamp]`, stubs as `[id, what became of it, stamp]`. `since` is 0 where the
 * numbering is another than the one that was asked for. `next`: read on since this; `partial`: there is more.
 */
export const issueList = z.object({
  numbering,
  since: whole,
  issues: z.array(z.tuple([id, name, whole])).check(z.maxLength(MAX.listed)),
  stubs: z.array(z.tuple([id, z.enum(["deleted", "not shared"]), whole])).check(z.maxLength(MAX.listed)),
  next: whole,
  partial: z.boolean(),
});

export type IssueList = z.infer<typeof issueList>;

export const partnerStatus = z.object({
  status: z.enum(["OK", "WARNING", "ERROR"]),
  causes: z.array(code).check(z.maxLength(MAX.words)),
  version: versionName,
  capabilities: z.array(capability).check(z.maxLength(MAX.words)),
  out: whole,
  in: whole,
  issues: z.record(z.string().check(z.maxLength(MAX.word)), whole).check(z.refine((counts) => Object.keys(counts).length <= MAX.words)),
  lastTaken: z.exactOptional(whole),
});

/** For `GetAuditTrails`. `numbering` is that of `since`, where it is known. */
export const trailWanted = z.object({
  since: whole,
  numbering: z.exactOptional(numbering),
  from: z.exactOptional(whole),
  issue: z.exactOptional(id),
  size: whole.check(z.minimum(1), z.maximum(MAX.trailPage)),
});

const trailEvent = z.object({
  sequence: whole,
  time: whole,
  actor: z.enum(["person", "program", "asker"]),
  action: name,
  issue: z.exactOptional(id),
  reference: z.exactOptional(name),
  info: z.exactOptional(name),
  revision: z.exactOptional(name),
  parts: z.exactOptional(z.array(name).check(z.maxLength(MAX.trailParts))),
  sha256: z.exactOptional(z.string().check(z.regex(/^[0-9a-hjkmnp-tv-z]{52}$/))),
});

/**
 * In order of their numbers. `next`: events up to this number were looked at; those after it are to be asked for again. Where `numbering` is another than
 * the one that was asked for, the page begins at 0.
 */
export const trailPage = z.object({
  events: z.array(trailEvent).check(z.maxLength(MAX.trailPage)),
  next: whole,
  numbering: z.exactOptional(numbering),
});

export type TrailPage = z.infer<typeof trailPage>;
