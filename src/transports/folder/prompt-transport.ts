import type { PartName } from "../../model/part-name.ts";
import type { Listing, Maintained, Route, Transport, TransportFailure } from "../../ports/transport.ts";
import type { Lane, Lanes } from "./lanes.ts";

/** How long whoever asks waits for an answer. */
export interface Patience {
  /** Milliseconds for the next call; `isSlow`: the folder's last answer did not come in time. What lasts longer is taken up when it comes. */
  wait(isSlow: boolean): number;
  /** Somebody waited for so long. */
  waited(milliseconds: number): void;
  /** An answer came for which nobody waits any more: look again. */
  came(): void;
}

/** What has not answered for this long does not answer. Milliseconds: shares that a server has to wake take up to twenty seconds. */
const SILENT_MS = 30_000;
/**
 * What came is good for the rest of the turn that asked for it, and no longer than this, should that turn never come to its end. Milliseconds, by either
 * clock: the steady one stands while some machines sleep, the other one may be put back.
 */
const GOOD_MS = 5 * 60_000;
/** A directory with more names that are no messages costs something; nobody of good will has so many. */
const MUCH_FOREIGN = 1_000;
/** Such listings get at most this part of the time, all of them together. */
const PART_OF_TIME = 1 / 10;

interface Kept {
  readonly outcome: { readonly answer: unknown } | { readonly error: unknown };
  readonly at: number;
  readonly date: number;
}

function isOld({ at, date }: Kept): boolean {
  return performance.now() - at >= GOOD_MS || Math.abs(Date.now() - date) >= GOOD_MS;
}

/**
 * A transport that nobody has to wait for. A call that is not back in time goes on by itself, and is answered as a failure, or as nothing, for now; what
 * comes of it is the answer to the same question when it is asked again. What came of parts is kept until it is taken, once: a folder in which a part takes
 * long is quick with its listings, and so with turns, that are no turns of parts. So a folder that is slow delays nobody else and still gets on, by one call for
 * each pass; one that hangs for ever is a failure like any other. Its answers are as old as its slowness, which changes nothing: a listing is a look at
 * the past anyway, and a message has one content for ever.
 */
