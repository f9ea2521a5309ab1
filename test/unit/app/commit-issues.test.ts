import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openProject } from "../../../src/app/open-project.ts";
import { sync } from "../../../src/app/worker.ts";
import { watch } from "../../../src/app/watch.ts";
import { StoreUnavailable } from "../../../src/ports/store.ts";
import { openedProject, place } from "./opened-project.ts";

/** A project that asks for commits, and whose store is busy at the first of them. */
function busyAtFirst() {
  const root = place();
  const first = openedProject(root);
  const workspace = join(root, "Acme");
  const git = (...words: string[]): string =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@acme.example", ...words], { cwd: workspace, encoding: "utf8" });
  first.close();
  git("init", "--quiet", "--initial-branch", "main");
  git("config", "user.name", "Ada");
  git("config", "user.email", "ada@acme.example");
  writeFileSync(join(workspace, "issues/ACME-1.md"), "---\nkey: ACME-1\n---\n\n# Valve\n");
  git("add", ".");
  git("commit", "--quiet", "-m", "Begin");
  appendFileSync(join(workspace, ".issue-ferry/project.yaml"), "commit: true\n");
  const opened = openProject(workspace, { state: join(root, "Acme-state"), author: "Ada" });
  if (!opened.ok) throw new Error(opened.failure.kind);
  let asked = 0;
  const gateway = () => {
    if (asked++ === 0) throw new StoreUnavailable("busy");
    return opened.value.gateway();
  };
  return { project: { ...opened.value, gateway }, history: () => git("log", "--format=%s").trim().split("\n") };
}

test("a store that is busy at the time of the commit ends no pass, and the commit is made by the next", async () => {
  const { project, history } = busyAtFirst();
  try {
    const options = { untilIdle: true, timeoutMs: 0 };
    expect(await sync(project, options)).toMatchObject({ failures: [], committed: { kind: "not now" } });
    expect(await sync(project, options)).toMatchObject({ committed: { kind: "done", names: ["ACME-1.md"] } });
    expect(history()).toEqual(["Issue Ferry: ACME-1", "Begin"]);
  } finally {
    project.close();
  }
});

test("nor does it end who watches", async () => {
  const { project, history } = busyAtFirst();
  const stop = new AbortController();
  try {
    const ended = await watch(project, stop.signal, {
      pass: () => undefined,
      committed: ({ kind }) => (kind === "done" ? stop.abort() : undefined),
    });
    expect([ended, history()]).toEqual([null, ["Issue Ferry: ACME-1", "Begin"]]);
  } finally {
    stop.abort();
    project.close();
  }
});
