import { expect, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { type EarlyOffer, type ShareQuestion, leavingLine, shareAsPrimary, shareAsSecondary } from "../../../src/view/share-question.ts";
import type { Leaving } from "../../../src/view/would-leave.ts";

const NOTHING: Leaving = { issues: 0, keys: [], comments: 0, people: [], theirs: 0, cannot: { issues: 0, keys: [], fields: [] } };
const SOME: Leaving = { ...NOTHING, issues: 5, keys: ["A-1", "A-2", "A-3", "A-4", "A-5"], comments: 2, people: ["Ada", "Eve"] };
const OFFER: EarlyOffer = { terms: DEFAULT_TERMS, own: false, marked: NOTHING, all: SOME };

const LACKING: Leaving = { ...NOTHING, lacks: [{ field: "due", kind: "date", here: "text" }] };

const labels = ({ groups }: ShareQuestion): unknown[] => groups.map(({ rows }) => rows.map(({ label, early }) => `${label} ${early}`));

test("whoever decides now reads what begins, that nobody compares, and what leaves; the same is there with a question later", () => {
  const question = shareAsPrimary("Nordwind", OFFER);
  expect(question.prompt).toMatch(
    /^As soon as Nordwind joins, the default contract \(it says what is exchanged\) goes out .* Nobody has compared the safety number by phone then/,
  );
  expect(question.prompt).toContain("that stays on record");
  expect(question.prompt).toContain("public comments");
  expect(labels(question)).toEqual([
    ["Those I mark true", "Those that match... true", "All true"],
    ["Those I mark, ask me first false", "Those that match, ask me first... false", "All, ask me first false"],
  ]);
  const [now] = question.groups;
  expect(now?.rows[0]?.detail).toContain("One by one");
  expect(now?.rows[2]?.detail).toBe("New ones, too. To Nordwind: 5 issues (A-1, A-2, A-3 and 2 more), 2 comments, the names of Ada, Eve.");
});

test("what is marked already is counted, too; a contract of one's own is not called the default one", () => {
  const question = shareAsPrimary("Nordwind", { ...OFFER, own: true, marked: SOME, all: NOTHING });
  expect(question.prompt).toContain("the contract that this project's file for it has (it says what is exchanged) goes out");
  const details = question.groups[0]?.rows.map(({ detail }) => detail);
  expect(details?.[0]).toContain("To Nordwind: 5 issues");
  expect(details?.[2]).toContain("None so far");
});

test("who joins is offered what they can know: the default contract", () => {
  expect(shareAsSecondary("Acme", OFFER).prompt).toMatch(
    /^Acme announces the default contract \(it says what is exchanged\)\. When it comes, it is accepted/,
  );
  expect(labels(shareAsSecondary("Acme", OFFER))).toHaveLength(2);
  for (const offer of ["own", "none"] as const)
    expect(labels(shareAsSecondary("Acme", offer))).toEqual([["Those I mark false", "Those that match... false", "All false"]]);
  expect(shareAsSecondary("Acme", "own").prompt).toContain("You are asked when it comes");
  expect(shareAsSecondary("Acme", "none").prompt).toBeNull();
});

test.each<Partial<EarlyOffer>>([
  { marked: null },
  { all: null },
  { marked: { ...NOTHING, unread: true } },
  { all: { ...NOTHING, unread: true } },
  { all: LACKING },
])("what cannot be counted, or has no place here, is not decided on: %j", (lack) => {
  expect(labels(shareAsPrimary("Nordwind", { ...OFFER, ...lack }))).toHaveLength(1);
  expect(shareAsPrimary("Nordwind", { ...OFFER, ...lack }).prompt).toBeNull();
});

test("a line of what would leave says what stays, and obeys nobody", () => {
  const line = leavingLine(
    { ...SOME, people: [], comments: 0, cannot: { issues: 1, keys: ["A-1"], fields: ["type"] } },
    "Nord\u001b[31mwind",
  );
  expect(line).toBe("To Nordwind: 5 issues (A-1, A-2, A-3 and 2 more), nobody's name. Of 1 issue something cannot go.");
  expect(leavingLine(NOTHING, "Nordwind")).toBe("No issue so far would go to Nordwind.");
  expect(leavingLine(null, "Nordwind")).toContain("cannot be counted");
});

test("a settings file that lets mail addresses or issues of others go says so where it is decided", () => {
  const lets = { emails: true, forwards: true } as const;
  expect(leavingLine({ ...SOME, ...lets }, "Nordwind")).toMatch(/mail addresses and what other partners shared may go, too\.$/);
  const rows = shareAsPrimary("Nordwind", { ...OFFER, marked: { ...NOTHING, emails: true }, all: { ...NOTHING, emails: true } }).groups[0]
    ?.rows;
  expect([rows?.[0]?.detail, rows?.[2]?.detail]).toEqual([
    expect.stringContaining("mail addresses may go"),
    expect.stringContaining("mail addresses may go"),
  ]);
});

test("who calls a partner otherwise than its invitation does reads whose invitation it is", () => {
  const { prompt } = shareAsSecondary("Acme", { ...OFFER, inviter: "Nordwind" });
  expect(prompt).toMatch(/^Acme \(by its invitation: Nordwind\) announces/);
});
