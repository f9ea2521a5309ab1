import { onTestFinished } from "vitest";
import type { Attachment } from "../../src/model/attachment.ts";
import type { WantedFile } from "../../src/model/content-state.ts";
import { newId } from "../../src/model/ids.ts";
import type { AskedOperation } from "../../src/model/operation.ts";
import type { Route, Transport } from "../../src/ports/transport.ts";
import { putSync } from "../../src/sync/rows.ts";
import { type Link, type Member, type Tree, connectedTree } from "./tree-world.ts";
import { MemoryContents } from "../support/memory-contents.ts";
import { LARGEST } from "./files-life.ts";

/** A hub and its partners, whole projects each, that share an issue with a file which the hub has no more. */
export interface HubScene {
  readonly tree: Tree;
  readonly hub: Member;
  readonly partners: readonly Member[];
  readonly contents: ReadonlyMap<Member, MemoryContents>;
  readonly bytes: Uint8Array;
  readonly file: WantedFile;
}

const LINKS: readonly Link[] = [
  [0, 1],
  [0, 2],
  [0, 3],
];

export async function hubScene(seed: number, partners: 2 | 3 = 2, size = 300_000): Promise<HubScene> {
  const tree = await connectedTree(seed, partners + 1, LINKS.slice(0, partners), null, { largest: LARGEST });
  onTestFinished(() => {
    for (const member of tree.members) member.close();
  });
  const [hub, ...others] = tree.members;
  if (!hub) throw new Error("nobody");
  hub.connectTo = () => eachFolder(tree, hub);
  const contents = new Map(tree.members.map((member) => [member, new MemoryContents()]));
  for (const [member, place] of contents) {
    member.contents = place;
    member.restart();
  }
  const issue = newId(tree.clock.now++, tree.random.bytes(10));
  hub.tracker.add(issue, { fields: { title: "Valve" } });
  for (let i = 0; i < 6; i++) for (const member of tree.members) await member.pass();
  const bytes = tree.random.bytes(size);
  const id = newId(tree.clock.now++, tree.random.bytes(10));
  const [mark] = others.map((member) => contentsOf({ contents }, member).put(issue, id, bytes));
  if (!mark) throw new Error("no partners");
  const attachment: Attachment = {
    id,
    origin: hub.self,
    name: "valve.bin",
    ...mark,
    mediaType: "application/octet-stream",
    author: "Ada",
    created: "2026-11-21",
  };
  for (const member of tree.members) agree(member, issue, attachment);
  return { tree, hub, partners: others, contents, bytes, file: { issue, id, ...mark } };
}

/** As where each connection has an exchange folder of its own: each may be away alone. */
function eachFolder({ exchange }: Tree, hub: Member): Transport {
  const made = new Map<string, Transport>();
  const of = ({ connection }: Route): Transport => {
    const known = made.get(connection) ?? exchange.transport(hub.self, `${hub.self} ${connection}`);
    made.set(connection, known);
    return known;
  };
  const any = exchange.transport(hub.self);
  return {
    largest: any.largest,
    check: () => any.check(),
    writers: (route) => of(route).writers(route),
    list: (route, ...rest) => of(route).list(route, ...rest),
    fetch: (route, ...rest) => of(route).fetch(route, ...rest),
    maintain: (route, ...rest) => of(route).maintain(route, ...rest),
    watch: (route, ...rest) => of(route).watch(route, ...rest),
    parts: {
      place: (route, ...rest) => of(route).parts.place(route, ...rest),
      own: (route) => of(route).parts.own(route),
      fetch: (route, ...rest) => of(route).parts.fetch(route, ...rest),
      withdraw: (route, ...rest) => of(route).parts.withdraw(route, ...rest),
    },
  };
}

/** What the member takes for agreed of the issue, with each of its partners. */
function agree(member: Member, issue: string, attachment: Attachment): void {
  for (const { sync } of member.store.syncsOf(issue)) {
    const there = member.store.connection(sync.connection);
    if (!there) throw new Error("no connection");
    const document = { ...sync.base, attachments: [attachment] };
    const snapshots = sync.snapshots.map(({ revision }) => ({ revision, document }));
    member.store.transaction(() =>
      putSync(member.context, there, { ...sync, base: document, mine: document, shadow: document, snapshots }),
    );
  }
}

export function contentsOf({ contents }: Pick<HubScene, "contents">, member: Member): MemoryContents {
  const found = contents.get(member);
  if (!found) throw new Error("no contents");
  return found;
}

/** The hub's connection to the partner. */
function connectionTo({ hub }: HubScene, partner: Member): string {
  const found = hub.store.connections().find(({ name }) => name === partner.letter);
  if (!found) throw new Error("no connection");
  return found.id;
}

/** The exchange folder that the hub has with the partner is not there. */
export function folderAway(scene: HubScene, partner: Member, away: boolean): void {
  scene.tree.exchange.folder.unreachable(`${scene.hub.self} ${connectionTo(scene, partner)}`, away);
}

export async function get({ hub, tree, file }: HubScene): Promise<string> {
  const id = newId(tree.clock.now++, tree.random.bytes(10));
  const outcome = await hub.command({ kind: "get file", issue: file.issue, file: file.id, id, author: "Ada" });
  if (outcome?.kind !== "done") throw new Error(`not asked: ${JSON.stringify(outcome)}`);
  return id;
}

/** Rounds of passes of those who work now, ten seconds apart. */
export async function rounds({ tree }: HubScene, members: readonly Member[], times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    tree.clock.now += 10_000;
    for (const member of members) await member.pass();
  }
}

/** An hour and a minute go by, in which those who work make a pass now and then. */
export async function anHour(scene: HubScene, members: readonly Member[]): Promise<void> {
  for (let i = 0; i < 6; i++) {
    scene.tree.clock.now += 10 * 60_000;
    await rounds(scene, members, 1);
  }
}

export function part(scene: HubScene, partner: Member, id: string): AskedOperation {
  const operation = scene.hub.store.asked(connectionTo(scene, partner), id);
  if (!operation) throw new Error("not asked");
  return operation;
}

export function isHere(scene: HubScene): boolean {
  const there = contentsOf(scene, scene.hub).whole.get(`${scene.file.issue} ${scene.file.id}`);
  return there !== undefined && Buffer.compare(there, scene.bytes) === 0;
}

export async function arrived(scene: HubScene): Promise<number> {
  return contentsOf(scene, scene.hub).arrived(scene.file.issue, scene.file.id);
}

/** Alarms at the hub, oldest first: code, what about, and which partner. */
export function alarms({ hub }: HubScene): readonly (readonly [string, string | undefined, string | undefined])[] {
  const names = new Map(hub.store.connections().map(({ id, name }) => [id, name]));
  const all = hub.store.alarms("all", 100).map(({ code, info, connection }) => [code, info, names.get(connection ?? "")] as const);
  return all.toReversed();
}
