import { beforeEach, describe, expect, test } from "vitest";
import type { Connection } from "../../../src/model/connection.ts";
import type { LostValue } from "../../../src/model/issue-sync.ts";
import { seenLosses } from "../../../src/model/seen-losses.ts";
import type { Value } from "../../../src/model/value.ts";
import { carryOut } from "../../../src/sync/commands.ts";
import type { Context } from "../../../src/sync/context.ts";
import { putSync } from "../../../src/sync/rows.ts";
import { contextInMemory, runningConnection } from "./sample-context.ts";

const ISSUE = "06d9v3k8qxw7h9fb2m1t5r0c4e";
const REVISION = { era: 0, number: 3 };

let context: Context;
let connection: Connection;

/** The title of the tracker's issue, as it stands now. */
async function title(): Promise<Value> {
  const [found] = (await context.tracker.read([ISSUE])) ?? [];
  return found?.fields["title"] ?? null;
}

function lost(): readonly LostValue[] {
  return context.store.sync("c", ISSUE)?.lost ?? [];
}

function lose(...values: readonly string[]): void {
  const now = context.store.sync("c", ISSUE);
  if (!now) throw new Error("not shared");
  const more = values.map((value): LostValue => ({ field: "title", value, winner: "Theirs", revision: REVISION, resolved: false }));
  context.store.transaction(() => putSync(context, connection, { ...now, lost: [...now.lost, ...more] }));
}

async function command(
  kind: "resolve" | "reopen",
  take: { kind: "mine" | "theirs" } | { kind: "value"; text: string } = { kind: "mine" },
): Promise<string> {
  const asked = { issue: ISSUE, connection: "c", field: "title", author: "Ada" };
  const outcome = await carryOut(context, kind === "reopen" ? { kind, ...asked } : { kind, ...asked, take });
  return outcome.kind === "done" ? "done" : outcome.code;
}

beforeEach(async () => {
  context = contextInMemory();
  connection = runningConnection(context, "c", "nordwind", "secondary");
  await carryOut(context, { kind: "new issue", issue: ISSUE, change: { fields: { title: "Theirs" } }, author: "Ada" });
});

describe("a settled conflict is taken back", () => {
  test("where ours was brought back: the tracker shows theirs again, and ours waits again", async () => {
    lose("Mine");
    expect(await command("resolve")).toBe("done");
    expect([await title(), lost().map(({ resolved }) => resolved)]).toEqual(["Mine", [true]]);
    expect(await command("reopen")).toBe("done");
    expect(await title()).toBe("Theirs");
    expect(lost()).toEqual([{ field: "title", value: "Mine", winner: "Theirs", revision: REVISION, resolved: false }]);
  });

  test("where another value was typed", async () => {
    lose("Mine");
    await command("resolve", { kind: "value", text: "Both" });
    expect(await title()).toBe("Both");
    expect([await command("reopen"), await title()]).toEqual(["done", "Theirs"]);
  });

  test("where theirs was left: nothing is written, and all that was settled then waits again", async () => {
    lose("Older", "Mine");
    await command("resolve", { kind: "theirs" });
    expect(await command("reopen")).toBe("done");
    expect([await title(), lost().map(({ resolved }) => resolved)]).toEqual(["Theirs", [false, false]]);
  });

  test("the last time only", async () => {
    lose("First");
    await command("resolve", { kind: "theirs" });
    lose("Second");
    await command("resolve", { kind: "theirs" });
    await command("reopen");
    expect(lost().map(({ value, resolved }) => [value, resolved])).toEqual([
      ["First", true],
      ["Second", false],
    ]);
  });

  test("and waits once where the same was lost again meanwhile", async () => {
    lose("Mine");
    await command("resolve", { kind: "theirs" });
    lose("Mine");
    await command("reopen");
    expect(lost().map(({ value, resolved }) => [value, resolved])).toEqual([["Mine", false]]);
  });

  test("where it was settled again after a crash between the write and its record", async () => {
    lose("Mine");
    await carryOut(context, { kind: "edit issue", issue: ISSUE, change: { fields: { title: "Mine" } }, author: "Ada" });
    expect(await command("resolve")).toBe("done");
    expect([await command("reopen"), await title()]).toEqual(["done", "Theirs"]);
    expect(lost()).toEqual([{ field: "title", value: "Mine", winner: "Theirs", revision: REVISION, resolved: false }]);
  });

  test("again after a crash between the write and its record", async () => {
    lose("Mine");
    await command("resolve");
    await carryOut(context, { kind: "edit issue", issue: ISSUE, change: { fields: { title: "Theirs" } }, author: "Ada" });
    expect(await command("reopen")).toBe("done");
    expect(lost().map(({ resolved }) => resolved)).toEqual([false]);
  });
});

