/** Rules of a first contract that is decided on with the invitation (docs/PROTOCOL.md 3, "Few trips"), each broken on purpose as in `rules.mjs`. */

const EARLY = "src/sync/early-contract.ts";
const TESTS = "test/unit/sync/early-contract.test.ts";
const FIRST_CONTRACT = "test/unit/vscode/first-contract-questions.test.ts";
const INVITATION = "test/unit/vscode/invitation-questions.test.ts";
const WORDS = "test/unit/view/share-question.test.ts";

/** @type {readonly import("./rules.mjs").Mutant[]} */
export const EARLY_MUTANTS = [
  {
    rule: "early: another contract than was announced waits for a review",
    file: EARLY,
    find: "if (differs || isOpen) return reviewed;",
    replace: "if (isOpen) return reviewed;",
    by: TESTS,
  },
  {
    rule: "early: a contract that nobody accepted when joining waits for a review",
    file: EARLY,
    find: "const isOpen = acceptedBy === undefined || ",
    replace: "const isOpen = ",
    by: TESTS,
  },
  {
    rule: "early: nothing is accepted under settings that cannot be used",
    file: EARLY,
    find: " || context.settingsOf(connection) === null;",
    replace: ";",
    by: TESTS,
  },
  {
    rule: "early: nothing is published to a key that was revoked here",
    file: EARLY,
    find: "if (!offer || connection.revokedBefore) return connection;",
    replace: "if (!offer) return connection;",
    by: TESTS,
  },
  {
    rule: "early: nothing is accepted of a key that was revoked here",
    file: EARLY,
    find: "acceptedBy === undefined || connection.revokedBefore || ",
    replace: "acceptedBy === undefined || ",
    by: TESTS,
  },
  {
    rule: "early: a later contract is not accepted by what was said when joining",
    file: EARLY,
    find: "if (!announced || !proposed || connection.contract) return connection;",
    replace: "if (!announced || !proposed) return connection;",
    by: TESTS,
  },
  {
    rule: "early: what was accepted when joining is used up by the first contract, whatever it says",
    file: EARLY,
    find: "const reviewed: Connection = { ...connection, announced: { contract, ...(differs && { differs }) } };",
    replace: "const reviewed: Connection = { ...connection, announced: { ...announced, ...(differs && { differs }) } };",
    by: TESTS,
  },
  {
    rule: "early: what is published is what was announced, not what the settings say by then",
    file: EARLY,
    find: '{ kind: "user publishes", terms: offer.terms, note: "" }',
    replace: '{ kind: "user publishes", terms: context.settingsOf(connection)?.terms ?? offer.terms, note: "" }',
    by: TESTS,
  },
  {
    rule: "early: who decided is on record, and that nobody compared",
    file: EARLY,
    find: '  audit(context, { actor, action, connection: connection.id, info: unchecked ? "done without checking" : "done" });\n',
    replace: "",
    by: TESTS,
  },
  {
    rule: "early: who decided without comparing is not verified, and not asked again",
    file: EARLY,
    find: 'return unchecked ? { ...connection, verified: "without checking" } : connection;',
    replace: "return connection;",
    by: TESTS,
  },
  {
    rule: "early: a number that was compared meanwhile stays compared",
    file: EARLY,
    find: 'const unchecked = connection.verified === "unverified";',
    replace: "const unchecked = true;",
    by: TESTS,
  },
  {
    rule: "early: the connection starts when the partner is there, not before",
    file: EARLY,
    find: 'rest.facts.link === "connected" ? started',
    replace: "true ? started",
    by: TESTS,
  },
  {
    rule: "early: an invitation announces the contract that is offered",
    file: "src/sync/setup.ts",
    find: "    ...(offer && { contract: announcedHash(context.crypto, offer.terms) }),\n",
    replace: "",
    by: TESTS,
  },
  {
    rule: "early: what was taken back is not published",
    file: EARLY,
    find: "if (offer) return connection.partner === null ? rest : null;",
    replace: "if (offer) return connection.partner === null ? connection : null;",
    by: TESTS,
  },
  {
    rule: "early: what is published already is not taken back",
    file: EARLY,
    find: "if (offer) return connection.partner === null ? rest : null;",
    replace: "if (offer) return rest;",
    by: TESTS,
  },
  {
    rule: "early: what was taken back is not accepted",
    file: EARLY,
    find: "{ ...rest, announced: { contract: announced.contract } }",
    replace: "{ ...rest, announced }",
    by: TESTS,
  },
  {
    rule: "early: in the editor nothing is published early but by a choice that says so",
    file: "src/vscode/commands/set-up.ts",
    find: 'const publish = answers.early === "yes";',
    replace: "const publish = true;",
    by: FIRST_CONTRACT,
  },
  {
    rule: "early: in the editor nothing is accepted early but by a choice that says so",
    file: "src/vscode/commands/set-up.ts",
    find: 'answers.early === "yes" ? "known" : "no"',
    replace: '"known"',
    by: INVITATION,
  },
  {
    rule: "early: in the editor nobody is offered to accept what they have not seen",
    file: "src/vscode/commands/early-offer.ts",
    find: 'announced !== "default") return announced',
    replace: 'announced === "none") return announced',
    by: INVITATION,
  },
  {
    rule: "early: the choice to be asked first decides nothing",
    file: "src/view/share-question.ts",
    find: "label: askedFirst(label), icon, share, early: now })",
    replace: "label: askedFirst(label), icon, share, early: !now })",
    by: WORDS,
  },
  {
    rule: "early: what cannot be counted is not decided on",
    file: "src/view/share-question.ts",
    find: "leaving.unread || ",
    replace: "",
    by: WORDS,
  },
];
