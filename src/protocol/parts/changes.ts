import * as z from "zod/mini";
import { MEDIA_TYPE } from "../../model/attachment-set.ts";
import type { Attachment } from "../../model/attachment.ts";
import type { Changes } from "../../model/changes.ts";
import type { Comment } from "../../model/document.ts";
import { LINK_KIND, type Link, type LinkChanges, linkText } from "../../model/link.ts";
import { MAX } from "../limits.ts";
import { id, moment, name, whole } from "./text.ts";
import { fieldValues } from "./value.ts";

const comment: z.ZodMiniType<Comment> = z.object({
  id,
  origin: id,
  author: name,
  created: moment,
  edited: z.exactOptional(moment),
  body: z.string().check(z.maxLength(MAX.text)),
  internal: z.exactOptional(z.literal(true)),
  removed: z.exactOptional(z.literal(true)),
});

/** Of the content; empty in what is left of a removed one. */
const sha256 = z.string().check(z.regex(/^([0-9a-f]{64})?$/));

const mediaType = z.string().check(
  z.maxLength(MAX.name),
  z.refine((given) => given === "" || MEDIA_TYPE.test(given), "type/subtype in lower case"),
);

/** Since 1.0 with the capability `attachments`. That a name is no path is looked at where the part can be refused alone. */
const attachment: z.ZodMiniType<Attachment> = z
  .object({
    id,
    origin: id,
    name,
    size: whole,
    sha256,
    mediaType,
    author: name,
    created: moment,
    removed: z.exactOptional(z.literal(true)),
  })
  .check(
    z.refine(
      ({ name: shown, size, sha256: sum, mediaType: type, author, created, removed }) =>
        removed ? size === 0 && [shown, sum, type, author, created].every((text) => text === "") : sum !== "" && type !== "",
      "a removed one says nothing, any other has a content and a media type",
    ),
  );

/** Since 1.0 with the capability `links`. Words with single spaces between them. */
const link: z.ZodMiniType<Link> = z.object({
  kind: name.check(z.maxLength(MAX.word), z.regex(LINK_KIND)),
  issue: id,
});

const links = z.array(link).check(
  z.minLength(1),
  z.maxLength(MAX.links),
  z.refine((all) => new Set(all.map(linkText)).size === all.length, "each link once"),
);

const linkChanges: z.ZodMiniType<LinkChanges> = z.object({ added: z.exactOptional(links), removed: z.exactOptional(links) });

/**
 * The difference of two documents: new values (null clears), comments and attachments that are new or differ, links that are new or went, and the two
 * marks where they change. One comment, attachment or link stands in it once.
 */
export const changes: z.ZodMiniType<Changes> = z.object({
  fields: z.exactOptional(fieldValues),
  comments: z.exactOptional(z.array(comment).check(z.maxLength(MAX.comments), z.refine(once, "each comment once"))),
  deleted: z.exactOptional(z.boolean()),
  shared: z.exactOptional(z.boolean()),
  attachments: z.exactOptional(z.array(attachment).check(z.maxLength(MAX.attachments), z.refine(once, "each attachment once"))),
  links: z.exactOptional(linkChanges),
});

function once(all: readonly { readonly id: string }[]): boolean {
  return new Set(all.map((one) => one.id)).size === all.length;
}
