import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type AuditLine, auditLines } from "../../../src/app/audit-lines.ts";
import { type AuditFinding, AuditVerifier, isOnlyDisputed } from "../../../src/app/audit-verify.ts";
import { participantId } from "../../../src/envelope/participant.ts";
import { toBase32 } from "../../../src/model/base32.ts";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import { CONNECTION, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/** The trail of a real project that exchanged issues, and what a check of it says once somebody has changed something in it. */
let world: World;
let P: SimulatedProject;
let S: SimulatedProject;
let lines: AuditLine[];

beforeEach(async () => {
  world = await connectedWorld({ seed: 31, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  ({ P, S } = world);
  onTestFinished(() => [P, S].forEach((side) => side.close()));
  await exchanged();
  lines = [...auditLines(P.store, "Acme", 0)];
});

async function exchanged(): Promise<void> {
  const issue = newId(world.clock.now++, world.random.bytes(10));
  P.tracker.add(issue, { fields: { title: "Valve" }, share: [CONNECTION] });
  for (let i = 0; i < 4; i++) for (const side of [P, S]) await side.pass();
  S.tracker.edit(issue, { fields: { title: "Vent" } });
  for (let i = 0; i < 4; i++) for (const side of [P, S]) await side.pass();
  if (P.tracker.issue(issue)?.fields["title"] !== "Vent") throw new Error("the scene is not set");
}

function verified(given: readonly AuditLine[]): AuditFinding {
  const verifier = new AuditVerifier(P.context.crypto);
  for (const line of given) verifier.take(line);
  return verifier.finding();
}

type Line<K extends AuditLine["kind"]> = Extract<AuditLine, { readonly kind: K }>;

/** The trail with one line of this kind changed. */
function changed<K extends AuditLine["kind"]>(
  kind: K,
  change: (line: Line<K>) => AuditLine,
  which: (line: Line<K>) => boolean = () => true,
) {
  const at = lines.findIndex((line) => line.kind === kind && which(line as Line<K>));
  if (at < 0) throw new Error(`no ${kind}`);
  return lines.map((line, i) => (i === at ? change(line as Line<K>) : line));
}

function flipped(text: string, at: number): string {
  const bytes = Buffer.from(text, "base64");
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.toString("base64");
}

const events = (): number => lines.filter(({ kind }) => kind === "event").length;

/** As its exporter would write it, with these behind all others. */
function withEvents(added: readonly Line<"event">[]): AuditLine[] {
  const before = lines.findLastIndex(({ kind }) => kind === "event") + 1;
  const numbered = added.map((line, i) => ({ ...line, sequence: events() + 1 + i }));
  const end = lines.slice(before).map((line) => (line.kind === "end" ? { ...line, events: line.events + added.length } : line));
  return [...lines.slice(0, before), ...numbered, ...end];
}

/** Without the generation of the file that this event is about. */
function without(given: readonly AuditLine[], event: Line<"event">): readonly AuditLine[] {
  return given.map((line) => {
    if (line !== event || !event.file) return line;
    const { generation: _, ...file } = event.file;
    return { ...event, file };
  });
}

test("what is as it was exported has no fault, and says what is proven and what is only this side's word", () => {
  const finding = verified(lines);
  expect(finding.faults).toEqual([]);
  expect(finding.files).toBeGreaterThan(2);
  expect(finding.proven).toBeGreaterThan(3);
  expect(finding.carried).toBeGreaterThan(1);
  expect(finding.proven + finding.word).toBe(lines.filter(({ kind }) => kind === "event").length);
  expect(finding.carried).toBeLessThan(finding.word);
  const { partner } = P.connection();
  expect(finding.by).toEqual([
    {
      connection: CONNECTION,
      participant: partner?.id,
      name: partner?.name,
      files: finding.files,
      taken: { proven: expect.any(Number), all: lines.filter((line) => line.kind === "event" && line.taken).length },
      acknowledged: { proven: expect.any(Number), all: expect.any(Number) },
    },
  ]);
  const [by] = finding.by;
  expect((by?.taken.proven ?? 0) + (by?.acknowledged.proven ?? 0)).toBe(finding.proven);
  expect((by?.taken.all ?? 0) > (by?.taken.proven ?? 0)).toBe(true);
});

test.each(["message", "acknowledgement"] as const)("one bit of a signed %s file is found, wherever it is, and the file is named", (as) => {
  if (as === "acknowledgement") lines = [...auditLines(S.store, "Nordwind", 0)];
  const file = lines.find((line) => line.kind === "file" && line.as === as);
  if (file?.kind !== "file") throw new Error("no file");
  const { length } = Buffer.from(file.bytes, "base64");
  for (const at of [0, 9, 40, 100, 150, length - 70, length - 1]) {
    const { faults } = verified(
      changed(
        "file",
        (line) => ({ ...line, bytes: flipped(line.bytes, at) }),
        (line) => line.name === file.name,
      ),
    );
    expect(faults).toContainEqual({ code: "ALTERED_FILE", at: file.name, why: expect.stringMatching(/NAME_MISMATCH|NOT_A_MESSAGE/) });
  }
});

describe("a forged key", () => {
  const another = (): string => toBase32(P.context.crypto.newIdentity().publicKey);

  test("of a file is named", () => {
    const { faults } = verified(changed("file", (line) => ({ ...line, key: another() })));
    expect(faults).toMatchObject([{ code: "FORGED_KEY" }]);
  });

  test("of the partner is named, and nothing that it signs is believed", () => {
    const { faults, proven, files } = verified(changed("partner", (line) => ({ ...line, key: another() })));
    expect(faults[0]).toMatchObject({ code: "FORGED_KEY", at: CONNECTION });
    expect([proven, files]).toEqual([0, 0]);
  });

  test("with the id that belongs to it is another participant, who signed none of the files", () => {
    const { publicKey } = P.context.crypto.newIdentity();
    const key = toBase32(publicKey);
    const finding = verified(changed("partner", (line) => ({ ...line, key, partner: line.partner })));
    expect(finding.files).toBe(0);
  });

  test("behind the partner's own line is no second one, and files of nobody who is named cannot be checked", () => {
    const { publicKey } = P.context.crypto.newIdentity();
    const partner = lines.find((line): line is Line<"partner"> => line.kind === "partner");
    if (!partner) throw new Error("no partner");
    const second = { ...partner, key: toBase32(publicKey), partner: participantId(P.context.crypto, publicKey) };
    const finding = verified(lines.flatMap((line) => (line === partner ? [partner, second] : [line])));
    expect(finding).toMatchObject({ files: verified(lines).files, faults: [{ code: "FORGED_KEY", at: CONNECTION, why: second.partner }] });
    const { faults, proven } = verified(lines.filter((line) => line !== partner));
    const files = lines.filter(({ kind }) => kind === "file").length;
    expect([faults, proven]).toEqual([[{ code: "UNKNOWN_SIGNER", at: P.connection().id, why: String(files) }], 0]);
  });

  test("that takes the name of the file along does not sign it", () => {
    const { publicKey, privateKey } = P.context.crypto.newIdentity();
    const forged = changed("file", (line) => {
      const bytes = Buffer.from(line.bytes, "base64");
      const unsigned = bytes.subarray(0, -64);
      const made = Buffer.concat([unsigned, P.context.crypto.sign(privateKey, unsigned)]);
      const hash = toBase32(P.context.crypto.sha256(made));
      return { ...line, name: line.name.replace(/[0-9a-z]{52}/, hash), key: line.key, bytes: made.toString("base64") };
    });
    expect(publicKey.length).toBe(32);
    expect(verified(forged).faults).toContainEqual(expect.objectContaining({ code: "ALTERED_FILE", why: "BAD_SIGNATURE" }));
  });
});

describe("an event", () => {
  test("that says something else than the signed file is named", () => {
    const isTaken = (line: Line<"event">): boolean =>
      line.taken !== undefined && lines.some((file) => file.kind === "file" && file.name === line.reference);
    const altered = changed(
      "event",
      (line) => ({ ...line, ...(line.taken && { taken: { ...line.taken, sequence: line.taken.sequence + 1 } }) }),
      isTaken,
    );
    expect(verified(altered).faults).toMatchObject([{ code: "ALTERED_EVENT" }]);
  });

  test("of ours whose hash is not the one that the partner acknowledged is named, and that one of the two says what is not so", () => {
    const sealed = lines.filter((line): line is Line<"event"> => line.kind === "event" && line.action === "file sealed");
    const hash = "0".repeat(52);
    const found = sealed.flatMap(
      ({ sequence }) =>
        verified(
          changed(
            "event",
            (line) => ({ ...line, ...(line.file && { file: { ...line.file, hash } }) }),
            (line) => line.sequence === sequence,
          ),
        ).faults,
    );
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(["DISPUTED_FILE"]));
  });

  test("about a file of ours that loses its generation, behind others that have one, is altered", () => {
    const of = lines.findLast(
      (line): line is Line<"event"> =>
        line.kind === "event" && line.action === "file acknowledged" && verified(without(lines, line)).proven < verified(lines).proven,
    );
    if (!of) throw new Error("the scene is not set");
    expect(verified(without(lines, of)).faults).toEqual([{ code: "ALTERED_EVENT", at: String(of.sequence) }]);
  });

  test("is proven once, however often somebody wrote it down, and only if it is of the kind that such a file shows", () => {
    const plain = verified(lines);
    const taken = lines.find(
      (line): line is Line<"event"> => line.kind === "event" && lines.some((file) => file.kind === "file" && file.name === line.reference),
    );
    const acknowledged = lines.findLast((line): line is Line<"event"> => line.kind === "event" && line.action === "file acknowledged");
    if (!taken || !acknowledged) throw new Error("the scene is not set");
    const again = verified(withEvents([taken, taken, acknowledged, acknowledged]));
    expect([again.proven, again.word, again.by[0]?.taken.all]).toEqual([plain.proven, plain.word + 4, plain.by[0]?.taken.all]);
    const invented = verified(withEvents([{ ...taken, action: "contract agreed" }]));
    expect([invented.proven, invented.faults]).toEqual([plain.proven, [{ code: "ALTERED_EVENT", at: String(events() + 1) }]]);
    const file = lines.find((line) => line.kind === "file");
    if (!file) throw new Error("the scene is not set");
    const doubled = [...lines.slice(0, -1), file].concat(
      lines.slice(-1).map((line) => (line.kind === "end" ? { ...line, files: line.files + 1 } : line)),
    );
    expect(verified(doubled)).toEqual(plain);
  });

  test("that is taken out or doubled is missed", () => {
    const at = lines.findIndex((line) => line.kind === "event" && line.sequence === 5);
    expect(verified(lines.filter((_, i) => i !== at)).faults).toMatchObject([{ code: "MISSING_EVENT", at: "5" }, { code: "CUT_SHORT" }]);
    expect(verified(lines.flatMap((line, i) => (i === at ? [line, line] : [line]))).faults).toMatchObject([
      { code: "MISSING_EVENT" },
      { code: "CUT_SHORT" },
    ]);
  });

  test("that is missing at the beginning is missed, as is one at the end, a signed file, and the end itself", () => {
    const codes = (given: readonly AuditLine[]) => verified(given).faults.map(({ code, at }) => `${code} ${at.slice(0, 3)}`);
    const first = lines.findIndex(({ kind }) => kind === "event");
    expect(codes(lines.filter((_, i) => i !== first))[0]).toBe("MISSING_EVENT 1");
    const last = lines.findLastIndex(({ kind }) => kind === "event");
    const file = lines.findLastIndex(({ kind }) => kind === "file");
    for (const at of [last, file, lines.length - 1]) expect(codes(lines.filter((_, i) => i !== at)).join()).toMatch(/^CUT_SHORT \d/);
    expect(codes([...lines, ...lines.slice(-2, -1)]).join()).toMatch(/^CUT_SHORT \d/);
  });

  test("about a message proves nothing of it: which messages stand in a signed file is this side's word", () => {
    const plain = verified(lines);
    const without = verified(
      lines.map((line) => (line.kind === "event" && line.taken ? { ...line, taken: { ...line.taken, carries: [] } } : line)),
    );
    expect(without).toEqual({ ...plain, carried: 0 });
    expect(plain.carried).toBeGreaterThan(1);
  });

  test("that says that a file came is missed where the partner signed that file, though the numbers have no gap", () => {
    const taken = lines.find(
      (line): line is Line<"event"> => line.kind === "event" && lines.some((file) => file.kind === "file" && file.name === line.reference),
    );
    if (!taken) throw new Error("the scene is not set");
    const forged = lines
      .filter((line) => line !== taken)
      .map((line) => (line.kind === "event" && line.sequence > taken.sequence ? { ...line, sequence: line.sequence - 1 } : line))
      .map((line) => (line.kind === "end" ? { ...line, events: line.events - 1 } : line));
    expect(verified(forged).faults).toEqual([{ code: "UNNAMED_FILE", at: taken.reference }]);
  });
});

test("a key that the former one vouched for goes on proving, without that it is forged", async () => {
  await S.command({ kind: "change identity", connection: CONNECTION, draws: true, author: "Bo" });
  await exchanged();
  lines = [...auditLines(P.store, "Acme", 0)];
  expect(verified(lines).faults).toEqual([]);
  const keys = new Set(lines.flatMap((line) => (line.kind === "file" && line.as !== "identity" ? [line.key] : [])));
  expect(keys.size).toBe(2);
  const without = lines.filter((line) => line.kind !== "file" || line.as !== "identity");
  expect(new Set(verified(without).faults.map(({ code }) => code))).toEqual(new Set(["FORGED_KEY", "CUT_SHORT"]));
});

test("a key whose vouching key is not known is forged, though both of them signed the change", async () => {
  for (let i = 0; i < 2; i++) {
    await S.command({ kind: "change identity", connection: CONNECTION, draws: true, author: "Bo" });
    await exchanged();
  }
  lines = [...auditLines(P.store, "Acme", 0)];
  const changes = lines.filter((line) => line.kind === "file" && line.as === "identity");
  const [first, second] = changes;
  if (second?.kind !== "file") throw new Error("the scene is not set");
  expect(verified(lines).faults).toEqual([]);
  const { faults } = verified(lines.filter((line) => line !== first));
  expect(faults).toContainEqual({ code: "FORGED_KEY", at: second.name });
});

test("faults of one kind hide none of another, and those that are not listed are counted", () => {
  const broken = withEvents([]).map((line) => (line.kind === "end" ? { ...line, files: line.files + 1 } : line));
  const verifier = new AuditVerifier(P.context.crypto);
  for (let number = 1; number <= 1_500; number++) verifier.broken(number);
  for (const line of broken) verifier.take(line);
  const { faults, more } = verifier.finding();
  expect(Map.groupBy(faults, ({ code }) => code).get("CUT_SHORT")).toHaveLength(1);
  expect([faults.length, more]).toEqual([201, 1_300]);
});

test("a trail of another version is not taken for one that was cut short", () => {
  expect(verified(changed("head", (line) => ({ ...line, version: 1 }))).faults).toEqual([{ code: "FOREIGN_FILE", at: "1" }]);
});

test("what a partner alone can dispute is told apart from what was altered", () => {
  const disputed = { code: "DISPUTED_FILE", at: "1" } as const;
  expect(isOnlyDisputed({ faults: [disputed] })).toBe(true);
  expect(isOnlyDisputed({ faults: [disputed, { code: "ALTERED_EVENT", at: "2" }] })).toBe(false);
  expect(isOnlyDisputed({ faults: [] })).toBe(false);
});

test("what is no trail says so", () => {
  expect(verified([]).faults).toEqual([{ code: "FOREIGN_FILE", at: "1" }]);
});
