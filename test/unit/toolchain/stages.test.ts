import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../../scripts/ensure.mjs";
import {
  countTests,
  failedFiles,
  runInOrder,
  seedLines,
  selectStages,
  stageLine,
  suiteCommand,
  suites,
  withSecondTry,
} from "../../../scripts/stages.mjs";

const PASSED = { status: "passed", assertionResults: [{ status: "passed" }] };
const GREEN = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [PASSED] };

function count(report: object, code: number): unknown {
  return countTests(JSON.stringify(report), code);
}

describe("the count of a suite", () => {
  test("is vitest's own", () => {
    const red = { status: "failed", assertionResults: [{ status: "failed" }, { status: "passed" }] };
    expect(count(GREEN, 0)).toEqual({ passed: 5, failed: 0, skipped: 0 });
    expect(count({ ...GREEN, numFailedTests: 2, testResults: [PASSED, red] }, 1)).toEqual({ passed: 5, failed: 2, skipped: 0 });
  });

  test("takes tests that are still to be written for skipped ones", () => {
    expect(count({ ...GREEN, numPendingTests: 1, numTodoTests: 2 }, 0)).toEqual({ passed: 5, failed: 0, skipped: 3 });
  });

  test("has one failure for each file that could not be loaded", () => {
    const unloaded = { status: "failed", assertionResults: [] };
    expect(count({ ...GREEN, testResults: [PASSED, unloaded, unloaded] }, 1)).toEqual({ passed: 5, failed: 2, skipped: 0 });
  });

  test("has one failure when vitest failed outside of any test", () => {
    expect(count(GREEN, 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });

  test.each([
    ["missing", null],
    ["cut off", '{"numPassedTests": 5'],
    ["something else", "{}"],
  ])("has one failure when the report is %s", (_, report) => {
    expect(countTests(report, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe("a second try of files that drive windows", () => {
  const report = (...statuses: string[]) =>
    JSON.stringify({ testResults: statuses.map((status, at) => ({ name: `${at}.test.ts`, status })) });

  test("is for a few failed files; many have a reason, and without a report nothing is known", () => {
    expect(failedFiles(report("passed", "failed", "passed", "failed"))).toEqual(["1.test.ts", "3.test.ts"]);
    expect(failedFiles(report("failed", "failed", "failed"))).toEqual([]);
    expect(failedFiles(report("passed"))).toEqual([]);
    expect(failedFiles('{"testResults": [')).toEqual([]);
    expect(failedFiles(null)).toEqual([]);
  });

  test("makes unsteady what fails once, and leaves red what fails twice or is skipped", () => {
    const first = { passed: 24, failed: 2, skipped: 0 };
    expect(withSecondTry(first, { passed: 3, failed: 0, skipped: 0 })).toEqual({ passed: 26, failed: 0, skipped: 0, unsteady: 2 });
    expect(withSecondTry(first, { passed: 2, failed: 1, skipped: 0 })).toEqual({ passed: 25, failed: 1, skipped: 0, unsteady: 1 });
    expect(withSecondTry(first, { passed: 0, failed: 3, skipped: 1 })).toEqual({ passed: 24, failed: 3, skipped: 1, unsteady: 0 });
  });

  test("is no way out for anything else: what runs without windows is red at once", () => {
    expect(suites.filter((suite) => suite.oneMoreTry).map(({ name }) => name)).toEqual(["vscode", "vscode-latency", "vscode-more"]);
  });
});

describe("windows", () => {
  const workers = (name: string, files: readonly string[] = []): string | undefined =>
    suites
      .filter((suite) => suite.name === name)
      .flatMap((suite) => suiteCommand(suite, files))
      .find((flag) => /^--(?:maxWorkers|no-file-parallelism)/.test(flag));

  test("are clicked through two files at a time, what measures is alone, and so is every second try", () => {
    expect(workers("vscode")).toBe("--maxWorkers=2");
    expect(workers("vscode", ["one.test.ts"])).toBe("--no-file-parallelism");
    expect(workers("vscode-latency")).toBe("--no-file-parallelism");
    expect(workers("scenarios", ["one.test.ts"])).toBe("--maxWorkers=100%");
  });
});

describe("the choice of stages", () => {
  test("is all of them when none is named", () => {
    expect(selectStages([])).toEqual({
      ok: true,
      names: new Set([
        "types",
        "types-webview",
        "types-windows",
        "lint",
        "format",
        "dead-code",
        "rooms",
        "unit",
        "unit-editor",
        "contract",
        "fuzz",
        "simulation",
        "webview",
        "scenarios",
        "vscode",
        "vscode-latency",
        "vscode-more",
        "vscode-host",
        "corpora",
      ]),
    });
  });

  test("is what is named, and `check` stands for what takes seconds", () => {
    expect(selectStages(["unit", "simulation"])).toEqual({ ok: true, names: new Set(["unit", "simulation"]) });
    expect(selectStages(["check"])).toEqual({
      ok: true,
      names: new Set(["types", "types-webview", "types-windows", "lint", "format", "dead-code", "rooms", "unit", "unit-editor"]),
    });
  });

  test("refuses a name that is none: a typing error must not come out green", () => {
    expect(selectStages(["unit", "simulatoin"])).toMatchObject({ ok: false, unknown: ["simulatoin"] });
  });
});

describe("the order of suites", () => {
  const [computes, clicks, measures, last] = [
    { name: "computes", folders: [], aside: true },
    { name: "clicks", folders: [] },
    { name: "measures", folders: [], quiet: true },
    { name: "last", folders: [] },
  ];

  test("is theirs; one that stands aside runs beside those after it, but beside no measurement and no second try, and is waited for", async () => {
    const log: string[] = [];
    let end: () => void = () => undefined;
    const computed = new Promise<void>((resolve) => (end = resolve));
    const runs = runInOrder([computes, clicks, measures, last], async ({ name }, othersEnded) => {
      log.push(`${name} begins`);
      if (name === "computes") await computed;
      if (name === "clicks") {
        // As long as it does not wait for it, the other is not done.
        log.push("clicks fails");
        setImmediate(end);
        await othersEnded();
      }
      log.push(`${name} ends`);
    });
    await runs;
    expect(log).toEqual([
      "computes begins",
      "clicks begins",
      "clicks fails",
      "computes ends",
      "clicks ends",
      "measures begins",
      "measures ends",
      "last begins",
      "last ends",
    ]);
  });

  test.each([
    ["what measures waits for it", [computes, measures], ["computes begins", "computes ends", "measures begins", "measures ends"]],
    ["so does the end of all", [computes, last], ["computes begins", "last begins", "last ends", "computes ends", "all"]],
    ["it waits for nobody itself", [computes], ["computes begins", "computes ends", "all"]],
  ])("%s", async (_, chosen, expected) => {
    const log: string[] = [];
    await runInOrder(chosen, async ({ name }, othersEnded) => {
      log.push(`${name} begins`);
      if (name === "computes") {
        await othersEnded();
        await new Promise((resolve) => setImmediate(resolve));
      }
      log.push(`${name} ends`);
    });
    log.push("all");
    expect(log.slice(0, expected.length)).toEqual(expected);
  });

  test("the simulation stands aside, which knows no time; what measures is quiet", () => {
    expect(suites.filter((suite) => suite.aside).map(({ name }) => name)).toEqual(["simulation"]);
    expect(suites.filter((suite) => suite.quiet).map(({ name }) => name)).toEqual(["vscode-latency"]);
  });
});

const isBelow = (file: string, folders: readonly string[] = []): boolean => folders.some((folder) => file.startsWith(`${folder}/`));

test("every test file is in one suite, and in no second one", () => {
  const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" }).map((file) => `test/${file.replaceAll("\\", "/")}`);
  const tests = files.filter((file) => file.endsWith(".test.ts"));
  const takers = (file: string): string[] =>
    suites.filter(({ folders, except }) => isBelow(file, folders) && !isBelow(file, except)).map(({ name }) => name);
  expect(tests.length).toBeGreaterThan(200);
  expect(tests.filter((file) => takers(file).length !== 1)).toEqual([]);
});

test("where a core reads each module once for all files, a file with a stand-in of its own for one forgets what was read, before and after", () => {
  const folder = join(root, "test");
  const oneGraph = suites.filter((suite) => suite.oneGraph);
  const files = oneGraph.flatMap(({ folders, except }) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((file) => `test/${file.replaceAll("\\", "/")}`)
      .filter((file) => file.endsWith(".test.ts") && isBelow(file, folders) && !isBelow(file, except)),
  );
  const COMMON = 'vi.mock("vscode", async () => (await import("./editor.ts")).vscode);';
  const own = files.filter((file) => /\bvi\.(?:mock|doMock)\(/.test(readFileSync(join(root, file), "utf8").replace(COMMON, "")));
  const forgets = (text: string): boolean =>
    text.includes("vi.hoisted(() => vi.resetModules());") && text.includes("afterAll(() => void vi.resetModules());");
  expect(oneGraph.map(({ name }) => name)).toEqual(["unit", "unit-editor"]);
  expect(own.length).toBeGreaterThan(2);
  expect(own.filter((file) => !forgets(readFileSync(join(root, file), "utf8")))).toEqual([]);
});

test("a stage's line has its name, its seconds, and only the counts that say something", () => {
  expect(stageLine("unit", 12_345, { passed: 312, failed: 0, skipped: 0 })).toBe("ok   unit            12.3 s   312 passed");
  expect(stageLine("unit", 99, { passed: 3, failed: 2, skipped: 1 })).toBe("fail unit             0.1 s   3 passed, 2 failed, 1 skipped");
  expect(stageLine("vscode", 9000, { passed: 25, failed: 0, skipped: 0, unsteady: 1 })).toBe(
    "ok   vscode           9.0 s   25 passed, 1 of them only at the second try",
  );
});

test("seeds are found in what a failed stage printed, each once", () => {
  const output = 'running\n  { seed: -1819918769, path: "0" }\nseed 41: value lost\nseed 41: value lost\nthe seeds are sown\n';
  expect(seedLines(output)).toEqual(['{ seed: -1819918769, path: "0" }', "seed 41: value lost"]);
});
