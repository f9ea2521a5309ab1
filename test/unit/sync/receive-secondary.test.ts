import { describe, expect, it } from "vitest";
import type { Role } from "../../../src/model/contract.ts";
import type { Document } from "../../../src/model/document.ts";
import type { IssueSync, RefusedField } from "../../../src/model/issue-sync.ts";
import type { ConfirmationMessage } from "../../../src/protocol/messages/confirmation.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { receiveAtSecondary } from "../../../src/sync/receive-secondary.ts";
import type { Rules } from "../../../src/sync/rules.ts";
import { freshSync, rulesFor } from "./sample-rules.ts";

const document = (fields: Document["fields"]): Document => ({ fields, comments: [], deleted: false, shared: true });
const revision = (number: number) => ({ era: 0, number });
const at3 = (fields: Document["fields"], more: Partial<IssueSync> = {}): IssueSync => {
  const all = document(fields);
  return { ...freshSync(), introducedBy: "partner", base: all, mine: all, shadow: all, revision: revision(3), ...more };
};
const head = { issue: "i1", contract: 1, key: "P-1", overruled: [] };
const issue = (number: number, fields: Document["fields"]): IssueMessage => ({
  kind: "issue",
  ...head,
  base: revision(number - 1),
  revision: revision(number),
  changes: { fields },
});
const confirmation = (number: number, fields: Document["fields"], refused: RefusedField[] = []) => ({
  kind: "confirmation" as const,
  ...head,
  result: (refused.length > 0 ? "refused" : "merged") as ConfirmationMessage["result"],
  base: revision(number - 1),
  revision: revision(number),
  changes: { fields },
  conflicts: [],
  refused,
});
/** Where the winner of both sides is always the same one. */
const under = (policy: Role): Rules => {
  const rules = rulesFor("secondary");
  return { ...rules, contract: { ...rules.contract, fields: rules.contract.fields.map((field) => ({ ...field, policy })) } };
};
const receive = (policy: Role, sync: IssueSync, message: Parameters<typeof receiveAtSecondary>[2]): IssueSync => {
  const merged = receiveAtSecondary(under(policy), sync, message);
  if (!merged) throw new Error("the base is not known");
  return merged.sync;
};

const failure = { code: "TRACKER_REFUSED" as const, field: "status" };
const refusedOdd: RefusedField = { field: "status", value: "Odd", failure };
const doneLostToOdd = { field: "status", value: "Done", winner: "Odd", revision: revision(2) };

describe("a value of ours that the primary refused", () => {
  it.each(["primary", "secondary"] as const)("never wins over a newer one, whoever wins the field (%s)", (policy) => {
    const refused = at3({ status: "New" }, { mine: document({ status: "Odd" }), refusedThere: { status: { value: "Odd", failure } } });
    const now = receive(policy, refused, issue(4, { status: "Done" }));
    expect(now.mine.fields["status"]).toBe("Done");
    expect(now.lost).toMatchObject([{ field: "status", value: "Odd", winner: "Done" }]);
    expect([now.refusedThere, now.overruled]).toEqual([{}, []]);
  });

  it("stays and is marked where nothing else was said of the field", () => {
    const sent = document({ status: "Odd" });
    const now = receive("secondary", at3({ status: "New" }, { mine: sent, sent }), confirmation(4, {}, [refusedOdd]));
    expect(now.mine.fields["status"]).toBe("Odd");
    expect(now.refusedThere).toMatchObject({ status: { value: "Odd" } });
    expect(now.lost).toEqual([]);
  });

  it("overrules nothing: what it had won over stands again", () => {
    const sent = document({ status: "Odd" });
    const won = at3({ status: "Done" }, { mine: sent, sent, sentOverruled: [doneLostToOdd] });
    const now = receive("secondary", won, confirmation(4, {}, [refusedOdd]));
    expect(now.mine.fields["status"]).toBe("Done");
    expect(now.lost).toMatchObject([{ field: "status", value: "Odd", winner: "Done" }]);
    expect([now.refusedThere, now.overruled]).toEqual([{}, []]);
  });

  it("leaves what it had won over to be told with the edit that took its place", () => {
    const won = at3(
      { status: "Done" },
      { mine: document({ status: "Waiting" }), sent: document({ status: "Odd" }), sentOverruled: [doneLostToOdd] },
    );
    const now = receive("secondary", won, confirmation(4, {}, [refusedOdd]));
    expect(now.mine.fields["status"]).toBe("Waiting");
    expect(now.overruled).toMatchObject([{ field: "status", value: "Done" }]);
  });
});

describe("a document that crosses ours", () => {
  it("is in what we have in flight, too: what the primary takes back later is not an edit of ours", () => {
    const sent = document({ title: "B", status: "New" });
    const crossed = receive("secondary", at3({ title: "A", status: "New" }, { mine: sent, sent }), issue(4, { status: "Done" }));
    expect(crossed.mine.fields).toEqual({ title: "B", status: "Done" });
    const back = receive("secondary", crossed, confirmation(5, { title: "B", status: "New" }));
    expect(back.mine.fields).toEqual({ title: "B", status: "New" });
    expect([back.sent, back.lost, back.overruled]).toEqual([null, [], []]);
  });
});
