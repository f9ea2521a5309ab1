import type { Command, CommandOutcome } from "../model/command.ts";
import type { Connection } from "../model/connection.ts";
import type { Impossible } from "../model/failure.ts";
import type { TransportFailure } from "../ports/transport.ts";
import { admit } from "./admit.ts";
import { applyInbox } from "./apply-inbox.ts";
import { collect } from "./collect.ts";
import { carryOut, carryOutSubmitted } from "./commands.ts";
import { isComparisonDue } from "./comparison-due.ts";
import { compareWhereChanged } from "./compare-all.ts";
import { compose } from "./compose.ts";
import { type Context, rulesOf } from "./context.ts";
import { type Refusal, maintain, sealOutbox } from "./deliver.ts";
import { noteOpened } from "./forgotten.ts";
import { lookAtLinks } from "./look-at-links.ts";
import { OPEN_STATES } from "./operations-end.ts";
import { tellWhatIsNew } from "./ping.ts";
import { resume } from "./resume.ts";
import { rewriteAll } from "./rewrite.ts";
import { scan } from "./scan.ts";
import { type Share, fairTurns } from "./turns.ts";

/** What one pass did, and what keeps the next one from being idle. */
export interface PassReport {
  /** Something moved: files read or sealed, changes found, messages applied or made. */
  readonly progress: boolean;
  /** Something in the tracker is not settled yet: look again soon. */
  readonly unsettled: boolean;
  /** Connections whose exchange place could not be used, and why. */
  readonly failures: readonly { readonly connection: string; readonly failure: TransportFailure }[];
}

/** Passes between two checks of the contents, not only the sizes, of our own files. */
const THOROUGH_EVERY = 20;

/** Only for the process that holds the worker's lock, and one call at a time. */
export interface Engine {
  /** One run of read, merge, write, send. */
  pass(): Promise<PassReport>;
  /** A person's command, without a pass. */
  carryOut(command: Command): Promise<CommandOutcome>;
  /** What others handed over through the store; how many. */
  carryOutSubmitted(): Promise<number>;
}

/**
 * The order of things (ARCHITECTURE.md, "One edit's way"). Every stage reads the store, decides with pure functions and commits
 * records and intended effects together; effects run afterwards and their outcomes are committed by the next step. So a crash
 * anywhere means: begin a pass again.
 */
export function createEngine(context: Context): Engine {
  let passes = 0;
  const turns = fairTurns();
  const waiting = (id: string): number => context.store.inboxWork(id);
  return {
    carryOut: (command) => carryOut(context, command),
    carryOutSubmitted: () => carryOutSubmitted(context),
    pass: async () => {
      context.begin();
      noteOpened(context);
      if (passes === 0) for (const connection of context.store.connections()) tellWhatIsNew(context, connection);
      const thorough = passes++ % THOROUGH_EVERY === 0;
      // Before commands: while it is open whether a dead process wrote to an issue, nobody else may. After them: they leave intentions too.
      const resumed = await resumeAll(context);
      const commands = await carryOutSubmitted(context);
      let progress = resumed || commands > 0;
      const failures: { connection: string; failure: TransportFailure }[] = [];
      const refusals = new Map<string, readonly Refusal[]>();
      /** Where nothing can be put now nothing is sealed: until then it can be taken back. */
      const reached = new Set<string>();
      const away = new Set<string>();
      const mute = new Set<string>();
      const having = turns.next(context.store.connections());
      for (const connection of context.store.connections()) {
        if (!having.has(connection.id)) {
          progress = true;
          continue;
        }
        refusals.set(connection.id, await admit(context, connection));
        const reading = turns.reads(connection.id);
        if (reading.files === 0) progress = true;
        const read = await collect(context, context.store.connection(connection.id) ?? connection, reading);
        if (read.failure) {
          failures.push({ connection: connection.name, failure: read.failure });
          away.add(connection.id);
        } else if (context.transportOf(connection)) reached.add(connection.id);
        if (read.mute) mute.add(connection.id);
        progress ||= read.files > 0;
        turns.note(connection.id, { files: read.files, read: read.read ?? 0, work: waiting(connection.id) });
      }
      progress = (await resumeAll(context)) || progress;
      for (const connection of context.store.connections()) await compareWhereChanged(context, connection);
      // While the tracker is still read, the partner can work on what was found first.
      const found = await scan(context, async () => {
        for (const connection of context.store.connections())
          if (reached.has(connection.id))
            await sealOutbox(context, connection, "full batches", async () => {
              await maintain(context, connection, refusals.get(connection.id) ?? [], false);
            });
      });
      progress ||= found.changed > 0;
      const bugs: Error[] = [];
      for (const share of turns.shares(having)) {
        const connection = context.store.connection(share.id);
        if (!connection) continue;
        try {
          const worked = await work(context, share, passes);
          turns.worked(share, worked.done, waiting(share.id));
          progress ||= worked.moved;
          if (mute.has(connection.id)) continue;
          const seals = reached.has(connection.id);
          const failure = await hand(context, connection, { refusals: refusals.get(connection.id) ?? [], thorough, seals });
          if (failure && failures.every((other) => other.connection !== connection.name))
            failures.push({ connection: connection.name, failure });
        } catch (error) {
          // A bug that one partner's messages bring out must not keep the others waiting.
          if (!isBug(error)) throw error;
          bugs.push(error);
        }
      }
      // Last: what issues say waits for no file.
      if (context.store.connections().some((connection) => mayTravel(context, connection)))
        progress = (await (await import("./contents/travel.ts")).travelContents(context, { reached, away }, passes)) || progress;
      if (bugs[0]) throw bugs[0];
      return { progress, unsettled: found.unsettled, failures };
    },
  };
}

