import { describe, expect, test } from "vitest";
import { durationMs, wholeNumber } from "../../../src/cli/duration.ts";
import { changedFields, settableFields } from "../../../src/cli/field-arguments.ts";

describe("FIELD=VALUE", () => {
  test.each([
    ["title=A = B", { title: "A = B" }],
    ["Status=In progress", { status: "In progress" }],
    ["status=", { status: null }],
    ["assignee=Ada Marsh <ada@acme.example>", { assignee: { name: "Ada Marsh", email: "ada@acme.example" } }],
    ["due=2026-12-01", { due: "2026-12-01" }],
    ["labels=winter, pump", { labels: ["pump", "winter"] }],
    ["labels+=winter", { labels: ["harbour", "pump", "winter"] }],
    ["labels-=pump,nothing", { labels: ["harbour"] }],
    ["labels-=pump,harbour", { labels: null }],
    ["body=two\nlines", { body: "two\nlines" }],
  ])("%s", (word, fields) => {
    expect(changedFields([word], { labels: ["harbour", "pump"], status: "New" })).toEqual({ ok: true, value: fields });
  });

  test("one after the other, also on one field", () => {
    expect(changedFields(["labels+=a", "labels-=pump"], { labels: ["pump"] })).toEqual({ ok: true, value: { labels: ["a"] } });
  });

  test.each([
    "status",
    "colour=red",
    "due=tomorrow",
    "due=2026-02-30",
    "status+=x",
    "title=",
    "title=two\nlines",
    "constructor=x",
    "__proto__=x",
  ])("%j is refused with a sentence", (word) => {
    const found = changedFields([word], {});
    expect(found.ok).toBe(false);
    expect(!found.ok && found.failure).toMatch(/\.$/);
  });
});

test("fields of the project's own are set by their kinds", () => {
  const kinds = settableFields({ id: "", name: "", prefix: "", issues: "", fields: { "x-Cost": "number", "x-sites": "options" } });
  const changed = changedFields(["x-Cost=2.5", "x-sites+=pier", "x-sites-=works", "Status=New"], { "x-sites": ["works"] }, kinds);
  expect(changed).toEqual({ ok: true, value: { "x-Cost": 2.5, "x-sites": ["pier"], status: "New" } });
  expect(changedFields(["x-Cost=much"], {}, kinds).ok).toBe(false);
});

describe("times and numbers", () => {
  test.each([
    ["500ms", 500],
    ["60s", 60_000],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["1.5s", 1500],
    ["10", 10_000],
    ["0s", 0],
  ])("%s is %d ms", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });
  test.each(["", "soon", "-1s", "1d", "1e9s", "٣s"])("%j is no time", (text) => {
    expect(() => durationMs(text)).toThrow("Use a time");
  });
  test.each(["-1", "1.5", "x", ""])("%j is no whole number", (text) => {
    expect(() => wholeNumber(text)).toThrow("whole number");
  });
});
