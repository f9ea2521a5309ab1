const BY = "test/unit/sync/files-and-links.test.ts";
const REFUSED = "test/unit/sync/files-and-links-refused.test.ts";
const EXCLUDED = "test/unit/sync/nothing-excluded.test.ts";

/** Rules of files and links. `by`: the test that has to notice. */
export const FILE_MUTANTS = [
  {
    rule: "a file outside the contract does not leave",
    file: "src/sync/project-files.ts",
    find: "const outside = attachmentOutside(contract.attachments, attachment);",
    replace: "const outside = null;",
    by: BY,
  },
  {
    rule: "a file that is not here is not removed",
    file: "src/sync/project-files.ts",
    find: "const { size, sha256 } = content && (here || !isOwn) ? content : attachment;",
    replace: 'const { size, sha256 } = content ?? { size: 0, sha256: "" };',
    by: BY,
  },
  {
    rule: "a partner's file that was taken out by hand comes back",
    file: "src/sync/project-files.ts",
    find: "else if (!same && (!isOwn || untouched ||",
    replace: "else if (!same && (untouched ||",
    by: BY,
  },
  {
    rule: "a link leaves only to an issue that both sides have",
    file: "src/sync/project-files.ts",
    find: 'rules.standing?.(issue) === "both" ? null',
    replace: "rules.standing !== undefined ? null",
    by: BY,
  },
  {
    rule: "a link that waited leaves when its other issue is known",
    file: "src/sync/known-issues.ts",
    find: "store.endWaitingLinks(id, sync.issue);",
    replace: "store.endWaitingLinks(id, id);",
    by: BY,
  },
  {
    rule: "a link to an issue that is not shared is refused at the border",
    file: "src/sync/border-files.ts",
    find: "(standing?.(link.issue) ?? null) === null ?",
    replace: "standing === undefined ?",
    by: EXCLUDED,
  },
  {
    rule: "nobody else's file is taken",
    file: "src/sync/border-files.ts",
    find: "attachment.origin !== partner || (there !== undefined && there.origin !== partner)",
    replace: "there !== undefined && there.origin !== partner",
    by: EXCLUDED,
  },
  {
    rule: "the name of a file is no path",
    file: "src/sync/border-files.ts",
    find: "if (!isAttachmentName(attachment.name))",
    replace: "if (attachment.name === null)",
    by: EXCLUDED,
  },
  {
    rule: "a removal tells no name of a file",
    file: "src/model/attachment-set.ts",
    find: 'return { id, origin, name: "",',
    replace: "return { id, origin, name: (arguments[0] as Attachment).name,",
    by: REFUSED,
  },
  {
    rule: "links beyond the bound take no agreed ones away",
    file: "src/sync/project-files.ts",
    find: "fit.slice(Math.max(room, 0))",
    replace: "found.slice(MAX.links)",
    by: REFUSED,
  },
  {
    rule: "a rewrite leaves own files as they stand",
    file: "src/sync/intend-files.ts",
    find: "if (shows && (!everything || attachment.origin !== rules.partner)) continue;",
    replace: "if (shows && !everything) continue;",
    by: REFUSED,
  },
  {
    rule: "an answer under a contract without links takes none away",
    file: "src/model/merge-document.ts",
    find: 'const speaksOfLinks = rules.contract.links !== "none";',
    replace: "const speaksOfLinks = true;",
    by: REFUSED,
  },
  {
    rule: "a name that shows something else than it is ends at the border",
    file: "src/model/attachment-set.ts",
    find: "|(?![\\u200c\\u200d])\\p{Cf}/u",
    replace: "/u",
    by: "test/unit/sync/hostile-names.test.ts",
  },
  {
    rule: "a link that a dead process wrote is no edit of our user, and its removal is one",
    file: "src/sync/overtaken-write.ts",
    find: "links: withLinks(found.links, links ?? {}) ?? [],",
    replace: "",
    by: "test/unit/sync/overtaken-files.test.ts",
  },
  {
    rule: "a file that a dead process wrote is the partner's",
    file: "src/sync/overtaken-write.ts",
    find: "attachments: [...files.values()],",
    replace: "",
    by: "test/unit/sync/overtaken-files.test.ts",
  },
];