export function promptTransport(exchange: string, inner: Transport, lanes: Lanes, patience: Patience): Transport {
  const kept = new Map<string, Kept>();
  const listings = new Map<string, { readonly listing: Listing; readonly until: number }>();
  const waiting = new Map<string, () => void>();
  const watches: (() => void)[] = [];
  let hasAnswered = false;

  const late = (): TransportFailure => {
    const underWay = lanes.of(exchange).underWay();
    const detail = underWay === Infinity ? "UNASKED" : underWay > SILENT_MS ? "SILENT" : "SLOW";
    return { kind: "unreachable", place: exchange, detail };
  };

  /** Begins the call, unless it is under way already, and remembers what comes of it for whoever asks then. */
  const begin = (lane: Lane, name: string, question: string, call: () => Promise<unknown>): void =>
    lane.enter(`${exchange} ${name}`, `${exchange} ${question}`, async () => {
      const began = performance.now();
      const outcome = await call().then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error }),
      );
      lane.came(performance.now() - began, PROMPT_MS);
      hasAnswered = true;
      for (const watch of watches.splice(0)) watch();
      kept.set(question, { outcome, at: performance.now(), date: Date.now() });
      const waits = waiting.get(question);
      if (waits) waits();
      // What was asked for may be gone since: whoever asks again asks for what there is now.
      else if ("error" in outcome) kept.delete(question);
      if (!waits) patience.came();
    });

  const arrival = async (question: string, milliseconds: number): Promise<void> => {
    if (milliseconds <= 0) return;
    const began = performance.now();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      waiting.set(question, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    waiting.delete(question);
    patience.waited(performance.now() - began);
  };

  /** The answer, when it is there in time; LATE otherwise, and it is kept when it comes. */
  const ask = async <T>(name: string, question: string, call: () => Promise<T>): Promise<T | typeof LATE> => {
    for (const [other, outcome] of kept) if (isOld(outcome)) kept.delete(other);
    const before = kept.get(question);
    if (before && "answer" in before.outcome) return before.outcome.answer as T;
    kept.delete(question);
    const lane = lanes.of(exchange);
    begin(lane, name, question, call);
    await arrival(question, patience.wait(lane.isSlow));
    const found = kept.get(question);
    if (!found) {
      lane.isSlow = true;
      return LATE;
    }
    kept.delete(question);
    if ("error" in found.outcome) throw found.outcome.error;
    return found.outcome.answer as T;
  };

  /** The same for parts, whose answers no end of a turn takes away, and which are given once. */
  const askPart = async <T>(route: Route, question: string, call: () => Promise<T>, name = question): Promise<T | typeof LATE> => {
    const whole = `${PART} ${of(route)} ${question}`;
    const answer = await ask(`${PART} ${of(route)} ${name}`, whole, call);
    if (answer !== LATE) kept.delete(whole);
    return answer;
  };

  /** How often parts of ours were placed or taken away: a look that was begun before says nothing of what stands there now. */
  const changes = new Map<string, number>();
  const changing = <T>(route: Route, call: () => Promise<T>) => {
    return (): Promise<T> => {
      changes.set(of(route), (changes.get(of(route)) ?? 0) + 1);
      return call();
    };
  };

  const listed = (place: string, question: string, listing: Listing, took: number): void => {
    if (listing.foreign < MUCH_FOREIGN) {
      lanes.costly.delete(place);
      return;
    }
    lanes.costly.add(place);
    listings.set(question, { listing, until: performance.now() + (took * lanes.costly.size) / PART_OF_TIME });
  };

  return {
    largest: inner.largest,
    check: async () => {
      const answer = await ask("check", "check", () => inner.check());
      return answer === LATE ? late() : answer;
    },
    writers: async (route) => {
      const question = `writers ${of(route)}`;
      const answer = await ask(question, question, () => inner.writers(route));
      return answer === LATE ? [] : answer;
    },
    list: async (route, writer, after) => {
      const place = `${of(route)} ${writer}`;
      const question = `list ${place} ${after ? `${after.generation}.${after.sequence}` : ""}`;
      const before = listings.get(question);
      if (before && performance.now() < before.until) return before.listing;
      listings.delete(question);
      const answer = await ask(question, question, async () => {
        const began = performance.now();
        const found = await inner.list(route, writer, after);
        if (!("kind" in found)) listed(`${exchange} ${place}`, question, found, performance.now() - began);
        return found;
      });
      return answer === LATE ? late() : answer;
    },
    fetch: async (route, writer, name) => {
      const question = `fetch ${of(route)} ${writer} ${name}`;
      const answer = await ask(question, question, () => inner.fetch(route, writer, name));
      return answer === LATE ? { kind: "none", late: late() } : answer;
    },
    maintain: async (route, offers, thorough, mayWithdraw) => {
      const name = `maintain ${of(route)}`;
      const question = `${name} ${thorough} ${offers.map((offer) => offer.name).join(" ")}`;
      const answer = await ask(name, question, () => inner.maintain(route, offers, thorough, mayWithdraw));
      if (answer === LATE) return { ...NOTHING, failure: late() };
      // The turn is over: the next one looks anew.
      for (const other of kept.keys()) if (other.includes(of(route)) && !other.startsWith(PART)) kept.delete(other);
      return answer;
    },
    parts: {
      place: async (route, part, bytes) => {
        const call = changing(route, () => inner.parts.place(route, part, bytes));
        const answer = await askPart(route, `place ${nameOf([part])}`, call);
        return answer === LATE ? late() : answer;
      },
      own: async (route) => {
        const answer = await askPart(route, `own ${changes.get(of(route)) ?? 0}`, () => inner.parts.own(route), "own");
        return answer === LATE ? late() : answer;
      },
      fetch: async (route, writer, part, size) => {
        const question = `part ${writer} ${nameOf([part])} ${size}`;
        const answer = await askPart(route, question, () => inner.parts.fetch(route, writer, part, size));
        return answer === LATE ? { kind: "none", late: late() } : answer;
      },
      withdraw: async (route, parts) => {
        const call = changing(route, () => inner.parts.withdraw(route, parts));
        const answer = await askPart(route, `withdraw ${nameOf(parts)}`, call);
        return answer === LATE ? late() : answer;
      },
    },
    // A watcher looks at everything there is: in a folder that does not answer it would hold more than one thread.
    watch: (route, hint, signal) => {
      const watch = (): void => inner.watch(route, hint, signal);
      if (hasAnswered) watch();
      else watches.push(watch);
    },
  };
}

const LATE = Symbol("late");
/** How questions about parts begin. */
const PART = "part of a file:";
const NOTHING: Omit<Maintained, "failure"> = { written: 0, repaired: 0, withdrawn: 0 };

/** A folder whose calls take longer is slow. Milliseconds; a local disk that writes a message through to its platters needs a tenth. */
export const PROMPT_MS = 500;

function nameOf(parts: readonly PartName[]): string {
  return JSON.stringify(parts);
}

function of({ connection, self }: Route): string {
  return `${connection} ${self}`;
}
