import { describe, expect, it } from "vitest";
import type { ContractField, ContractTerms } from "../../../src/model/contract.ts";
import { newId } from "../../../src/model/ids.ts";
import type { TrackerAttachment } from "../../../src/model/tracker-issue.ts";
import type { FieldKind, Value } from "../../../src/model/value.ts";
import { CONNECTION, type Letter, type SimulatedProject } from "../../simulation/simulated-project.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { type World, connectedWorld } from "../../simulation/world.ts";

/**
 * A full issue of each side goes through contracts that leave out one thing at a time. What is read here is what is sealed: the plaintext of
 * every message that a side ever made.
 */
const KINDS: Readonly<Record<string, FieldKind>> = {
  title: "scalar",
  body: "text",
  type: "option",
  status: "option",
  priority: "option",
  labels: "set",
  assignee: "person",
  due: "date",
  "x-team": "option",
  "x-note": "text",
  "x-sites": "set",
  "x-owner": "person",
  "x-cost": "number",
  "x-urgent": "boolean",
  "x-seen": "date",
};
const NAMES = Object.keys(KINDS);

/** A value that stands nowhere else: by side, field and how often it was edited. A boolean can only be told by its field. */
function valueOf(letter: Letter, name: string, edition: number): Value {
  const mark = `${letter}~${name}~${edition};`;
  switch (KINDS[name]) {
    case "set":
      return [mark];
    case "person":
      return { name: mark, email: `${mark}@mail.example` };
    case "date":
      return `20${letter === "P" ? 30 + edition : 60 + edition}-01-${String(NAMES.indexOf(name) + 1).padStart(2, "0")}`;
    case "number":
      return (letter === "P" ? 4_000_000 : 8_000_000) + edition;
    case "boolean":
      return edition % 2 === 1;
    default:
      return name === "type" ? "bug" : mark;
  }
}

/** What betrays the value in a message. */
function traceOf(letter: Letter, name: string, edition: number): string {
  const value = valueOf(letter, name, edition);
  if (typeof value === "boolean" || name === "type") return `"${name}":`;
  return typeof value === "object" && value !== null ? `${letter}~${name}~${edition};` : String(value);
}

const field = (name: string): ContractField => ({ name, kind: KINDS[name] ?? "scalar", direction: "both", policy: "primary" });
const FULL: ContractTerms = {
  types: ["bug"],
  fields: NAMES.map(field),
  comments: "all",
  deletes: "propagate",
  attachments: "all",
  links: "known",
};

/** What is said of a file, by side and edition: nothing of it is said of another one. */
const fileId = (letter: Letter, edition: number): string => newId(letter === "P" ? 1_000_000 : 2_000_000, new Uint8Array(10).fill(edition));
const sizeOf = (letter: Letter, edition: number): number => (letter === "P" ? 510_000 : 610_000) + edition;
const sumOf = (letter: Letter, edition: number): string => `${letter === "P" ? "b" : "c"}${edition}`.repeat(32);

/** Whether a side said all of a file, or anything at all. */
function saysFile({ said }: Lived, letter: Letter, edition: number): "all" | "nothing" | readonly string[] {
  const traces = [
    fileId(letter, edition),
    `${letter}~file~${edition};.png`,
    `image/${letter.toLowerCase()}-${edition}`,
    `${letter}~filer~${edition};`,
    `20${letter === "P" ? 11 : 12}-0${edition}-01`,
    String(sizeOf(letter, edition)),
    sumOf(letter, edition),
  ];
  const there = traces.filter((trace) => said[letter].includes(trace));
  return there.length === traces.length ? "all" : there.length === 0 ? "nothing" : there;
}

interface Lived {
  /** All that a side said about issues, in one text. */
  readonly said: Readonly<Record<Letter, string>>;
  readonly world: World;
}

