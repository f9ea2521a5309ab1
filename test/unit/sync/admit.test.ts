import { beforeEach, expect, onTestFinished, test } from "vitest";
import { fileName } from "../../../src/envelope/file-name.ts";
import { decodeHeader } from "../../../src/envelope/header-layout.ts";
import type { Header } from "../../../src/envelope/header.ts";
import { joinKey, joinMac } from "../../../src/envelope/join-mac.ts";
import { participantId } from "../../../src/envelope/participant.ts";
import { sealFile } from "../../../src/envelope/seal.ts";
import { fromBase32, toBase32 } from "../../../src/model/base32.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { KeyPair } from "../../../src/ports/crypto.ts";
import { encodeMessage, encodePayload } from "../../../src/protocol/codec.ts";
import type { Invite } from "../../../src/protocol/invite.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { createConnection, joinContext } from "../../../src/sync/setup.ts";
import type { SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** docs/PROTOCOL.md 3: who may join. Anybody who can write in the exchange folder may try. */
let world: World;
let P: SimulatedProject;
let invite: Invite;
let hash: string;

beforeEach(async () => {
  world = await connectedWorld({ seed: 3, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  ({ P } = world);
  onTestFinished(() => [P, world.S].forEach((side) => side.close()));
  const made = await createConnection(P.context, "second");
  ({ invite } = made);
  ({ hash } = made.connection.invitation);
  P.store.transaction(() => P.store.putConnection(made.connection));
});

interface Try {
  readonly secret?: Uint8Array;
  readonly header?: Partial<Header>;
  readonly join?: Partial<NonNullable<Header["join"]>>;
  readonly says?: Message;
}

const HANDSHAKE: Message = { kind: "handshake", version: "1.0", speaks: ["1.0"], capabilities: [], name: "Nordwind" };
const raw = (text: string): Uint8Array => fromBase32(text) ?? new Uint8Array(0);

/** Somebody puts a join file into the folder, and the primary looks. Gives his id. */
async function tries({ secret = raw(invite.secret), header: change = {}, join: fields = {}, says = HANDSHAKE }: Try = {}): Promise<string> {
  const { crypto } = P.context;
  const identity: KeyPair = crypto.newIdentity();
  const self = participantId(crypto, identity.publicKey);
  const join = {
    identityKey: toBase32(identity.publicKey),
    epochKey: toBase32((await crypto.newEpochKey()).publicKey),
    invitation: invite.invitation,
    handshakeHash: hash,
    mac: "",
    ...fields,
  };
  const unproven: Header = {
    kind: "join",
    connection: invite.connection,
    sender: self,
    addressee: P.self,
    recipientKey: 0,
    generation: 1,
    sequence: 0,
    previous: "",
    floor: 0,
    acknowledges: { generation: 1, sequence: -1, hash: "" },
    waitingFor: null,
    announces: null,
    join,
    refuses: null,
    ...change,
  };
  const header = { ...unproven, join: { ...join, mac: joinMac(crypto, joinKey(crypto, secret, invite.invitation), unproven) } };
  const payload = encodePayload([{ life: "0123456789abcdef", number: 1, body: encodeMessage(says) }]);
  const context = joinContext(invite.connection, invite.identityKey, header, hash);
  const file = await sealFile(crypto, header, payload, identity, raw(invite.epochKey), context);
  world.exchange.folder.put(`${self}/${invite.connection}/${fileName(header, file.hash)}`, file.bytes);
  for (let i = 0; i < 2; i++) await P.pass();
  return self;
}

const partner = (): string | null => P.store.connection(invite.connection)?.partner?.id ?? null;

/** What the primary says to whom it does not let in. */
function refusals(): readonly string[] {
  const { folder } = world.exchange;
  return folder
    .paths()
    .filter((path) => path.startsWith(`${P.self}/${invite.connection}/refused-`))
    .flatMap((path) => {
      const decoded = decodeHeader(folder.bytes(path) ?? new Uint8Array(0));
      return decoded.ok ? [`${decoded.value.header.addressee} ${decoded.value.header.refuses?.reason}`] : [];
    });
}

test("who has the handshake file is let in; a second one is refused, and changes nothing", async () => {
  const first = await tries();
  expect(partner()).toBe(first);
  const bound = P.store.connection(invite.connection);
  const second = await tries();
  expect(refusals()).toEqual([`${second} used`]);
  expect(P.store.connection(invite.connection)).toMatchObject({ partner: bound?.partner, invitation: bound?.invitation });
});

test.each<[string, () => Try]>([
  ["does not have the secret", () => ({ secret: P.context.crypto.random(32) })],
  ["has another handshake file", () => ({ join: { handshakeHash: toBase32(P.context.crypto.random(32)) } })],
  ["has another invitation", () => ({ join: { invitation: toBase32(P.context.crypto.random(16)) } })],
  ["is somebody else by his key", () => ({ join: { identityKey: toBase32(P.context.crypto.newIdentity().publicKey) } })],
  ["means another connection", () => ({ header: { connection: toBase32(P.context.crypto.random(16)) } })],
  ["says something else", () => ({ says: { kind: "closed", reason: "removed" } })],
])("who %s gets no answer, and the partner still can join", async (_, how) => {
  await tries(how());
  expect([partner(), refusals()]).toEqual([null, []]);
  const genuine = await tries();
  expect(partner()).toBe(genuine);
});

test("who comes too late, or speaks no common version, is told so", async () => {
  const alien = await tries({ says: { ...HANDSHAKE, version: "9.0", speaks: ["9.0"] } as Message });
  expect([partner(), refusals()]).toEqual([null, [`${alien} version`]]);
  world.clock.now = Date.parse(invite.expires) + 1;
  const late = await tries();
  expect(partner()).toBe(null);
  expect(refusals()).toContain(`${late} expired`);
});
