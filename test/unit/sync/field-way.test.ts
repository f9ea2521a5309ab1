import { describe, expect, it } from "vitest";
import { EMPTY_DOCUMENT } from "../../../src/model/document.ts";
import { REFUSE } from "../../../src/model/mapping.ts";
import type { Rules } from "../../../src/sync/rules.ts";
import { checkBorder } from "../../../src/sync/border.ts";
import { intend } from "../../../src/sync/intent.ts";
import { freshSync, rulesFor } from "./sample-rules.ts";

const WORKFLOW = [
  { from: "New", to: ["Open", "Waiting"] },
  { from: "Open", to: ["Review"] },
  { from: "Waiting", to: ["Review"] },
  { from: "Review", to: ["Done"] },
];
const usual = rulesFor("primary").contract;
const contract = {
  ...usual,
  fields: usual.fields.map((field) => (field.name === "status" ? { ...field, workflow: WORKFLOW } : field)),
};
const table = (receive: Readonly<Record<string, string>>) => ({
  values: { status: { send: {}, receive, otherwise: "same" as const } },
  emails: false,
});
const withStatus = (status: string | null) => ({
  ...EMPTY_DOCUMENT,
  fields: { title: "Valve", ...(status !== null && { status }) },
});

function written(from: string | null, to: string | null, more: Partial<Rules> = {}, present = true) {
  const sync = { ...freshSync(), mine: withStatus(to), shadow: withStatus(from) };
  const { intent, refusedHere } = intend(rulesFor("secondary", { contract, ...more }), withStatus(from), sync, {
    present,
    everything: false,
  });
  return { change: intent?.action.kind === "put" ? intent.action.change : null, refused: refusedHere["status"]?.failure.code };
}

describe("a field that goes by the contract's steps", () => {
  it("is taken through each value on its way, in our words", () => {
    expect(written("New", "Done").change).toEqual({ fields: { status: "Done" }, via: { status: ["Open", "Review"] } });
    expect(written("New", "Done", { mapping: table({ Open: "In Arbeit" }) }).change?.via).toEqual({ status: ["In Arbeit", "Review"] });
    expect(written("New", "Open").change).toEqual({ fields: { status: "Open" } });
  });

  it("goes around a value for which we have no word", () => {
    expect(written("New", "Done", { mapping: table({ Open: REFUSE }) }).change?.via).toEqual({ status: ["Waiting", "Review"] });
  });

  it("takes no step where two values are one word here", () => {
    expect(written("New", "Done", { mapping: table({ Open: "Doing", Waiting: "Doing", Review: "Doing" }) }).change?.via).toEqual({
      status: ["Doing"],
    });
    expect(written("New", "Done", { mapping: table({ New: "Todo", Open: "Todo", Review: "Todo" }) }).change).toEqual({
      fields: { status: "Done" },
    });
    const done = table({ New: "Shut", Done: "Shut" });
    expect(written("Done", "New", { mapping: done })).toEqual({ change: { fields: { status: "Shut" } }, refused: undefined });
  });

  it("is named by our tracker's name of it", () => {
    const mapping = { ...table({}), fields: { status: "state" } };
    expect(written("New", "Done", { mapping }).change).toEqual({ fields: { state: "Done" }, via: { state: ["Open", "Review"] } });
  });

  it("begins anywhere, and where nothing leads on stays as it is and says so", () => {
    expect(written(null, "Review").change).toEqual({ fields: { status: "Review" } });
    expect(written("Done", "New", {}, false).change?.fields).toMatchObject({ status: "New" });
    for (const to of ["New", null, "Elsewhere"]) expect(written("Done", to)).toEqual({ change: null, refused: "NO_TRANSITION" });
  });

  it("stays where our tracker shows what the contract has no word for", () => {
    const sync = {
      ...freshSync(),
      mine: withStatus("Done"),
      shadow: withStatus("New"),
      unsendable: { status: { value: "Secret", failure: null } },
    };
    const rules = rulesFor("secondary", { contract });
    const { intent, refusedHere, lost } = intend(rules, withStatus("New"), sync, { present: true, everything: false });
    expect({ intent, lost, code: refusedHere["status"]?.failure.code }).toEqual({ intent: null, lost: [], code: "NO_TRANSITION" });
  });

  it("is refused by the primary before it is agreed; the secondary agrees and says that it cannot", () => {
    const refusedBy = (role: "primary" | "secondary", mine: string, to: string | null): readonly string[] =>
      checkBorder(
        rulesFor(role, { contract }),
        withStatus(mine),
        [withStatus(mine)],
        { introducedBy: "partner" },
        { fields: { status: to } },
      ).refused.map(({ failure }) => failure.code);
    expect(refusedBy("primary", "New", "Done")).toEqual([]);
    expect(refusedBy("primary", "Done", "New")).toEqual(["NO_TRANSITION"]);
    expect(refusedBy("primary", "Done", null)).toEqual(["NO_TRANSITION"]);
    expect(refusedBy("secondary", "Done", "New")).toEqual([]);
  });

  it("is brought back at once where an old text was saved over it: that is no step", () => {
    const sync = { ...freshSync(), mine: withStatus("Open"), shadow: withStatus("Done") };
    const pendingWrite = { effect: "e", inbox: null, waits: null, stale: ["status"] };
    const restored = intend(rulesFor("secondary", { contract }), sync.mine, { ...sync, pendingWrite }, { present: true, everything: true });
    expect(restored).toMatchObject({ intent: { action: { change: { fields: { status: "Open" } } } }, refusedHere: {} });
    const asked = { ...sync, pendingWrite: { ...pendingWrite, stale: [] } };
    expect(intend(rulesFor("secondary", { contract }), sync.mine, asked, { present: true, everything: true }).refusedHere).toMatchObject({
      status: { failure: { code: "NO_TRANSITION" } },
    });
  });
});
