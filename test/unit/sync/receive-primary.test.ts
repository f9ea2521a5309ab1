import { describe, expect, it } from "vitest";
import type { Document } from "../../../src/model/document.ts";
import type { Failure } from "../../../src/model/failure.ts";
import type { IssueSync } from "../../../src/model/issue-sync.ts";
import type { IssueMessage } from "../../../src/protocol/messages/issue.ts";
import { receiveAtPrimary } from "../../../src/sync/receive-primary.ts";
import { freshSync, rulesFor } from "./sample-rules.ts";

const document = (fields: Document["fields"]): Document => ({ fields, comments: [], deleted: false, shared: true });
const at3 = (fields: Document["fields"]): IssueSync => {
  const all = document(fields);
  const revision = { era: 0, number: 3 };
  const snapshots = [{ revision, document: all }];
  return { ...freshSync(), base: all, mine: all, shadow: all, revision, agreed: revision, snapshots };
};
const edit = (fields: Document["fields"], overruled: IssueMessage["overruled"] = []): IssueMessage => ({
  kind: "issue",
  issue: "i1",
  contract: 1,
  base: { era: 0, number: 3 },
  key: "S-1",
  changes: { fields },
  overruled,
});
const receive = (sync: IssueSync, message: IssueMessage, refusals: readonly Failure[] = []) => {
  const merged = receiveAtPrimary(rulesFor("primary"), sync, message, refusals);
  if (!merged) throw new Error("the base is not known");
  const { sync: after, messages } = merged.answer(merged.sync, "P-1");
  return { sync: after, answer: messages[0] };
};

const statusRefused: Failure = { code: "TRACKER_REFUSED", field: "status" };

describe("a value of the secondary that our tracker refused", () => {
  it("is not agreed, and named with its value; the rest of the message is taken", () => {
    const { sync, answer } = receive(at3({ title: "A", status: "Done" }), edit({ title: "B", status: "Odd" }), [statusRefused]);
    for (const agreed of [sync.mine, sync.base]) expect(agreed.fields).toEqual({ title: "B", status: "Done" });
    expect(answer).toMatchObject({ result: "refused", refused: [{ field: "status", value: "Odd" }], changes: { fields: { title: "B" } } });
  });

  it("overrules nothing of ours", () => {
    const won = { field: "status", value: "Done", winner: "Odd", revision: { era: 0, number: 2 } };
    const message = edit({ status: "Odd" }, [won]);
    expect(receive(at3({ status: "Done" }), message, [statusRefused]).sync.lost).toEqual([]);
    expect(receive(at3({ status: "Done" }), message).sync.lost).toMatchObject([{ field: "status", value: "Done", winner: "Odd" }]);
  });
});