/** By its name: an editor's bundles hold copies of the class. */
function isBug(error: unknown): error is Impossible {
  return error instanceof Error && error.name === "Impossible";
}

/** Whether anything moved. */
async function resumeAll(context: Context): Promise<boolean> {
  let moved = false;
  for (const connection of context.store.connections()) moved = (await resume(context, connection)) || moved;
  return moved;
}

/** Applies what arrived, `most` work of it, and makes messages of what is due. How much was done, and whether anything moved. */
async function work(
  context: Context,
  { id, work: most }: Share,
  pass: number,
): Promise<{ readonly done: number; readonly moved: boolean }> {
  let moved = false;
  let left = most;
  let done = 0;
  for (;;) {
    const connection = context.store.connection(id);
    if (!connection) return { done, moved };
    const { messages: applied, work: did } = left > 0 ? await applyInbox(context, connection, left) : { messages: 0, work: 0 };
    left -= did;
    done += did;
    const now = context.store.connection(id) ?? connection;
    const compared = (await compareWhereChanged(context, now)) === "compared";
    const rewritten = rulesOf(context, now) ? await rewriteAll(context, now) : 0;
    const linked = await lookAtLinks(context);
    if (applied + rewritten === 0 && !compared && !linked) break;
    moved = true;
  }
  const connection = context.store.connection(id);
  moved = (connection !== null && compose(context, connection) > 0) || moved;
  const operates = hasOperations(context, id) || (connection !== null && isComparisonDue(context, connection));
  moved = (operates && (await import("./operations/operate.ts")).operate(context, id, pass)) || moved;
  return { done, moved };
}

/** Whether a partner waits for an answer to an operation, or we do. */
function hasOperations({ store }: Context, id: string): boolean {
  return store.answeredIn(id, ["working"]).length > 0 || store.askedParts(null, OPEN_STATES).some(({ connection }) => connection === id);
}

/** Whether a content travels on the connection, parts of one may still stand in the exchange folder, or something that nobody goes on with lies here. */
function mayTravel({ store }: Context, { id, contract }: Connection): boolean {
  return (
    contract?.contents !== undefined ||
    store.fact(`at once:${id}`) !== null ||
    store.fact(`parts:${id}`) !== null ||
    store.fact(`handed:${id}`) !== null ||
    store.askedParts(null, OPEN_STATES).some(({ connection, content }) => connection === id && content) ||
    store.answeredIn(id, ["identified", "working"]).some(({ content }) => content)
  );
}

async function hand(
  context: Context,
  connection: Connection,
  { refusals, thorough, seals }: { readonly refusals: readonly Refusal[]; readonly thorough: boolean; readonly seals: boolean },
): Promise<TransportFailure | null> {
  let failure: TransportFailure | null = null;
  const handOver = async (): Promise<void> => {
    failure = await maintain(context, connection, refusals, thorough);
  };
  const sealed = seals ? await sealOutbox(context, connection, "all", handOver) : 0;
  if (sealed === 0) await handOver();
  return failure;
}