describe("nothing is taken back", () => {
  test("over a later edit", async () => {
    lose("Mine");
    await command("resolve");
    await carryOut(context, { kind: "edit issue", issue: ISSUE, change: { fields: { title: "Later" } }, author: "Ada" });
    expect(await command("reopen")).toBe("CHANGED_SINCE");
    expect([await title(), lost().map(({ resolved }) => resolved)]).toEqual(["Later", [true]]);
  });

  test("where nothing was settled", async () => {
    lose("Mine");
    expect(await command("reopen")).toBe("NOT_SETTLED");
  });
});

test("the trail says what was chosen, and of which field", async () => {
  lose("Mine");
  await command("resolve", { kind: "theirs" });
  await command("reopen");
  expect(context.store.auditsOf(ISSUE, 2)).toMatchObject([
    { action: "reopen", actor: "Ada", parts: ["title"], info: "done" },
    { action: "resolve", actor: "Ada", parts: ["title"], choice: "theirs", info: "done" },
  ]);
});

describe("a decision goes as far as the person saw", () => {
  const asked = { issue: ISSUE, connection: "c", field: "title", author: "Ada" };
  const now = (): string => seenLosses(lost(), "title") ?? "";

  test.each(["mine", "theirs"] as const)("what lost after the question was asked stays open, where %s is taken", async (kind) => {
    lose("Older");
    const seen = now();
    lose("Newer");
    const take = (from: string): ReturnType<typeof carryOut> =>
      carryOut(context, { kind: "resolve", ...asked, seen: from, take: { kind } });
    expect(await take(seen)).toEqual({ kind: "failed", code: "LOST_SINCE", data: { field: "title" } });
    expect([await title(), lost().map(({ resolved }) => resolved)]).toEqual(["Theirs", [false, false]]);
    expect(await take(now())).toMatchObject({ kind: "done" });
    expect(lost().map(({ resolved }) => resolved)).toEqual([true, true]);
  });

  test("what was settled and lost again at the same revision is another conflict", async () => {
    lose("Mine");
    const seen = now();
    await command("resolve", { kind: "theirs" });
    lose("Mine");
    expect(now()).not.toBe(seen);
  });

  test("taking back ends where somebody settled the field anew", async () => {
    lose("First");
    const first = await carryOut(context, { kind: "resolve", ...asked, take: { kind: "theirs" } });
    lose("Second");
    await command("resolve", { kind: "theirs" });
    const settled = String(first.data["settled"]);
    const back = await carryOut(context, { kind: "reopen", ...asked, settled });
    expect(back).toEqual({ kind: "failed", code: "SETTLED_SINCE", data: { field: "title" } });
    expect(lost().map(({ resolved }) => resolved)).toEqual([true, true]);
  });

  test("and takes back what it is about", async () => {
    lose("First");
    const { data } = await carryOut(context, { kind: "resolve", ...asked, take: { kind: "theirs" } });
    expect(await carryOut(context, { kind: "reopen", ...asked, settled: String(data["settled"]) })).toMatchObject({ kind: "done" });
    expect(lost().map(({ resolved }) => resolved)).toEqual([false]);
  });
});
