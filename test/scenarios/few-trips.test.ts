import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type User, playground, user } from "../support/command-line.ts";

/**
 * Two sites without a network between them, and a stick: every trip is a walk (docs/PROTOCOL.md 3, "Few trips"). Whoever has the stick does all
 * that can be done now, and makes one pass, or two where a decision lies between.
 */
let root: string;
let remove: () => void;
let ada: User;
let bo: User;
let trips: number;
let stickAt: User;

beforeEach(async () => {
  ({ path: root, remove } = playground());
  ada = user(root, "Ada");
  bo = user(root, "Bo");
  await ada.json(["init", "--name", "Acme Pumps", "--key", "ACME"], 0);
  await bo.json(["init", "--name", "Nordwind", "--key", "NW"], 0);
  mkdirSync(join(stick(ada), "exchange"), { recursive: true });
  trips = 0;
  stickAt = ada;
});
afterEach(() => remove());

const stick = ({ home }: User): string => join(home, "stick");
const exchange = (side: User): string => join(stick(side), "exchange");
const invitation = (side: User): string => join(stick(side), "invitation.txt");

/** The one stick is pulled out here and put in there. */
function walk(): User {
  const to = stickAt === ada ? bo : ada;
  renameSync(stick(stickAt), stick(to));
  stickAt = to;
  trips += 1;
  return to;
}

const connect = (...more: readonly string[]): Promise<unknown> =>
  ada.json(["connect", "nordwind", "--exchange", exchange(ada), "--out", invitation(ada), ...more], 0);
const joinThere = (...more: readonly string[]): Promise<unknown> =>
  bo.json(["join", invitation(bo), "--exchange", exchange(bo), "--name", "acme", ...more], 0);

async function oneIssueEach(): Promise<void> {
  await ada.json(["new", "--title", "Valve sticks", "--share", "nordwind"], 0);
  await bo.json(["new", "--title", "Pump hums", "--share", "acme"], 0);
}

async function titles(side: User): Promise<readonly string[]> {
  return (await side.json(["issues"])).issues.map(({ title }: { title: string }) => title).toSorted();
}

async function status(side: User): Promise<string> {
  return (await side.json(["connections"], 0)).connections[0]?.status ?? "-";
}

/** What the person with the stick does when they have it, given what they see. */
async function decides(side: User): Promise<void> {
  const [{ status: word, role, contract, proposed }] = (await side.json(["connections"], 0)).connections;
  const name = side === ada ? "nordwind" : "acme";
  const publishes = role === "primary" && word === "stopped" && contract === null && proposed === null;
  if (publishes) await side.json(["config", "publish", name, "--unverified"], 0);
  const accepts = word === "update required";
  if (accepts) await side.json(["config", "accept", name, "--unverified"], 0);
  if (!publishes && !accepts) return;
  await side.json(["start", name], 0);
  await side.run(["sync"]);
}

/** Walks until everything is confirmed. At which trip the first issue was at the other side, and at which each side knew that its own is there. */
async function walkUntilConfirmed(
  decide: (side: User) => Promise<void>,
): Promise<{ readonly arrived: number; readonly confirmed: number }> {
  let arrived = 0;
  while (trips < 12) {
    const side = walk();
    await side.run(["sync"]);
    await decide(side);
    if (arrived === 0 && (await titles(side)).length === 2) arrived = trips;
    const shown = await Promise.all(
      [ada, bo].map(async (one) => (await one.json(["issues", "--sync-status", "up to date"])).issues.length),
    );
    if (shown.join() === "2,2") return { arrived, confirmed: trips };
  }
  throw new Error("never confirmed");
}

const nothing = async (): Promise<void> => undefined;

describe("trips with a stick, from connect to the first confirmed issues", () => {
  test("the ordinary way takes six until the first issue is there", async () => {
    await connect();
    walk();
    await joinThere();
    await oneIssueEach();
    await bo.run(["sync"]);
    const taken = await walkUntilConfirmed(decides);
    console.log(`ordinary: first issue at the other side with trip ${taken.arrived}, all confirmed with trip ${taken.confirmed}`);
    expect(taken).toEqual({ arrived: 6, confirmed: 8 });
  });

  test("with a contract in the invitation it takes four, and nobody decides anything on the way", async () => {
    await connect("--publish");
    walk();
    await joinThere("--accept");
    await oneIssueEach();
    await bo.run(["sync"]);
    const taken = await walkUntilConfirmed(nothing);
    console.log(`short: first issue at the other side with trip ${taken.arrived}, all confirmed with trip ${taken.confirmed}`);
    expect(taken).toEqual({ arrived: 4, confirmed: 6 });
    expect([await status(ada), await status(bo)]).toEqual(["running", "running"]);
  });

  test("who has not accepted beforehand reviews what comes, and it takes as few", async () => {
    await connect("--publish");
    walk();
    await joinThere();
    await oneIssueEach();
    await bo.run(["sync"]);
    const taken = await walkUntilConfirmed(async (side) => (side === bo ? decides(bo) : undefined));
    expect(taken).toEqual({ arrived: 4, confirmed: 6 });
  });
});
