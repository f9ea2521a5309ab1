import { describe, expect, it } from "vitest";
import type { ContractField } from "../../../src/model/contract.ts";
import { EMPTY_DOCUMENT } from "../../../src/model/document.ts";
import type { FieldKind, Value } from "../../../src/model/value.ts";
import { checkBorder } from "../../../src/sync/border.ts";
import { DEFAULT_MAPPING } from "../../../src/model/mapping.ts";
import { contractGaps } from "../../../src/sync/field-gaps.ts";
import { intend } from "../../../src/sync/intent.ts";
import { project } from "../../../src/sync/projection.ts";
import { heldFields } from "../../../src/trackers/markdown/held-fields.ts";
import { freshSync, issueOf, rulesFor } from "./sample-rules.ts";

const own = (name: string, kind: FieldKind): ContractField => ({ name, kind, direction: "both", policy: "primary" });
const usual = rulesFor("primary").contract;
const contract = { ...usual, fields: [...usual.fields, own("x-cost", "number"), own("x-team", "option")] };
const held = heldFields(new Map([["x-cost", "number"]]));
const holds = { attachments: true, links: true };
const rules = (role: "primary" | "secondary") => rulesFor(role, { contract, held });
const withFields = (fields: Readonly<Record<string, Value>>) => ({ ...EMPTY_DOCUMENT, fields });

describe("a field of the contract that the tracker has not", () => {
  it("is not taken for one that somebody cleared", () => {
    const known = { mine: withFields({ "x-team": "north" }), shadow: withFields({ "x-team": "north" }) };
    const found = project(rules("secondary"), issueOf({ fields: { title: "Valve" } }), known, null, "");
    expect(found).toMatchObject({ document: { fields: { "x-team": "north" } }, unsendable: {} });
  });

  it("is refused by the primary, and agreed by the secondary, who says that it cannot hold it", () => {
    const changes = { fields: { "x-team": "north", "x-cost": 3 } };
    const atPrimary = checkBorder(rules("primary"), EMPTY_DOCUMENT, [EMPTY_DOCUMENT], { introducedBy: "partner" }, changes);
    expect(atPrimary.accepted.fields).toEqual({ "x-cost": 3 });
    expect(atPrimary.refused).toMatchObject([{ field: "x-team", value: "north", failure: { code: "NO_FIELD" } }]);
    expect(checkBorder(rules("secondary"), EMPTY_DOCUMENT, [EMPTY_DOCUMENT], { introducedBy: "partner" }, changes).refused).toEqual([]);
    const mine = withFields({ title: "Valve", "x-team": "north", "x-cost": 3 });
    const { intent, refusedHere } = intend(
      rules("secondary"),
      EMPTY_DOCUMENT,
      { ...freshSync(), mine },
      { present: true, everything: false },
    );
    expect(intent?.action).toEqual({ kind: "put", change: { fields: { title: "Valve", "x-cost": 3 } } });
    expect(refusedHere).toEqual({ "x-team": { value: "north", failure: { code: "NO_FIELD", field: "x-team" } } });
    const cleared = intend(
      rules("secondary"),
      mine,
      { ...freshSync(), mine: withFields({ title: "Valve" }), shadow: withFields({ title: "Valve" }), refusedHere },
      { present: true, everything: false },
    );
    expect(cleared.refusedHere).toEqual({});
  });

  it("is named, and so is one of another kind", () => {
    const terms = { ...contract, fields: [...contract.fields, own("status", "set")] };
    expect(contractGaps(terms, { fields: held, holds }, DEFAULT_MAPPING)).toEqual([
      { field: "x-team", kind: "option", here: null },
      { field: "status", kind: "set", here: "option" },
    ]);
    expect(contractGaps(terms, { fields: null, holds }, DEFAULT_MAPPING)).toEqual([]);
  });
});

it("a value of another kind does not leave, and takes nothing from the partner", () => {
  const shadow = withFields({ "x-cost": 12, due: "2026-12-01" });
  const issue = issueOf({ fields: { title: "Valve", "x-cost": "many", due: "2026-02-30" } });
  const { document, unsendable } = project(rules("primary"), issue, { mine: shadow, shadow }, null, "");
  expect(document.fields).toEqual({ title: "Valve", "x-cost": 12, due: "2026-12-01" });
  expect(unsendable).toMatchObject({
    "x-cost": { value: "many", failure: { code: "WRONG_TYPE" } },
    due: { value: "2026-02-30", failure: { code: "WRONG_TYPE" } },
  });
});
