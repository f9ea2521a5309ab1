import { describe, expect, test } from "vitest";
import type { PageAction } from "../../../src/view/details-model.ts";
import { readFromPage, readPageState } from "../../../src/view/details-messages.ts";
import { detailsPage } from "../../../src/view/details-page.ts";
import { DETAILS_STATES } from "../../support/details-states.ts";

/** Every action that stands somewhere on a page. */
function actionsIn(value: unknown): PageAction[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "do" in value ? [value as PageAction] : [];
  return [...own, ...Object.values(value).flatMap(actionsIn)];
}

const offered = Object.values(DETAILS_STATES).flatMap(({ view, events }) => actionsIn(detailsPage(view, events)));

describe("messages of the page", () => {
  test("every action that a page offers is understood, and nothing is added to it", () => {
    const asked = offered.filter((action) => action.do !== "edit");
    expect(new Set(asked.map((action) => action.do)).size).toBeGreaterThan(10);
    for (const action of asked) expect(readFromPage({ kind: "act", action, more: 1 })).toEqual({ kind: "act", action });
  });

  test("what is typed comes with its place", () => {
    const action = { do: "set", target: { connection: "c", part: "title" }, text: "New" };
    expect(readFromPage({ kind: "act", action })).toEqual({ kind: "act", action });
  });

  test.each([
    null,
    "ready",
    { kind: "other" },
    { kind: "act" },
    { kind: "act", action: { do: "format" } },
    { kind: "act", action: { do: "edit", target: { connection: "c", part: "title" }, label: "", text: "" } },
    { kind: "act", action: { do: "mapping", connection: "c" } },
    { kind: "act", action: { do: "mapping", connection: "c", at: "values", word: "" } },
    { kind: "act", action: { do: "open file", file: 3 } },
    { kind: "act", action: { do: "keep mine", targets: [] } },
    { kind: "act", action: { do: "run" } },
    { kind: "act", action: { do: "run", command: "deleteIssue" } },
    { kind: "act", action: { do: "keep mine", targets: [{ connection: "c" }] } },
    { kind: "act", action: { do: "keep mine", targets: [{ connection: "c", part: "title", seen: 1 }] } },
    { kind: "act", action: { do: "reopen", targets: [{ connection: "c", part: "title", settled: null }] } },
    { kind: "act", action: { do: "answer", take: "both" } },
    { kind: "act", action: { do: "set", target: { connection: "c", part: "title" }, text: 7 } },
    { kind: "act", action: { do: "copy", text: "x".repeat(1024 * 1024 + 1) } },
    { kind: "act", action: { do: "mapping", connection: { name: "x" } } },
  ])("what is none is refused: %j", (data) => {
    expect(readFromPage(data)).toBeNull();
  });

  test("a kept state is a project and an issue", () => {
    expect(readPageState({ project: "p", issue: "i", draft: {} })).toEqual({ project: "p", issue: "i" });
    expect(readPageState({ project: "p" })).toBeNull();
  });
});
