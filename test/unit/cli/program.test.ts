import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { jsonText } from "../../../src/cli/output.ts";
import { run } from "../../../src/cli/program.ts";
import { printable } from "../../../src/cli/table.ts";
import { cell } from "../../../src/view/cell.ts";

let root: string;
let out: string;
let err: string;
let columns: number | undefined;
/** What a person at a terminal answers; null: nobody sits there. */
let typed: string | null;
/** What goes on while the next question stands. */
let meanwhile: (() => Promise<unknown>) | null;

beforeEach(() => {
  columns = undefined;
  typed = null;
  meanwhile = null;
  root = mkdtempSync(join(tmpdir(), "ferry-cli-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
});

async function answered(question: string): Promise<string> {
  const [goesOn, answer, before] = [meanwhile, typed, err];
  meanwhile = null;
  await goesOn?.();
  err = before + question;
  return answer ?? "";
}

async function ferry(...words: string[]): Promise<number> {
  out = "";
  err = "";
  return run(["--state", join(root, "..", `${root.split("/").at(-1)}-state`), ...words], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    read: () => Promise.resolve(""),
    ...(typed !== null && { isTyped: true, ask: answered }),
    colours: true,
    columns,
    home: root,
    cwd: root,
    stopped: new AbortController().signal,
  }).finally(() => onTestFinished(() => rmSync(`${root}-state`, { recursive: true, force: true })));
}

test("revoke ends a connection for good, says what comes next, and refuses a name that is none", async () => {
  mkdirSync(join(root, "exchange"));
  expect(await ferry("--project", root, "init", "--quiet")).toBe(0);
  expect(await ferry("connect", "nordwind", "--exchange", `${root}-exchange`, "--out", "-")).not.toBe(0);
  mkdirSync(`${root}-exchange`);
  onTestFinished(() => rmSync(`${root}-exchange`, { recursive: true, force: true }));
  expect(await ferry("connect", "nordwind", "--exchange", `${root}-exchange`, "--out", "-")).toBe(0);
  expect(await ferry("revoke", "nordwint")).not.toBe(0);
  expect(await ferry("revoke", "nordwind", "--json")).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ connection: "nordwind", status: "revoked", others: [] });
  expect(err).toMatch(/is revoked here.*forgets the connection/);
  expect(await ferry("start", "nordwind")).not.toBe(0);
  expect(err).toContain("is over");
  expect(await ferry("remove", "nordwind", "--yes")).toBe(0);
  expect(err).toContain("is forgotten");
});

test("remove asks who sits at a terminal, and does nothing where nobody can be asked; what it says next is what helps", async () => {
  mkdirSync(`${root}-exchange`);
  onTestFinished(() => rmSync(`${root}-exchange`, { recursive: true, force: true }));
  await ferry("--project", root, "init", "--quiet");
  await ferry("connect", "nordwind", "--exchange", `${root}-exchange`, "--out", "-");
  const status = async (): Promise<string | undefined> => {
    await ferry("--json", "connections");
    return JSON.parse(out).connections[0]?.status;
  };
  expect(await ferry("remove", "nordwind")).toBe(2);
  expect(err).toMatch(/Cancel the invitation of nordwind\?.*`--yes`/);
  typed = "";
  expect(await ferry("remove", "nordwind")).toBe(1);
  expect(err).toMatch(/Cancel the invitation of nordwind\?[^]*Type "yes" to go on: [^]*stays as it is/);
  expect(await ferry("--json", "remove", "nordwind")).toBe(2);
  expect(await status()).toBe("handshake");
  typed = "yes";
  expect(await ferry("remove", "nordwind")).toBe(0);
  expect(err).toContain("nordwind is closed here. `issue-ferry remove nordwind` forgets it.");
  expect(await status()).toBe("closed");
  expect(await ferry("connections")).toBe(0);
  expect(err).toContain("`issue-ferry remove nordwind` forgets it.");
  expect(await ferry("remove", "nordwind")).toBe(0);
  expect(err).toMatch(/Forget nordwind\?[^]*nordwind is forgotten/);
});