/** Each side introduces a full issue, edits everything in its own and in the partner's, comments, and deletes what the partner introduced. */
async function live(terms: ContractTerms, set: (side: SimulatedProject) => void = () => undefined): Promise<Lived> {
  const world = await connectedWorld({ seed: 11, natures: { P: exact, S: exact }, terms });
  const sides = [world.P, world.S] as const;
  for (const side of sides) set(side);
  const rest = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      world.clock.now += 1000;
      await world.P.pass();
      await world.S.pass();
    }
  };
  const id = (): string => newId(world.clock.now, world.random.bytes(10));
  const full = (letter: Letter, edition: number) => Object.fromEntries(NAMES.map((name) => [name, valueOf(letter, name, edition)]));
  const remark = (letter: Letter, edition: number, internal: boolean) => ({
    id: id(),
    author: `${letter}~author; <${letter}~author@mail.example>`,
    created: null,
    body: `${letter}~${internal ? "internal" : "public"}~${edition};`,
    internal,
  });
  const picture = (letter: Letter, edition: number): TrackerAttachment => ({
    id: fileId(letter, edition),
    name: `${letter}~file~${edition};.png`,
    mediaType: `image/${letter.toLowerCase()}-${edition}`,
    author: `${letter}~filer~${edition}; <${letter}~filer@mail.example>`,
    created: `20${letter === "P" ? 11 : 12}-0${edition}-01T00:00:00Z`,
    content: { size: sizeOf(letter, edition), sha256: sumOf(letter, edition) },
    here: true,
  });
  const own = new Map<Letter, string>();
  for (const side of sides) {
    const issue = id();
    own.set(side.letter, issue);
    side.tracker.add(issue, { fields: full(side.letter, 1), share: [CONNECTION] });
    side.tracker.edit(issue, { comments: [remark(side.letter, 1, false), remark(side.letter, 1, true)] });
    const untold = id();
    side.tracker.add(untold, { fields: full(side.letter, 9), share: [] });
    side.tracker.edit(untold, { comments: [remark(side.letter, 9, false)], attachments: [picture(side.letter, 9)] });
    side.tracker.edit(issue, {
      attachments: [picture(side.letter, 1)],
      links: { added: [{ kind: `${side.letter}~9;`, issue: untold }], removed: [] },
    });
  }
  await rest();
  for (const [n, letter] of (["P", "S"] as const).entries())
    for (const side of sides) {
      const issue = own.get(letter) ?? "";
      if (!side.tracker.issue(issue)) continue;
      const edition = 2 + n;
      side.tracker.edit(issue, {
        fields: full(side.letter, edition),
        comments: [remark(side.letter, edition, false), remark(side.letter, edition, true)],
        attachments: [picture(side.letter, edition)],
        links: { added: [{ kind: `${side.letter}~link~${edition};`, issue: own.get(letter === "P" ? "S" : "P") ?? "" }], removed: [] },
      });
      await rest();
    }
  for (const side of sides) {
    const theirs = own.get(side === world.P ? "S" : "P") ?? "";
    if (side.tracker.issue(theirs)) side.tracker.remove(theirs);
    await rest();
  }
  const said = (side: SimulatedProject): string =>
    side.said
      .filter(({ body }) => /"kind":"(?:issue|confirmation)"/.test(body))
      .map(({ body }) => body)
      .join("\n");
  const lived = { said: { P: said(world.P), S: said(world.S) }, world };
  for (const side of sides) side.close();
  return lived;
}

const LETTERS = ["P", "S"] as const;
const EDITIONS = [1, 2, 3] as const;

/** Traces of own fields that a side said; of its own values only, since what the partner said may be named in an answer. */
function fieldsIn({ said }: Lived, letter: Letter): readonly string[] {
  return NAMES.filter((name) => EDITIONS.some((edition) => said[letter].includes(traceOf(letter, name, edition))));
}

