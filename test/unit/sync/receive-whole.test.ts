import { describe, expect, it } from "vitest";
import type { Document } from "../../../src/model/document.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { receiveWhole } from "../../../src/sync/receive-whole.ts";
import { nextMessages } from "../../../src/sync/send.ts";
import { freshSync, rulesFor } from "./sample-rules.ts";

const document: Document = { fields: { title: "Valve" }, comments: [], deleted: false, shared: true };
const agreed = { era: 2, number: 1 };
/** A primary that gave the numbers up to 4 and went back: what carried them was not taken, but it left. */
const wentBack: IssueSync = {
  ...freshSync(),
  base: document,
  mine: { ...document, fields: { title: "Pump" } },
  shadow: document,
  revision: agreed,
  agreed,
  snapshots: [{ revision: agreed, document }],
  spent: 4,
};
const whole: IssueMessage = {
  kind: "issue",
  issue: "i1",
  contract: 1,
  base: agreed,
  key: "S-1",
  changes: {},
  overruled: [],
  whole: { document: { fields: { title: "Valve" } }, lineage: [], restored: false },
};

describe("a revision number that left once is not given again", () => {
  it.each([
    ["in the same generation", 2],
    ["after a Recover", 3],
  ])("%s", (_, era) => {
    const rules = rulesFor("primary", { era });
    const merged = receiveWhole(rules, { ...wentBack, recovering: { restored: false, since: 0, told: false } }, whole, []);
    const answer = merged.answer(merged.sync, "P-1");
    expect(answer.messages).toMatchObject([{ kind: "confirmation", base: agreed, revision: { era, number: 5 } }]);
    expect(nextMessages(rules, wentBack, "P-1").messages).toMatchObject([{ kind: "issue", revision: { era, number: 5 } }]);
  });
});

it("a secondary that says all it knows has told its key with that", () => {
  const stands: IssueSync = { ...wentBack, mine: document, introducedBy: "partner", untoldKey: true };
  const { sync, messages } = nextMessages(
    rulesFor("secondary"),
    { ...stands, recovering: { restored: false, since: 0, told: false } },
    "S-7",
  );
  expect(messages).toMatchObject([{ kind: "issue", key: "S-7", whole: { restored: false } }]);
  expect([sync.untoldKey, sync.recovering?.told]).toEqual([undefined, true]);
});

it("what a primary numbered since it was put back is no history: the same number stands for something else at the secondary", () => {
  const again = { era: 2, number: 2 };
  const numbered: IssueSync = {
    ...wentBack,
    mine: { ...document, fields: { title: "Valve", status: "Typed since" } },
    revision: again,
    snapshots: [
      { revision: agreed, document },
      { revision: again, document: { ...document, fields: { title: "Valve", status: "Typed since" } } },
    ],
    recovering: { restored: true, since: 0, told: false },
  };
  const said = { ...whole, base: again, whole: { document: { fields: { title: "Pump" } }, lineage: [], restored: false } };
  const { sync } = receiveWhole(rulesFor("primary", { era: 3 }), numbered, said, []);
  expect([sync.mine.fields, sync.lost]).toEqual([{ title: "Pump", status: "Typed since" }, []]);
});

it("what a secondary overruled and told in vain it says again with all it knows", () => {
  const told = { field: "title", value: "Theirs", winner: "Ours", revision: agreed };
  const later = { field: "status", value: "New", winner: "Done", revision: agreed };
  const given: IssueSync = {
    ...wentBack,
    sentOverruled: [told],
    overruled: [later],
    recovering: { restored: false, since: 0, told: false },
  };
  const { messages } = nextMessages(rulesFor("secondary"), given, "S-7");
  expect(messages).toMatchObject([{ whole: {}, overruled: [told, later] }]);
});
