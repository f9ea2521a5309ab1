import { createConnection, joinConnection } from "../../src/sync/setup.ts";
import type { SimulatedProject } from "./simulated-project.ts";

type Side = SimulatedProject<string>;

/**
 * Connects two projects by the real messages until both run under an agreed contract. `there`: what the primary calls the connection; `here`: what
 * the secondary does.
 */
export async function connectSides(
  P: Side,
  S: Side,
  { there: name, here: nameThere }: { readonly there: string; readonly here: string },
): Promise<void> {
  const { connection, invite } = await createConnection(P.context, name);
  P.store.transaction(() => P.store.putConnection(connection));
  const joined = await joinConnection(S.context, nameThere, invite);
  const { generation } = joined.connection.stream;
  const { name: file, hash, bytes } = joined.file;
  S.store.transaction(() => {
    S.store.putConnection(joined.connection);
    S.store.putFile({ connection: connection.id, generation, sequence: 0, name: file, hash, size: bytes.length }, bytes, []);
  });
  const facts = (side: Side): { link: string; contract: string } => {
    const { link, contract } = side.store.connection(connection.id)?.facts ?? { link: "", contract: "" };
    return { link, contract };
  };
  await passUntil([S, P], () => facts(P).link === "connected" && facts(S).link === "connected");
  await obey(P, { kind: "publish", connection: name, note: "", unverified: true, author: P.letter });
  await passUntil([P, S], () => facts(S).contract === "update required");
  await obey(S, { kind: "accept", connection: nameThere, contract: 1, note: "", unverified: true, author: S.letter });
  await passUntil([S, P], () => facts(P).contract === "agreed");
  await obey(P, { kind: "start", connection: name, author: P.letter });
  await obey(S, { kind: "start", connection: nameThere, author: S.letter });
}

async function passUntil(sides: readonly Side[], done: () => boolean): Promise<void> {
  for (let i = 0; i < 10; i++) {
    if (done()) return;
    for (const side of sides) await side.pass();
  }
  throw new Error("the connection was not set up in ten passes");
}

/** A command that must succeed here. */
export async function obey(side: Side, command: Parameters<Side["command"]>[0]): Promise<void> {
  const outcome = await side.command(command);
  if (outcome?.kind === "failed") throw new Error(`${side.letter} ${command.kind}: ${outcome.code}`);
}