test("a yes is no yes to another question: what became of the connection meanwhile is asked anew", async () => {
  mkdirSync(`${root}-exchange`);
  onTestFinished(() => rmSync(`${root}-exchange`, { recursive: true, force: true }));
  await ferry("--project", root, "init", "--quiet");
  await ferry("connect", "nordwind", "--exchange", `${root}-exchange`, "--out", "-");
  typed = "yes";
  meanwhile = async () => {
    await ferry("remove", "nordwind", "--yes");
    typed = "no";
  };
  expect(await ferry("remove", "nordwind")).toBe(1);
  expect(err).toMatch(/Cancel the invitation of nordwind\?[^]*Forget nordwind\?[^]*stays as it is/);
  await ferry("--json", "connections");
  expect(JSON.parse(out).connections).toMatchObject([{ name: "nordwind", status: "closed" }]);
});

describe("output", () => {
  test("--json: one document on stdout, sentences on stderr; global options before and after the command", async () => {
    for (const words of [
      ["--json", "init", "--name", "Acme"],
      ["init", "--json"],
    ]) {
      expect(await ferry(...words)).toBe(0);
      expect(JSON.parse(out).project.prefix).toBe("ACME");
      expect(out.trimEnd().split("\n")).toHaveLength(1);
      expect(err).toMatch(/project/);
    }
  });

  test("--quiet says nothing besides", async () => {
    expect(await ferry("--quiet", "init")).toBe(0);
    expect(out + err).toBe("");
    expect(await ferry("new", "--title", "Valve", "--quiet")).toBe(0);
    expect(err).toBe("");
    expect(out).toMatch(/^[A-Z0-9]+-1\n$/);
  });

  test("--no-color prints none", async () => {
    await ferry("init", "--quiet");
    await ferry("new", "--title", "Valve", "--quiet");
    await ferry("issues");
    expect(out).toContain("\u001b[2m");
    await ferry("issues", "--no-color");
    expect(out).not.toContain("\u001b");
  });

  test("help goes to stdout and is no failure; usage errors are", async () => {
    expect(await ferry("--help")).toBe(0);
    expect(out).toContain("Exit codes:");
    expect(await ferry("sync", "--help")).toBe(0);
    expect(out).toContain("--until-idle");
    expect(await ferry("snyc")).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(/^issue-ferry: unknown command 'snyc'.*sync.*\n$/);
    expect(await ferry("--json", "snyc")).toBe(2);
    expect(JSON.parse(out).error.code).toBe("USAGE");
  });

  test("the help of a command names the options of every command, and no number that nobody typed", async () => {
    expect(await ferry("issues", "--help")).toBe(0);
    for (const words of ["--limit <number>", "(default: all)", "(default: everything)", "--project <dir>", "--json"])
      expect(out).toContain(words);
    expect(out).not.toMatch(/\d{5}/);
    expect(await ferry("config", "show", "--help")).toBe(0);
    expect(out).toContain("--state <dir>");
  });

  test("inside of a project another one is made only when that is said", async () => {
    expect(await ferry("init", "--quiet")).toBe(0);
    mkdirSync(join(root, "part"));
    expect(await ferry("--json", "--project", join(root, "part"), "init")).toBe(1);
    expect(JSON.parse(out).error.code).toBe("INSIDE_PROJECT");
    expect(err).toContain(`${root}, which`);
    expect(err).toContain("--nested");
    expect(readdirSync(join(root, "part"))).toEqual([]);
    expect(await ferry("--project", join(root, "part"), "init", "--nested")).toBe(0);
    expect(await ferry("--project", join(root, "part"), "init")).toBe(0);
  });

  test("a copy of a project is told which folder works for it, and how to work here instead", async () => {
    await ferry("init", "--quiet");
    cpSync(join(root, ".issue-ferry"), join(root, "copy", ".issue-ferry"), { recursive: true });
    await ferry("status");
    expect(await ferry("--json", "--project", join(root, "copy"), "status")).toBe(1);
    expect(JSON.parse(out).error.code).toBe("WORKED_ON_ELSEWHERE");
    expect(err).toContain(`${root} works for this project`);
    expect(await ferry("--project", join(root, "copy"), "init", "--here")).toBe(0);
    expect(err).toContain("this folder works for it");
    expect(await ferry("--json", "status")).toBe(1);
    expect(JSON.parse(out).error.message).toContain("`issue-ferry init --here`");
  });

  test("an exchange folder is changed for this machine, checked as for connect", async () => {
    // Beside the project, never inside of it.
    const folders = `${root}-exchange`;
    onTestFinished(() => rmSync(folders, { recursive: true, force: true }));
    for (const name of ["old", "new"]) mkdirSync(join(folders, name), { recursive: true });
    const beside = (name: string): string => relative(root, join(folders, name));
    await ferry("init", "--quiet");
    await ferry("connect", "nordwind", "--exchange", join(folders, "old"), "--quiet");
    expect(await ferry("--json", "exchange", "nordwind", beside("nowhere"))).toBe(5);
    expect(JSON.parse(out).error.code).toBe("EXCHANGE_FOLDER_UNREACHABLE");
    expect(await ferry("--json", "exchange", "south", beside("new"))).toBe(1);
    expect(JSON.parse(out).error.code).toBe("NO_SUCH_CONNECTION");
    expect(await ferry("--json", "exchange", "nordwind", beside("new"))).toBe(0);
    expect(err).toContain("what the old folder holds stays");
    await ferry("--json", "connections");
    expect(JSON.parse(out).connections[0].exchange).toBe(join(folders, "new"));
    await ferry("remove", "nordwind", "--yes");
    expect(await ferry("exchange", "nordwind", beside("old"))).toBe(1);
  });

  test("a key is read once: a program takes it from stdout, a person at a terminal from the sentence", async () => {
    await ferry("init", "--key", "ACME", "--quiet");
    await ferry("new", "--title", "Valve");
    expect([out, err]).toEqual(["ACME-1\n", expect.stringContaining("ACME-1 is created.")]);
    columns = 80;
    await ferry("set", "ACME-1", "status=Done");
    expect([out, err]).toEqual(["", expect.stringContaining("ACME-1 is changed.")]);
    await ferry("set", "ACME-1", "status=New", "--quiet");
    expect([out, err]).toEqual(["ACME-1\n", ""]);
  });

  test("doctor sees a file that was broken a moment ago, and does not end with 0", async () => {
    await ferry("init", "--quiet");
    await ferry("new", "--title", "Valve", "--quiet");
    const key = out.trim();
    expect(await ferry("doctor")).toBe(0);
    const file = join(root, "issues", `${key}.md`);
    writeFileSync(file, readFileSync(file, "utf8").replace("id:", "labels: [B\nid:"));
    expect(await ferry("doctor")).toBe(4);
    expect(out).toContain(`${key}.md`);
  });

  test("where there is no project nothing is written", async () => {
    expect(await ferry("status")).toBe(1);
    expect(err).toContain("issue-ferry init");
    expect(readdirSync(root)).toEqual([]);
  });

  test("JSON holds no character that a terminal would obey", () => {
    const text = jsonText({ title: "\u001b[2J\u009b\u202e\u2028\u007f\n" });
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
    expect(JSON.parse(text)).toEqual({ title: "\u001b[2J\u009b\u202e\u2028\u007f\n" });
  });

  test("columns stand below each other, with colours, too", () => {
    const rows = [
      [cell("a", "bad"), cell("b")],
      [cell("long"), cell("")],
      [cell("x"), cell("y")],
    ];
    expect(printable(["head", ...rows], false)).toEqual(["head", "a     b", "long", "x     y"]);
    expect(printable(rows, true)[0]).toBe("\u001b[31ma\u001b[39m     b");
  });

  test("a text that is wrapped goes on below itself, words and paths whole; without a width it does not end", () => {
    const text = "The exchange folder /mnt/a-rather-long-place/of-the-company is full.";
    const rows = [
      [cell("!!", "bad"), cell("folder"), cell(text)],
      [cell("ok"), cell("git"), cell("fine")],
    ];
    expect(printable(rows, false, 36)).toEqual([
      "!!  folder  The exchange folder",
      "            /mnt/a-rather-long-place/of-the-company",
      "            is full.",
      "ok  git     fine",
    ]);
    expect(printable(rows, false)).toEqual([`!!  folder  ${text}`, "ok  git     fine"]);
  });

  test("doctor ends its lines where the terminal does, and nowhere in a file or for another program; not in JSON", async () => {
    await ferry("init", "--quiet");
    const longest = async (width: number | undefined): Promise<number> => {
      columns = width;
      await ferry("doctor", "--no-color");
      return Math.max(...out.split("\n").map((line) => (line.includes(root) ? 0 : line.length)));
    };
    expect(await longest(1000)).toBeGreaterThan(80);
    expect(await longest(undefined)).toBe(await longest(1000));
    expect(await longest(60)).toBeLessThanOrEqual(60);
    await ferry("doctor", "--json");
    expect(JSON.parse(out).checks.some(({ detail }: { detail: string }) => detail.length > 60 && !detail.includes("\n"))).toBe(true);
  });
});
