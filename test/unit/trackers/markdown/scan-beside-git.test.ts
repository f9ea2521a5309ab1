import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MarkdownWorkspace, type Scan, issuesOf } from "../../../support/markdown-workspace.ts";

/** Issues in a repository of their own, on the branch main. */
let space: MarkdownWorkspace;
const git = (...words: string[]): string =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@acme.example", ...words], {
    cwd: space.root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
const commit = (): void => {
  git("add", ".");
  git("commit", "--quiet", "-m", "issues");
};
const text = (status: string, key = "ACME-1"): string =>
  `---\nkey: ${key}\nid: 06h05dr715t4qebvh2m3e3ha9${key === "ACME-1" ? "r" : "w"}\nstatus: ${status}\n---\n\n# Valve\n\nIt opens late.\n`;
/** What a scan tells of the issues: a status each, or the question. */
const toldBy = ({ observations }: Scan): string[] =>
  observations.map((one) =>
    one.kind === "issue" ? (one.issue.fields["status"] as string) : one.kind === "question" ? one.question : one.kind,
  );
const told = async (): Promise<string[]> => toldBy(await space.scan());
/** Until what is there is read, and git's last change is old enough. */
const settled = async (): Promise<string[]> => {
  const all: string[] = [];
  for (let quiet = false; !quiet;) {
    const scan = await space.scan();
    all.push(...toldBy(scan));
    quiet = !scan.unsettled;
  }
  return all;
};

beforeEach(() => {
  space = new MarkdownWorkspace();
  git("init", "--quiet", "--initial-branch", "main");
  space.put("ACME-1.md", text("New"));
  commit();
});
afterEach(() => {
  vi.unstubAllEnvs();
  space.close();
});

/** Git, which does something else first when it is asked what these words say. */
function slowGit(words: string, first: string): void {
  const programs = join(space.root, "programs");
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  mkdirSync(programs);
  writeFileSync(
    join(programs, "git"),
    `#!/bin/sh\ncase "$*" in ${words}) ${first.replaceAll("git ", `${real} `)};; esac\nexec ${real} "$@"\n`,
  );
  chmodSync(join(programs, "git"), 0o755);
  vi.stubEnv("PATH", `${programs}:${process.env["PATH"] ?? ""}`);
}

describe("git changes the branch while it is looked at", () => {
  beforeEach(() => {
    git("checkout", "--quiet", "-b", "other");
    space.put("ACME-1.md", text("Spoiled"));
    commit();
    git("checkout", "--quiet", "main");
  });

  test("once: the other branch is not read", async () => {
    expect(await settled()).toEqual(["New"]);
    git("commit", "--quiet", "--allow-empty", "-m", "more");
    slowGit("*rev-parse*HEAD*", `[ -e ${space.root}/done ] || { touch ${space.root}/done; git checkout --quiet other; }`);
    const { diagnostics, observations } = await space.scan();
    expect([observations, diagnostics.map(({ code }) => code)]).toEqual([[], ["OTHER_BRANCH"]]);
  });

  test("again and again, before anything was read: nothing is", { timeout: 30_000 }, async () => {
    slowGit("*rev-parse*HEAD*", "git commit --quiet --allow-empty -m more");
    vi.stubEnv("GIT_AUTHOR_NAME", "Ada");
    vi.stubEnv("GIT_AUTHOR_EMAIL", "ada@acme.example");
    vi.stubEnv("GIT_COMMITTER_NAME", "Ada");
    vi.stubEnv("GIT_COMMITTER_EMAIL", "ada@acme.example");
    const { diagnostics, observations, unsettled } = await space.scan();
    expect([observations, diagnostics.map(({ code }) => code), unsettled]).toEqual([[], ["GIT_WRITES"], true]);
  });
});

describe("put back by git", () => {
  /** A partner's changes, one after the other. */
  async function partnerChanges(count: number): Promise<void> {
    let [issue] = issuesOf(await space.scan());
    for (let n = 1; n <= count; n++) {
      const outcome = await space.put1(issue?.id ?? "", issue?.version ?? null, { fields: { status: `S${n}` } });
      if (outcome.kind !== "applied" || outcome.issue === null) throw new Error(outcome.kind);
      issue = outcome.issue;
    }
  }

  test.each([3, 12])("after %i changes of a partner: that is asked, whether the text is kept or not", async (count) => {
    await partnerChanges(count);
    await settled();
    git("stash", "--quiet");
    expect(await settled()).toEqual(["older text"]);
  });

  test("a file whose name means something to git", async () => {
    space.put("ACME-2.md", text("New", "ACME-2"));
    await settled();
    git("add", "--all");
    renameSync(space.path("ACME-2.md"), space.path(":(x) *.md"));
    commit();
    await settled();
    for (const [name, key] of [["ACME-1.md"], [":(x) *.md", "ACME-2"]] as const) space.put(name, text("Done", key));
    expect(await settled()).toEqual(["Done", "Done"]);
    git("stash", "--quiet");
    expect(await settled()).toEqual(["older text", "older text"]);
  });

  test("no program runs that the clone names for its files", async () => {
    writeFileSync(join(space.root, ".gitattributes"), "*.md filter=own\n");
    commit();
    await settled();
    git("config", "filter.own.clean", `sh -c 'touch ${space.root}/ran; cat'`);
    space.put("ACME-1.md", text("Done"));
    expect(await settled()).toEqual(["Done"]);
    space.put("ACME-1.md", text("New"));
    expect(await settled()).toEqual(["older text"]);
    expect(existsSync(join(space.root, "ran"))).toBe(false);
  });
});

describe("edits that come with commits are edits", () => {
  test("of a pull, also where it could not be read at once", async () => {
    await settled();
    git("checkout", "--quiet", "-b", "team");
    space.put("ACME-1.md", text("Done"));
    commit();
    git("checkout", "--quiet", "main");
    await settled();
    git("merge", "--quiet", "--ff-only", "team");
    // However long that scan takes, an emptied file is young in it.
    space.ahead = -600_000;
    space.put("ACME-1.md", "");
    expect(await space.scan()).toMatchObject({ observations: [], unsettled: true });
    space.ahead = 0;
    space.put("ACME-1.md", text("Done"));
    expect(await settled()).toEqual(["Done"]);
  });

  test("of a branch that a person stands on from now on", async () => {
    git("checkout", "--quiet", "-b", "other");
    space.put("ACME-1.md", text("Other"));
    commit();
    git("checkout", "--quiet", "main");
    await settled();
    git("checkout", "--quiet", "other");
    await settled();
    space.memory.commit((await space.tracker.standHere?.()) ?? []);
    expect(await settled()).toEqual(["Other"]);
    git("commit", "--quiet", "--allow-empty", "-m", "more");
    expect(await settled()).toEqual([]);
  });
});

test("where git cannot be asked and never was, a person says whether it keeps the issues", async () => {
  const path = process.env["PATH"] ?? "";
  vi.stubEnv("PATH", space.issues);
  expect((await space.scan()).diagnostics.map(({ code }) => code)).toEqual(["GIT_MUTE"]);
  space.memory.commit((await space.tracker.standHere?.()) ?? []);
  expect(await told()).toEqual(["New"]);
  vi.stubEnv("PATH", path);
  await settled();
  git("checkout", "--quiet", "-b", "other");
  expect((await space.scan()).diagnostics.map(({ code }) => code)).toEqual(["OTHER_BRANCH"]);
});
