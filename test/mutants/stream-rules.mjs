/**
 * Rules of the delivery layer: of the first design's model of it (docs/PROTOCOL.md 1 to 3) the ones that are broken nowhere else. `by`: the test that
 * notices; without, histories of `family`. See the comments for the ones that cannot be broken by a patch.
 */

/** @type {import("./rules.mjs").Mutant[]} */
export const STREAM_MUTANTS = [
  {
    rule: "nobody waits for a folder that is slow",
    file: "src/transports/folder/prompt-transport.ts",
    find: "await arrival(question, patience.wait(lane.isSlow));",
    replace: "await arrival(question, Math.max(60_000, patience.wait(lane.isSlow)));",
    by: "test/unit/transports/folder/prompt-transport.test.ts",
  },
  {
    rule: "of a file system that does not answer nothing more is asked",
    file: "src/transports/folder/lanes.ts",
    find: "if (this.#now !== null || !first) return;",
    replace: "if (!first) return;",
    by: "test/unit/transports/folder/prompt-transport.test.ts",
  },
  {
    rule: "folders that hang leave threads for the others",
    file: "src/transports/folder/threads.ts",
    find: "(isKnown || asking.size + late < mostUnknown(threads));",
    replace: "(isKnown || true);",
    by: "test/unit/transports/folder/prompt-transport.test.ts",
  },
  {
    rule: "folders that are known and hang leave a thread",
    file: "src/transports/folder/threads.ts",
    find: "asking.size + others.length < Math.max(1, threads - 1)",
    replace: "true",
    by: "test/unit/transports/folder/prompt-transport.test.ts",
  },
  {
    rule: "a share that is being called is not asked besides",
    file: "src/transports/folder/threads.ts",
    find: "calls.some((call) => call.mount === mount) || ",
    replace: "",
    by: "test/unit/app/folder-silence.test.ts",
  },
  {
    rule: "a share that is being called is called by no other project",
    file: "src/transports/folder/threads.ts",
    find: "asking.has(call.mount) || others.some((other) => other.mount === call.mount)",
    replace: "asking.has(call.mount)",
    by: "test/unit/app/folder-silence.test.ts",
  },
  {
    rule: "what hangs keeps no other folder from being asked",
    file: "src/transports/folder/threads.ts",
    find: "areLate() ? Math.max(1, threads - 1) : mostUnknown(threads)",
    replace: "mostUnknown(threads)",
    by: "test/unit/app/folder-silence.test.ts",
  },
  {
    rule: "a share that is being asked is not called besides",
    file: "src/transports/folder/threads.ts",
    find: "asking.has(call.mount) || others.some",
    replace: "others.some",
    by: "test/unit/app/folder-silence.test.ts",
  },
  {
    rule: "partners with much to do take turns",
    file: "src/sync/turns.ts",
    find: "!busy.has(id) || chosen.has(id)",
    replace: "true || !busy.has(id) || chosen.has(id)",
    by: "test/unit/sync/turns.test.ts",
  },
  {
    rule: "a pass deals with a bounded number of messages of those that send much",
    file: "src/sync/turns.ts",
    find: "messages: place < BUSY_TURNS ? each : 0",
    replace: "messages: Infinity",
    by: "test/unit/sync/shared-pass.test.ts",
  },
  {
    rule: "whoever has little to do is served in every pass",
    file: "src/sync/turns.ts",
    find: "const quiet = [...having].filter((id) => !busy.has(id));",
    replace: "const quiet = [...having].filter((id) => !busy.has(id)).slice(1);",
    by: "test/unit/sync/shared-pass.test.ts",
  },
  {
    rule: "sealed bytes are committed before anybody sees them",
    file: "src/sync/deliver.ts",
    find: "    store.transaction(() => {\n      store.putFile(",
    replace:
      "    await context.transportOf(now)?.maintain({ connection: now.id, self: selfOn(context, now) }, [offerOf(file)], false, () => false);\n    store.transaction(() => {\n      store.putFile(",
    family: "crashes",
  },
  {
    rule: "a message is stored with the sequence that it advances",
    file: "src/sync/collect.ts",
    find: "    const { messages, carries, answers } = storePayload(context, next, header.sequence, opened);\n",
    replace:
      "    queueMicrotask(() => context.store.transaction(() => void storePayload(context, next, header.sequence, opened)));\n    const { messages, carries, answers } = { messages: 1, carries: [], answers: false };\n",
    by: "test/unit/sync/stored-with-sequence.test.ts",
  },
  {
    rule: "what was acknowledged is taken out of the folder",
    file: "src/sync/deliver.ts",
    find: "    mayWithdraw(context, now, name),",
    replace: "    mayWithdraw(context, now, name) && false,",
    family: "fields",
  },
  {
    rule: "a name alone is no evidence of a restore",
    file: "src/sync/own-place.ts",
    find: "const evidence = inspected.ok ? ownEvidence(connection, inspected.value.header) : null;",
    replace: 'const evidence = inspected.ok ? ownEvidence(connection, inspected.value.header) : "own file";',
    family: "attacks",
  },
  {
    rule: "what the partner has let go of shows a restore",
    file: "src/sync/evidence.ts",
    find: 'return letGo ? "partner let go" : null;',
    replace: "return null;",
    by: "test/unit/sync/stream-rules.test.ts",
  },
  {
    rule: "what was said to a generation before is no evidence",
    file: "src/sync/evidence.ts",
    find: "  if (acknowledges.generation < stream.generation) return null;\n",
    replace: "",
    family: "restores",
  },
  {
    rule: "an acknowledgement of a generation before acknowledges nothing",
    file: "src/sync/stream.ts",
    find: "acknowledges.generation !== stream.generation || ",
    replace: "",
    by: "test/unit/sync/stream-rules.test.ts",
  },
  {
    rule: "the own place is read before anything is sealed",
    file: "src/sync/own-place.ts",
    find: "if (names.size === 0) return soFar;",
    replace: "return soFar;",
    by: "test/unit/sync/restored-sides.test.ts",
  },
  {
    rule: "who begins anew sends a Ping",
    file: "src/sync/generation.ts",
    find: 'return step.kind === "step" && step.does.includes("send ping");',
    replace: "return false;",
    by: "test/unit/sync",
  },
  {
    rule: "a bounded number of names is looked at in one pass",
    file: "src/transports/folder/selection.ts",
    find: "if (names.length <= count) {",
    replace: "if (names.length >= 0) {",
    by: "test/unit/transports/folder/selection.test.ts",
  },
  {
    rule: "each pass looks at other names",
    file: "src/transports/folder/selection.ts",
    find: "last === undefined",
    replace: "last !== null",
    by: "test/unit/transports/folder/selection.test.ts",
  },
  {
    rule: "a damaged file is put there again",
    file: "src/transports/folder/placing.ts",
    find: 'if (size !== offer.size) return "damaged";',
    replace: 'if (size !== offer.size) return "good";',
    by: "test/contract/transport/folder.test.ts",
  },
  {
    rule: "each start of a process is a life of its own",
    file: "src/app/open-project.ts",
    find: "life: toBase32(randomBytes(10)),",
    replace: "life: toBase32(new Uint8Array(10)),",
    by: "test/unit/cli",
  },
];
// Not to be broken by one patch: that no answer to a Ping is answered (the table of links says so, and sync/ping.ts again), and a start that is sealed (the envelope has no place for it: src/envelope/seal.ts refuses a body for it). Not in this version:
// that an invitation stays spent, and that a Handshake message is offered again, where the primary was put back to before the connection.
