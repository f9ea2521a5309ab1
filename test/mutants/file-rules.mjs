const BY = "test/unit/sync/files-and-links.test.ts";
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
    find: "const { size, sha256 } = here && content ? content : attachment;",
    replace: 'const { size, sha256 } = content ?? { size: 0, sha256: "" };',
    by: BY,
  },
  {
    rule: "a partner's file that was taken out by hand comes back",
    file: "src/sync/project-files.ts",
    find: "if (turned && (!isOwn || untouched)) restores.push(id);",
    replace: "if (turned && untouched) restores.push(id);",
    by: BY,
  },
  {
    rule: "a link leaves only to an issue that both sides have",
    file: "src/sync/project-files.ts",
    find: 'rules.standing?.(link.issue) !== "both"',
    replace: "rules.standing === undefined",
    by: BY,
  },
  {
    rule: "a link that waited leaves when its other issue is known",
    file: "src/sync/known-issues.ts",
    find: "add(store, DUE, waiting);",
    replace: "add(store, DUE, []);",
    by: BY,
  },
  {
    rule: "a link to an issue that is not shared is refused at the border",
    file: "src/sync/border-files.ts",
    find: "(rules.standing?.(link.issue) ?? null) !== null;",
    replace: "rules.standing !== undefined;",
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
];
