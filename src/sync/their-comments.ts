import type { Attachment } from "../model/attachment.ts";
import { type Comment, type Document, type ParticipantId, withExtras } from "../model/document.ts";
import type { IssueSync } from "../model/issue-sync.ts";

/**
 * What a tracker that outlived its store shows of the partner's comments was taken for our own: they are the partner's again. Where another text
 * is shown than the partner has, that is written over, as ever; a removed one is removed.
 */
export function withTheirComments(given: IssueSync, theirs: Document, partner: ParticipantId): IssueSync {
  const sync = withTheirFiles(given, theirs, partner);
  const own = new Map(theirs.comments.filter(({ origin }) => origin === partner).map((comment) => [comment.id, comment]));
  const taken = ({ id, origin }: Comment): Comment | undefined => (origin === partner ? undefined : own.get(id));
  if (!sync.mine.comments.some(taken)) return sync;
  return {
    ...sync,
    mine: { ...sync.mine, comments: sync.mine.comments.map((comment) => taken(comment) ?? comment) },
    shadow: { ...sync.shadow, comments: sync.shadow.comments.map((comment) => shown(comment, taken(comment))) },
  };
}

/** The same for files: what is said of them is the partner's word again. */
function withTheirFiles(sync: IssueSync, theirs: Document, partner: ParticipantId): IssueSync {
  const own = new Map(theirs.attachments?.filter(({ origin }) => origin === partner).map((attachment) => [attachment.id, attachment]));
  const taken = (attachment: Attachment): Attachment =>
    attachment.origin === partner ? attachment : (own.get(attachment.id) ?? attachment);
  if (!sync.mine.attachments?.some((attachment) => taken(attachment) !== attachment)) return sync;
  // It says what the tracker says, by its real side.
  const shownAs = (attachment: Attachment): Attachment => ({ ...attachment, origin: taken(attachment).origin });
  return {
    ...sync,
    mine: withExtras(sync.mine, sync.mine.attachments.map(taken), sync.mine.links),
    shadow: withExtras(sync.shadow, sync.shadow.attachments?.map(shownAs), sync.shadow.links),
  };
}

/** As it stands in the tracker, by its real author. */
function shown(comment: Comment, theirs: Comment | undefined): Comment {
  if (theirs === undefined) return comment;
  const { removed: _, ...rest } = theirs;
  return { ...rest, body: comment.body };
}
