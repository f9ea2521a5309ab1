import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/ensure.mjs";
import { useBrowser } from "../support/browser.ts";
import { issueFile, issueFiles, newSharedIssue, openBoth, useConnectedSides } from "../support/two-sides.ts";
import { PATIENCE } from "../support/until.ts";

/** How long it takes from a save in one window to the row in the other's. `npm run bench:windows` makes more rounds. */
const ROUNDS = Number(process.env["FERRY_ROUNDS"] ?? 10);
/** A machine that does nothing else is far below; what is slower than this does not feel like one list. Milliseconds. */
const BOUND = { median: 5_000, p95: 15_000 };

const windows = useBrowser();
const sides = useConnectedSides();

test("an edit that is saved here is soon in the row there", { timeout: 120_000 + ROUNDS * PATIENCE }, async () => {
  const { acme } = sides();
  const [ada, bo] = await openBoth(windows, sides());
  await newSharedIssue(ada, acme, "Valve 0");
  await bo.view("Issues").row(/^NW-1\b.*Valve 0$/, ({ badge }) => badge === "✓");
  const key = await issueFile(acme, "the title", (found) => found.includes("# Valve 0\n"));
  await ada.editor.toLine((issueFiles(acme).get(key) ?? "").split("\n").indexOf("# Valve 0") + 1);
  const took: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    await ada.editor.press("End");
    await ada.editor.press("ControlOrMeta+Backspace");
    await ada.editor.type(String(round));
    const seen = bo.view("Issues").appears(`Valve ${round}`);
    const saved = Date.now();
    await ada.editor.save();
    took.push((await seen) - saved);
    // The next round begins in peace.
    await ada.view("Issues").row(new RegExp(`^ACME-1\\b.*Valve ${round}$`), ({ badge }) => badge === "✓");
  }
  const ordered = took.toSorted((left, right) => left - right);
  const at = (part: number): number => Math.round(ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * part))] ?? 0);
  const report = { rounds: ROUNDS, median: at(0.5), p95: at(0.95), least: at(0), most: at(1), took: took.map(Math.round) };
  console.log(
    `save here -> row there, ${ROUNDS} rounds: median ${report.median} ms, p95 ${report.p95} ms, ${report.least} to ${report.most} ms`,
  );
  mkdirSync(join(root, "artifacts"), { recursive: true });
  writeFileSync(join(root, "artifacts", "latency-windows.json"), `${JSON.stringify(report, null, 2)}\n`);
  expect(report.median).toBeLessThan(BOUND.median);
  expect(report.p95).toBeLessThan(BOUND.p95);
});
