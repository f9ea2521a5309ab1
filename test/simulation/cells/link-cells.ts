import type { Command } from "../../../src/model/command.ts";
import type { Connection, LinkFact } from "../../../src/model/connection.ts";
import type { Role } from "../../../src/model/contract.ts";
import type { LinkEvent } from "../../../src/protocol/machines/link-table.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { suspend } from "../../../src/sync/evidence.ts";
import { identityFile } from "../../../src/envelope/identity-file.ts";
import type { Transport } from "../../../src/ports/transport.ts";
import { FIRST_IDENTITY, selfOn } from "../../../src/sync/own-identity.ts";
import { takeIdentities } from "../../../src/sync/take-identity.ts";
import { beginGeneration } from "../../../src/sync/generation.ts";
import { CONNECTION } from "../simulated-project.ts";
import type { CellWorld } from "./cell-world.ts";
import { cellAt, cellName } from "./visited-cells.ts";

export const LINKS: readonly LinkFact[] = ["handshake", "connected", "suspended", "revoked", "closed"];
const NONCE = "06d9v3p5t4y7kbrs2v8c3e1j0c";
const ping: Message = { kind: "ping", nonce: NONCE, time: 0, version: "1.0", capabilities: [] };

/** What brings each event about: a command of a person, a message of the partner, or what was found in the folder. */
const EVENTS: Readonly<
  Record<string, { readonly command: Command["kind"] } | { readonly message: Message } | "found" | "begun" | "signed">
> = {
  "user configures": { command: "publish" },
  "user starts": { command: "start" },
  "user stops": { command: "stop" },
  "user pings": { command: "ping" },
  "user removes": { command: "remove" },
  "user revokes": { command: "revoke" },
  "user changes identity": { command: "change identity" },
  "identity received": "signed",
  "ping received": { message: ping },
  "ping answered": { message: { ...ping, inReplyTo: NONCE } },
  "old ping answered": { message: { ...ping, inReplyTo: "06d9v3k8qxw7h9fb2m1t5r0c4c" } },
  "exchange received": { message: { kind: "configuration declined", contract: 77, reason: "" } },
  "refused received": { message: { kind: "refused", code: "BAD_SHAPE" } },
  "closed received": { message: { kind: "closed", reason: "removed" } },
  "user resumes": { command: "resume" },
  "user retires": { command: "retire" },
  "copy suspected": "found",
  "restore noticed": "begun",
  "generation began": "begun",
};

/** Actions that are heard by the partner. */
const SAYS: Readonly<Record<string, Message["kind"]>> = { "send ping": "ping", "answer ping": "ping", "send closed": "closed" };

/** Every event that the engine can meet, in every state of the link: what it did, where that is not what the table says. */
export async function walkLinkCells(at: CellWorld, visited: ReadonlySet<string>): Promise<readonly string[]> {
  const wrong: string[] = [];
  settleConflicts(at);
  for (const role of ["primary", "secondary"] as const)
    for (const state of LINKS)
      for (const [event, cause] of Object.entries(EVENTS)) {
        const name = cellName(`link of the ${role}`, state, event);
        const found = await difference(at, role, state, name, cause);
        if (!visited.has(name)) wrong.push(`${name}: was not looked up`);
        if (found !== null) wrong.push(`${name}: ${found}`);
      }
  return wrong;
}

/** A connection whose conflicts wait is not forgotten, whatever the table says; those are of the issues that were walked before. */
function settleConflicts(at: CellWorld): void {
  for (const { store } of [at.side("primary"), at.side("secondary")])
    store.transaction(() => {
      for (const { sync, status } of at.issues.flatMap((issue) => store.syncsOf(issue)))
        store.putSync({ sync: { ...sync, lost: [] }, status, due: false });
    });
}

async function difference(at: CellWorld, role: Role, link: LinkFact, name: string, cause: (typeof EVENTS)[string]): Promise<string | null> {
  const usual = at.usual(role);
  const before = { ...usual, facts: { ...usual.facts, link }, ping: { ...usual.ping, nonce: NONCE, sentAt: 0 } };
  at.put(role, before);
  at.said(role);
  const side = at.side(role);
  let outcome = "";
  const keys = side.keys.save();
  if (cause === "found") suspend(side.context, before.id, "own file", "some file");
  else if (cause === "begun") await beginGeneration(side.context, before.id, { above: 1, restored: false, event: eventOf(name) });
  else if (cause === "signed") await takeChange(at, role, before);
  else if ("message" in cause) outcome = at.receive(role, cause.message) ? "done" : "waits";
  else {
    const { command } = cause;
    const told = await side.command({
      kind: command,
      connection: CONNECTION,
      note: "",
      unverified: true,
      draws: true,
      author: "x",
    } as Command);
    outcome = told?.kind === "failed" ? told.code : "done";
  }
  keys.putBack();
  const after = side.store.connection(before.id);
  const cell = cellAt(name);
  // The stream begins anew all the same: the table says only what that means to the link.
  if (cause === "begun" && "ignore" in cell && isAlive(link)) return after?.facts.link === link ? null : `is ${after?.facts.link}`;
  if ("refuse" in cell || "ignore" in cell) {
    if (JSON.stringify(after) !== JSON.stringify(before)) return "changed something";
    if ("refuse" in cell && typeof cause === "object" && "command" in cause && outcome !== cell.refuse) return `said ${outcome}`;
    return at.said(role).length === 0 ? null : "sent something";
  }
  if ("never" in cell) return "cannot be";
  if (cell.does.includes("announce identity") && after?.own?.proofs?.length !== 1) return "announced nothing";
  if (cell.does.includes("show identity") && after?.keyChanged?.whose !== "theirs") return "showed nothing";
  if (cell.does.includes("forget connection")) return after === null || outcome === "CLOSED_NOT_SENT" ? null : "is still there";
  if (after?.facts.link !== cell.to) return `is ${after?.facts.link}`;
  const run = cell.does.includes("run") ? "running" : cell.does.includes("halt") ? "stopped" : before.facts.run;
  if (after.facts.run !== run) return `is ${after.facts.run}`;
  if (cell.does.includes("hold") !== (outcome === "waits")) return outcome;
  const said = at.said(role).map(({ kind }) => kind);
  const missing = cell.does.filter((action) => SAYS[action] !== undefined && !said.includes(SAYS[action]));
  return missing.length === 0 ? null : `did not ${missing.join()}`;
}

function isAlive(link: LinkFact): boolean {
  return link === "handshake" || link === "connected";
}

function eventOf(name: string): LinkEvent {
  return name.endsWith("restore noticed") ? "restore noticed" : "generation began";
}

/** The partner announces another identity key: its file is found in the folder. */
async function takeChange(at: CellWorld, role: Role, { id, partner }: Connection): Promise<void> {
  const other = at.side(role === "primary" ? "secondary" : "primary");
  const { context } = at.side(role);
  const from = other.keys.get(FIRST_IDENTITY);
  if (!partner || !from) throw new Error("nobody to change");
  const file = identityFile(
    context.crypto,
    { connection: id, sender: partner.id, addressee: selfOn(context, at.usual(role)), number: 1, generation: 1, sequence: 99 },
    from,
    context.crypto.newIdentity(),
  );
  const transport = {
    ...context.transportOf(at.usual(role)),
    fetch: async () => ({ kind: "bytes", bytes: file.bytes }),
  } as unknown as Transport;
  await takeIdentities(context, id, transport, [file.name], () => undefined);
}
