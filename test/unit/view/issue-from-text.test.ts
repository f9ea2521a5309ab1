import { describe, expect, test } from "vitest";
import { bodyOfComment, bodyOfSelection, titleOfSelection, todoComment, withKey } from "../../../src/view/issue-from-text.ts";

const PLACE = { path: "src/pump.ts", first: 12, last: 12 };
const titleIn = (line: string): string | null => todoComment([line])?.title ?? null;

describe("a TODO comment", () => {
  test.each([
    ["// TODO: mend the valve", "mend the valve"],
    ["  /* FIXME mend the valve */", "mend the valve"],
    ["run(); // TODO(ada): mend it", "mend it"],
    ["# TODO - mend it", "mend it"],
    ["<!-- TODO mend it -->", "mend it"],
    [" * TODO: mend it", "mend it"],
    ["-- FIXME: mend it", "mend it"],
    ["- TODO mend it", "mend it"],
    ["TODO mend it", "mend it"],
    ["' TODO: don't wait", "don't wait"],
    ['run("a//b"); // TODO: mend it', "mend it"],
    ["don't(); // TODO: it's late", "it's late"],
    ["x = 1 # TODO mend it", "mend it"],
    ["// TODO: decode UTF-8 here", "decode UTF-8 here"],
    ['""" TODO: mend it"""', "mend it"],
  ])("%s", (line, title) => {
    expect(titleIn(line)).toBe(title);
  });

  test.each([
    "// TODO",
    "// TODO: */",
    'say("TODO: x")',
    "const TODO = 1",
    "// TODOS: x",
    "// a-TODO x",
    "todo: x",
    "call(TODO, x)",
    'say("// TODO: x")',
    "f('# TODO: x', 1)",
    "  '// TODO: x',",
    "`-- TODO: x`",
    "http://TODO x",
    "a#TODO: x",
  ])("none: %s", (line) => {
    expect(titleIn(line)).toBeNull();
  });

  test("is looked for in no time, whatever a line holds", () => {
    const spaces = " ".repeat(100_000);
    const began = process.cpuUsage();
    todoComment([`// TODO: x${spaces}y`, `// x${spaces}y`]);
    titleOfSelection(`// TODO: x${spaces}y`);
    bodyOfSelection(`x${spaces}y`, "plaintext", PLACE);
    bodyOfSelection("`x".repeat(200_000), "c", PLACE);
    // Of the processor, not of the clock: others may be at work.
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(200);
  });

  test("goes on in the lines below, as long as they are of the same comment", () => {
    const more = (lines: readonly string[]): string | undefined => todoComment(lines)?.more;
    expect(more(["  // TODO: mend it", "  // It sticks below -5 C.", "  //", "  // See the log.", "  run();", "  // else"])).toBe(
      "It sticks below -5 C.\n\nSee the log.",
    );
    expect(more([" * TODO: mend it", " * It sticks.", " */", " * x"])).toBe("It sticks.");
    expect(more(["// TODO: one", "// TODO: two"])).toBe("");
    expect(more(["run(); // TODO: one", "// two"])).toBe("");
    expect(more(["// later, TODO: one", "// two"])).toBe("");
    expect(more(["/* TODO: one */", "/* two */"])).toBe("");
  });

  test("has its key put in behind the word and the name", () => {
    const keyed = (line: string): string => withKey(line, todoComment([line]) ?? { keyAt: 0 }, "ACME-1");
    expect(keyed("// TODO: mend it")).toBe("// TODO #ACME-1: mend it");
    expect(keyed("x(); /* FIXME(ada) mend it */")).toBe("x(); /* FIXME(ada) #ACME-1 mend it */");
  });

  test("is told with its place", () => {
    expect(bodyOfComment({ title: "t", more: "", keyAt: 0 }, PLACE)).toBe("From `src/pump.ts:12`.");
    expect(bodyOfComment({ title: "t", more: "It sticks.", keyAt: 0 }, { ...PLACE, path: "a`b.ts" })).toBe(
      "It sticks.\n\nFrom `` a`b.ts:12 ``.",
    );
  });
});

describe("a selected text", () => {
  test("is a body: prose as it is, code in a fence that it cannot end", () => {
    expect(bodyOfSelection("\nOne.\n\nTwo.  \n", "markdown", { ...PLACE, last: 14 })).toBe("One.\n\nTwo.\n\nFrom `src/pump.ts:12-14`.");
    expect(bodyOfSelection("  a();\n  b();\n", "typescript", PLACE)).toBe("```typescript\n  a();\n  b();\n```\n\nFrom `src/pump.ts:12`.");
    expect(bodyOfSelection("````x", "javascript", PLACE)).toMatch(/^`{5}javascript\n````x\n`{5}\n/);
  });

  test("proposes its first line as a title, without the signs of a comment or a list", () => {
    expect(titleOfSelection("\n  // TODO(ada): mend it */\nmore")).toBe("mend it");
    expect(titleOfSelection("## Mend the valve")).toBe("Mend the valve");
    expect(titleOfSelection("- todo lists are long")).toBe("todo lists are long");
    expect(titleOfSelection(" \n ")).toBe("");
  });
});
