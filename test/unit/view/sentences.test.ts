import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FailureCode } from "../../../src/model/failure.ts";
import { commandSentence, hasCommandSentence } from "../../../src/view/command-failures.ts";
import { diagnosticSentence, hasDiagnosticSentence } from "../../../src/view/diagnostics.ts";
import { hasCheckSentence } from "../../../src/view/doctor-lines.ts";
import { failureSentence } from "../../../src/view/field-failures.ts";
import { hasTroubleSentence } from "../../../src/view/file-troubles.ts";

const SRC = fileURLToPath(new URL("../../../src/", import.meta.url));

/** The codes that the sources of some files can give, by a pattern with one group. */
function codesIn(folder: string, files: RegExp, pattern: RegExp): string[] {
  const found = readdirSync(join(SRC, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => files.test(name))
    .flatMap((name) => [...readFileSync(join(SRC, folder, name), "utf8").matchAll(pattern)].map((match) => match[1] ?? ""));
  return [...new Set(found)].sort();
}

/** Variables that a machine is known by. */
const NO_CODES = new Set(["REMOTE_CONTAINERS", "SSH_CONNECTION"]);

const without = (codes: readonly string[], known: (code: string) => boolean): string[] => codes.filter((code) => !known(code));

describe("every code has a sentence", () => {
  test("of commands", () => {
    const codes = [
      ...codesIn("sync", /\.ts$/, /notDone\("([A-Z_]+)"/g),
      ...codesIn("app", /\.ts$/, /(?:notDone\(|code: )"([A-Z_]+)"/g).filter((code) => /^(?:NO_|NOT_|BROKEN|WORKER_SILENT)/.test(code)),
      ...codesIn("protocol/machines", /link-table\.ts$/, /refuse\("([A-Z_]+)"\)/g),
      "WRONG_ROLE",
      "NOTHING_PROPOSED",
      "CONTRACT_CHANGED",
    ];
    expect(codes.length).toBeGreaterThan(20);
    expect(without(codes, hasCommandSentence)).toEqual([]);
  });

  test("of issue files", () => {
    const values = codesIn("model", /failure\.ts$/, /^ {2}\| "([A-Z_]+)"/gm);
    const faults = codesIn("trackers/markdown", /file-fault\.ts$/, /^ {2}\| "([A-Z_]+)"/gm);
    const others = codesIn("trackers/markdown", /\.ts$/, /code: "([A-Z_]+)"/g).filter((code) => !values.includes(code));
    expect(faults.length).toBeGreaterThan(15);
    expect(without([...faults, ...others, "TRASH_IS_NO_FOLDER"], hasDiagnosticSentence)).toEqual([]);
  });

  test("of files that were not taken", () => {
    const envelope = codesIn("envelope", /failure\.ts$/, /^ {2}\| "([A-Z_]+)"/gm).filter((code) => !/^UNKNOWN_|OTHER_ADDRESSEE/.test(code));
    const stream = codesIn("sync", /collect\.ts$/, /"([A-Z]+_[A-Z_]+)"/g).filter((code) => code !== "OTHER_ADDRESSEE");
    expect(without([...envelope, ...stream, "PARTNER_IS_NEWER"], hasTroubleSentence)).toEqual([]);
  });

  test("of doctor", () => {
    const own = new Set(["ISSUE_FILE", "BRANCH_HELD", "FOLDER_FAILS", "TROUBLE", "EARLIER_STATE"]);
    const codes = codesIn("app", /doctor[a-z-]*\.ts$/, /"([A-Z]+_[A-Z]+)"/g).filter((code) => !own.has(code) && !NO_CODES.has(code));
    expect(codes.length).toBeGreaterThan(30);
    expect(without(codes, hasCheckSentence)).toEqual([]);
  });

  test("of values that were not taken: a cause and a remedy", () => {
    const codes = codesIn("model", /failure\.ts$/, /^ {2}\| "([A-Z_]+)"/gm) as FailureCode[];
    for (const code of codes)
      expect(failureSentence({ code, field: "status", value: "Secret" }), `of ${code}`).toMatch(/^[A-Z].+\. [A-Z].+\.$/);
  });
});

test("of folders that could not be used, the first is told, and how many more there are", () => {
  const data = { kind: "full", place: "/mnt/x", detail: "ENOSPC" };
  expect(commandSentence("EXCHANGE_UNUSABLE", { ...data, others: 0 })).toMatch(/^The exchange folder \/mnt\/x is full.* sent then\.$/);
  expect(commandSentence("EXCHANGE_UNUSABLE", { ...data, others: 2 })).toMatch(
    /sent then\. 2 other exchange folders cannot be used either\.$/,
  );
});

test("what came from outside is plain in every sentence", () => {
  const evil = "\u001b[2J\nevil";
  expect(diagnosticSentence({ at: evil, code: "YAML_BROKEN", detail: evil })).not.toMatch(/\p{Cc}/u);
  expect(commandSentence("NO_SUCH_ISSUE", { key: evil })).not.toMatch(/\p{Cc}/u);
  expect(failureSentence({ code: "NO_MAPPING", field: evil, value: evil })).not.toMatch(/\p{Cc}/u);
});

test("a code without a sentence is shown as it is", () => {
  expect(commandSentence("BRAND_NEW", {})).toContain("BRAND_NEW");
});
