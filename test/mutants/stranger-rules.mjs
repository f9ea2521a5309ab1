/** Rules about who asks and who speaks, where a project has several partners, and what a page may load: each broken on purpose as in `rules.mjs`. */

const NOBODY_IN = "test/unit/sync/nobody-in.test.ts";
const ANOTHERS = "test/unit/sync/in-anothers-name.test.ts";
const HALF_TYPED = "test/unit/app/half-typed.test.ts";
const POLICY = "test/unit/vscode/page-policy.test.ts";
const PAGE = "src/vscode/details-html.ts";
const CONVERSATIONS = "src/store/conversations.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const STRANGER_MUTANTS = [
  {
    rule: "several partners: a file is served only where its issue is shared with who asks",
    file: "src/sync/contents/shared-attachment.ts",
    find: "const sync = store.sync(connection, issue);",
    replace: "const sync = connection && store.syncsOf(issue)[0]?.sync;",
    by: NOBODY_IN,
  },
  {
    rule: "several partners: a list is of this connection alone",
    file: "src/store/numbered-lists.ts",
    find: "WHERE connection = ?1 AND stamp > ?2",
    replace: "WHERE ?1 <> '' AND stamp > ?2",
    by: NOBODY_IN,
  },
  {
    rule: "several partners: fingerprints are of this connection alone",
    file: "src/store/issue-syncs.ts",
    find: "FROM issue_sync WHERE connection = ? AND issue >= ? AND issue < ?",
    replace: "FROM issue_sync WHERE ? <> '' AND issue >= ? AND issue < ?",
    by: NOBODY_IN,
  },
  {
    rule: "several partners: what is counted for a partner is of this connection alone",
    file: "src/store/issue-syncs.ts",
    find: "WHERE connection = ? AND NOT EXISTS (SELECT 1 FROM issue WHERE id = state.issue AND gone = 1)",
    replace: "WHERE ? <> '' AND NOT EXISTS (SELECT 1 FROM issue WHERE id = state.issue AND gone = 1)",
    by: NOBODY_IN,
  },
  {
    rule: "several partners: a trail is of this connection alone",
    file: "src/store/audit.ts",
    find: "WHERE about = ? AND told > ? ORDER BY told",
    replace: "WHERE ? <> '' AND told > ? ORDER BY told",
    by: NOBODY_IN,
  },
  {
    rule: "several partners: a link is known where both of this connection have the other issue",
    file: "src/sync/context.ts",
    find: "standingOf(context.store.sync(connection.id, issue), connection.role)",
    replace: "standingOf(context.store.syncsOf(issue)[0]?.sync ?? null, connection.role)",
    by: NOBODY_IN,
  },
  {
    rule: "several partners: an answer counts for a conversation with who gives it",
    file: CONVERSATIONS,
    find: "WHERE connection = ? AND side = ? AND id = ?",
    replace: "WHERE ? <> '' AND side = ? AND id = ?",
    by: ANOTHERS,
  },
  {
    rule: "several partners: what one asks is no answer to what we asked under the same id",
    file: CONVERSATIONS,
    find: 'answered: (connection, id) => one<AnsweredOperation>("answered", connection, id),',
    replace:
      'answered: (connection, id) => one<AnsweredOperation>("answered", connection, id) ?? one<AnsweredOperation>("asked", connection, id),',
    by: ANOTHERS,
  },
  {
    rule: "several partners: nobody uses up the numbers of somebody else's messages",
    file: "src/store/inbox.ts",
    find: "SELECT number FROM mark WHERE connection = ? AND life = ?",
    replace: "SELECT max(number) AS number FROM mark WHERE ? <> '' AND life = ?",
    by: ANOTHERS,
  },
  {
    rule: "several partners: nobody refuses what was said to somebody else",
    file: "src/sync/operations-end.ts",
    find: "(open) => open.connection === connection && open.sentAs === message",
    replace: "(open) => connection && open.sentAs === message",
    by: ANOTHERS,
  },
  {
    rule: "several partners: a comment that another made is nobody else's to change",
    file: "src/sync/border.ts",
    find: "const isOurs = unsaid.has(comment.id) || (there !== undefined && there.origin !== rules.partner);",
    replace: "const isOurs = unsaid.has(comment.id);",
    by: ANOTHERS,
  },
  {
    rule: "several partners: a file that another made is nobody else's to change",
    file: "src/sync/border-files.ts",
    find: "attachment.origin !== partner || (there !== undefined && there.origin !== partner)",
    replace: "attachment.origin !== partner",
    by: ANOTHERS,
  },
  {
    rule: "pages: nothing is loaded but what the page itself brings",
    file: PAGE,
    find: "default-src 'none'; ",
    replace: "default-src https:; ",
    by: POLICY,
  },
  {
    rule: "pages: a script runs by a nonce that is drawn for each page",
    file: PAGE,
    find: "crypto.getRandomValues(new Uint8Array(18))",
    replace: "new Uint8Array(18)",
    by: POLICY,
  },
  {
    rule: "pages: no style but the extension's own is applied",
    file: PAGE,
    find: "style-src ${webview.cspSource}`",
    replace: "style-src ${webview.cspSource} 'unsafe-inline'`",
    by: POLICY,
  },
  {
    rule: "pages: of the extension only what is built for pages can be read",
    file: PAGE,
    find: 'localResourceRoots: [vscode.Uri.joinPath(extensionUri, "dist")]',
    replace: "localResourceRoots: [extensionUri]",
    by: POLICY,
  },
  {
    rule: "several partners: a part is read where who names it may place one",
    file: "src/sync/contents/take.ts",
    find: "transport.parts.fetch(route, connection.partner.id, place, length + PART_TAG_BYTES)",
    replace: `transport.parts.fetch(
    { ...route, connection: context.store.connections()[0]?.id ?? "" },
    context.store.connections()[0]?.partner?.id ?? "",
    place,
    length + PART_TAG_BYTES,
  )`,
    by: ANOTHERS,
  },
  {
    rule: "half typed: a name is shared with when it is there to its last letter",
    file: "src/sync/scope.ts",
    find: "if (issue.share.includes(connection)) return true;",
    replace: "if (issue.share.some((name) => connection.startsWith(name))) return true;",
    by: HALF_TYPED,
  },
  {
    rule: "half typed: what is read with the end of sharing does not leave before it",
    file: "src/sync/observe.ts",
    find: 'const turns = before.introducedBy === "us" && taken.sync.mine.shared !== wanted;',
    replace: 'const turns = before.introducedBy === "us" && taken.sync.mine.shared !== wanted && wanted;',
    by: HALF_TYPED,
  },
  {
    rule: "half typed: what a window holds unsaved is not written",
    file: "src/trackers/markdown/plan-write.ts",
    find: "if (isUnsaved(scene.project, found.name, write.commanded)) return",
    replace: "if (isUnsaved(scene.project, found.name, write.commanded) && found.name === null) return",
    by: HALF_TYPED,
  },
];
