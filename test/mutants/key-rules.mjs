/** Rules of revoked keys (docs/PROTOCOL.md 3, "Revocation"), each broken on purpose as in `rules.mjs`. */

const REVOKE = "src/sync/revoke.ts";
const REVOKED_TESTS = "test/unit/sync/revoked-partner.test.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const KEY_MUTANTS = [
  {
    rule: "nothing of a revoked partner is read",
    file: "src/sync/collect.ts",
    find: `    if (context.keys.epochKeys(connection.id).length > 0) destroyKeys(context, connection.id);
    return { files: 0, failure: null };
`,
    replace: "",
    by: REVOKED_TESTS,
  },
  {
    rule: "what waits in the inbox of a revoked partner is dropped with the commit",
    file: REVOKE,
    find: "    emptyInbox(context, connection.id);\n",
    replace: "",
    by: REVOKED_TESTS,
  },
  {
    rule: "what waits for a revoked partner never leaves",
    file: REVOKE,
    find: "    store.dropOutbox(connection.id);\n",
    replace: "",
    by: REVOKED_TESTS,
  },
  {
    rule: "what lies in the folder for a revoked partner is taken out",
    file: "src/sync/own-place.ts",
    find: '  if (facts.link === "revoked") return true;\n',
    replace: "",
    by: REVOKED_TESTS,
  },
  {
    rule: "the farewell of who revokes takes the place of the first file that was not acknowledged",
    file: REVOKE,
    find: "stream.heard ? { ...stream, next: stream.floor, lastHash: stream.acknowledgedHash } : stream",
    replace: "stream",
    by: REVOKED_TESTS,
  },
  {
    rule: "a revoked partner is told why",
    file: REVOKE,
    find: 'post(context, next.id, [{ kind: "closed", reason: "revoked" }]);',
    replace: 'post(context, next.id, [{ kind: "closed", reason: "removed" }]);',
    by: REVOKED_TESTS,
  },
  {
    rule: "keys of a revoked connection are destroyed",
    file: REVOKE,
    find: "  destroyKeys(context, revoked.id);\n",
    replace: "",
    by: REVOKED_TESTS,
  },
  {
    rule: "who was suspended revokes in silence",
    file: REVOKE,
    find: '      ...(connection.facts.link === "suspended" && { retired: true }),\n',
    replace: "",
    by: REVOKED_TESTS,
  },
  {
    rule: "issues of a revoked connection are local ones",
    file: REVOKE,
    find: "    endConnection(context, next);\n",
    replace: "",
    by: REVOKED_TESTS,
  },
  {
    rule: "a revoked key is known again by who invites",
    file: "src/sync/admit.ts",
    find: "      ...(isRevokedKey(context, header.sender) && { revokedBefore: true }),\n",
    replace: "",
    by: REVOKED_TESTS,
  },
  {
    rule: "a revoked key is known again by who joins",
    file: "src/sync/setup.ts",
    find: "    ...(isRevokedKey(context, invite.participant) && { revokedBefore: true }),\n",
    replace: "",
    by: REVOKED_TESTS,
  },
  {
    rule: "nothing is agreed with a key that was revoked before the numbers were compared",
    file: "src/sync/connection-commands.ts",
    find: 'if (command.kind !== "decline" && connection.revokedBefore && connection.verified !== "verified")',
    replace: 'if (command.kind !== "decline" && connection.revokedBefore && connection.role === undefined)',
    by: REVOKED_TESTS,
  },
];