describe("what a contract leaves out", () => {
  it("is nothing where it names everything: then all of it leaves, but mail addresses and what is not shared", async () => {
    const lived = await live(FULL);
    for (const letter of LETTERS) {
      expect(fieldsIn(lived, letter)).toEqual(NAMES);
      for (const edition of EDITIONS)
        for (const kind of ["public", "internal"]) expect(lived.said[letter]).toContain(`${letter}~${kind}~${edition};`);
      for (const edition of EDITIONS) expect(saysFile(lived, letter, edition)).toBe("all");
      expect(saysFile(lived, letter, 9)).toBe("nothing");
      for (const edition of [2, 3]) expect(lived.said[letter]).toContain(`${letter}~link~${edition};`);
      expect(lived.said[letter]).toContain('"deleted":true');
      expect(lived.said[letter]).not.toMatch(/@mail|~9;/);
    }
  });

  it.each(NAMES)("%s is in no message of either side", async (name) => {
    const lived = await live({ ...FULL, fields: FULL.fields.filter((one) => one.name !== name) });
    for (const letter of LETTERS) {
      expect(fieldsIn(lived, letter)).toEqual(NAMES.filter((one) => one !== name));
      // Comments have a member of that name.
      expect(lived.said[letter].includes(`"${name}"`)).toBe(name === "body");
    }
  });

  it.each(["to-secondary", "to-primary"] as const)("fields that go %s alone are not told by the other side", async (direction) => {
    const lived = await live({ ...FULL, fields: FULL.fields.map((one) => (one.name === "title" ? one : { ...one, direction })) });
    const [may, mayNot] = direction === "to-secondary" ? LETTERS : [LETTERS[1], LETTERS[0]];
    expect(fieldsIn(lived, may)).toEqual(NAMES);
    // Of a type and of a boolean no value tells whose it is: the other side gives back what it was told.
    expect(fieldsIn(lived, mayNot).filter((name) => name !== "type" && KINDS[name] !== "boolean")).toEqual(["title"]);
  });

  it("a value that is not listed, or of another kind", async () => {
    const listed = await live({
      ...FULL,
      fields: FULL.fields.map((one) => (one.name === "x-team" ? { ...one, values: ["P~x-team~1;"] } : one)),
    });
    for (const [edition, leaves] of [
      [1, true],
      [2, false],
      [3, false],
    ] as const)
      expect(listed.said.P.includes(`P~x-team~${edition};`)).toBe(leaves);
    expect(listed.said.S).not.toContain("S~x-team");
    const other = await live({ ...FULL, fields: FULL.fields.map((one) => (one.name === "x-note" ? { ...one, kind: "number" } : one)) });
    for (const letter of LETTERS) expect(other.said[letter]).not.toContain("x-note~");
  });

  it("internal comments, or all of them", async () => {
    const open = await live({ ...FULL, comments: "public" });
    const none = await live({ ...FULL, comments: "none" });
    for (const letter of LETTERS) {
      expect(open.said[letter]).toContain(`${letter}~public~1;`);
      expect(open.said[letter]).not.toMatch(/~internal~|"internal"/);
      expect(none.said[letter]).not.toMatch(/~internal~|~public~|~author|"comments"/);
      expect(EDITIONS.map((edition) => saysFile(none, letter, edition))).toEqual(["all", "all", "all"]);
    }
  });

  it("files, or those of them that are outside its limits; and links", async () => {
    const none = await live({ ...FULL, attachments: "none" });
    const small = await live({ ...FULL, attachments: { largest: sizeOf("P", 1), mediaTypes: ["image/*"] } });
    const kinds = await live({ ...FULL, attachments: { mediaTypes: ["image/?-1", "image/s-2", "image/p-*"] } });
    const named = await live({ ...FULL, attachments: { names: ["P~*.PNG"] }, links: "none" });
    const files = (lived: Lived, letter: Letter): unknown => EDITIONS.map((edition) => saysFile(lived, letter, edition));
    const [all, not] = ["all", "nothing"];
    for (const letter of LETTERS) {
      expect(files(none, letter)).toEqual([not, not, not]);
      expect(none.said[letter]).not.toMatch(/~file~|~filer|"attachments"|"attachment:/);
      expect(named.said[letter]).not.toMatch(/~link~|"links"|"link:/);
      // What is kept takes nothing else with it.
      for (const lived of [none, small, kinds, named]) {
        expect(fieldsIn(lived, letter)).toEqual(NAMES);
        expect(lived.said[letter]).toContain(`${letter}~public~3;`);
      }
      for (const lived of [none, small, kinds]) expect(lived.said[letter]).toContain(`${letter}~link~3;`);
    }
    expect([files(small, "P"), files(small, "S")]).toEqual([
      [all, not, not],
      [not, not, not],
    ]);
    expect([files(kinds, "P"), files(kinds, "S")]).toEqual([
      [all, all, all],
      [not, all, not],
    ]);
    expect([files(named, "P"), files(named, "S")]).toEqual([
      [all, all, all],
      [not, not, not],
    ]);
  });

  it("deletions that are to stay where they are made", async () => {
    const lived = await live({ ...FULL, deletes: "keep" });
    for (const letter of LETTERS) expect(lived.said[letter]).not.toContain('"deleted":true');
  });

  it("mail addresses travel only where the mapping says so, of each side for itself", async () => {
    const lived = await live(FULL, (side) => {
      if (side.letter === "P") side.settings = { ...side.settings, mapping: { ...side.settings.mapping, emails: true } };
    });
    expect(lived.said.P).toContain("P~assignee~1;@mail.example");
    expect(lived.said.P).toContain("P~author@mail.example");
    expect(lived.said.S).not.toMatch(/S~[^"]*@mail/);
  });
});

describe("what a partner sends against the contract", () => {
  /** A value that the field cannot have. */
  const WRONG: Readonly<Record<FieldKind, Value>> = {
    scalar: ["x"],
    text: 3,
    set: "x",
    person: "x",
    option: true,
    number: "x",
    date: "2026-02-30",
    boolean: "true",
  };

  it("is refused field by field, named in the Confirmation, and the rest is taken", async () => {
    const world = await connectedWorld({
      seed: 12,
      natures: { P: exact, S: exact },
      terms: { ...FULL, comments: "public", deletes: "keep", attachments: { largest: 10 } },
    });
    const { P, S, clock, random } = world;
    const issue = newId(clock.now, random.bytes(10));
    P.tracker.add(issue, { fields: { title: "Valve", type: "bug" }, share: [CONNECTION] });
    for (let i = 0; i < 4; i++) for (const side of [P, S]) await side.pass();
    let number = 5_000_000;
    for (const name of NAMES) {
      const before = P.said.length;
      const sync = S.row(issue)?.sync;
      // One field is wrong; another is a proper edit beside it, and so is a comment.
      const good = name === "x-note" ? "body" : "x-note";
      const fields = { [name]: WRONG[KINDS[name] ?? "scalar"], [good]: `beside ${name}`, "x-unknown": 1 };
      const internal = {
        id: newId(clock.now, random.bytes(10)),
        origin: S.self,
        author: "Bo",
        created: "",
        body: "secret",
        internal: true,
      };
      const file = { origin: S.self, name: "a.png", size: 10, sha256: "a".repeat(64), mediaType: "image/png", author: "Bo", created: "" };
      const files = [
        { ...file, id: newId(clock.now, random.bytes(10)), size: 11 },
        { ...file, id: newId(clock.now, random.bytes(10)), name: "../a.png" },
        { ...file, id: newId(clock.now, random.bytes(10)), origin: P.self },
      ];
      const stranger = newId(clock.now, random.bytes(10));
      const changes = {
        fields,
        comments: [internal],
        deleted: true,
        attachments: files,
        links: { added: [{ kind: "blocks", issue: stranger }] },
      };
      const message = { kind: "issue", issue, contract: 1, base: sync?.revision, key: "S-1", changes, overruled: [] };
      const body = JSON.stringify({ v: "1.0", min: "1.0", ...message });
      S.store.transaction(() =>
        S.store.addOutbox([{ connection: S.connection().id, life: S.context.life, number: ++number, body, sequence: null }]),
      );
      for (let i = 0; i < 4; i++) for (const side of [S, P]) await side.pass();
      const answers = P.said.slice(before).map((entry) => JSON.parse(entry.body) as Record<string, unknown>);
      const answer = answers.find(({ kind }) => kind === "confirmation");
      const refused = ((answer?.["refused"] ?? []) as { field: string; failure: { code: string } }[]).map(({ field: part, failure }) => [
        part,
        failure.code,
      ]);
      expect(Object.fromEntries(refused)).toEqual({
        [name]: "WRONG_TYPE",
        "x-unknown": "NOT_IN_CONTRACT",
        [`comment:${internal.id}`]: "NOT_IN_CONTRACT",
        deleted: "DELETE_NOT_AGREED",
        [`attachment:${files[0]?.id}`]: "NOT_IN_CONTRACT",
        [`attachment:${files[1]?.id}`]: "WRONG_TYPE",
        [`attachment:${files[2]?.id}`]: "NOT_OWN_ATTACHMENT",
        [`link:blocks ${stranger}`]: "LINK_NOT_KNOWN",
      });
      expect([P.tracker.issue(issue)?.attachments, P.tracker.issue(issue)?.links]).toEqual([undefined, undefined]);
      expect(P.tracker.issue(issue)?.fields[good]).toBe(`beside ${name}`);
      expect(P.tracker.issue(issue)?.comments).toEqual([]);
    }
    for (const side of [P, S]) side.close();
  });
});
