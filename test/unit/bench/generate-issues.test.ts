import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { generateEdit, generateIssue } from "../../../bench/generate-issues.ts";
import { isId } from "../../../src/model/ids.ts";
import { normalText } from "../../../src/model/text.ts";
import { canonicalValue } from "../../../src/model/value.ts";

const NUMBERS = Array.from({ length: 500 }, (_, number) => number);
const issues = NUMBERS.map(generateIssue);

describe("issues of the bench", () => {
  test("are the same at every call, and each another", () => {
    expect(NUMBERS.map(generateIssue)).toEqual(issues);
    expect(new Set(issues.map(({ id }) => id)).size).toBe(issues.length);
    expect(new Set(issues.map(({ fields }) => fields.body)).size).toBe(issues.length);
    expect(issues.every(({ id }) => isId(id))).toBe(true);
  });

  test("are of about 1 KiB each", () => {
    const sizes = issues.map((issue) => JSON.stringify(issue).length);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1024);
    expect(Math.max(...sizes)).toBeLessThan(1280);
  });

  test("compress like written text, not like filler", () => {
    const text = JSON.stringify(issues);
    const share = gzipSync(text).length / text.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.45);
  });

  test("are in the form that trackers compare, so that nothing is normalised on the way", () => {
    for (const { fields } of issues) {
      expect(normalText(fields.body)).toBe(fields.body);
      for (const value of Object.values(fields)) expect(canonicalValue(value)).toEqual(value);
    }
  });

  test("are changed by every edit", () => {
    for (const [number, { fields }] of issues.entries()) {
      const [first, second] = [generateEdit(number, 1), generateEdit(number, 2)];
      expect(first.body).not.toBe(fields.body);
      expect(first.status).not.toBe(fields.status);
      expect(second).not.toEqual(first);
    }
  });
});
