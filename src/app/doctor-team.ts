import { resolve } from "node:path";
import { gitDirectoryOf } from "../trackers/markdown/git-checkout.ts";
import { git } from "../trackers/markdown/git-run.ts";
import type { Check } from "./doctor-check.ts";
import { issueBranch } from "./issue-branch.ts";
import { mergeDriver } from "./merge-driver.ts";
import type { OpenProject } from "./open-project.ts";

/** Which machine talks to partners. That it is another one is nothing to put right. */
export function checkGateway(project: OpenProject): Check {
  const check = { check: "gateway", connection: null } as const;
  const gateway = project.gateway();
  switch (gateway.kind) {
    case "here":
      return { ...check, ok: true, code: "GATEWAY_HERE", data: { name: gateway.name } };
    case "elsewhere":
      if (gateway.lost !== undefined)
        return { ...check, ok: false, code: "STATE_LOST", data: { name: gateway.name, person: gateway.person, state: gateway.lost } };
      return { ...check, ok: true, code: "GATEWAY_ELSEWHERE", data: { name: gateway.name, person: gateway.person } };
    case "broken":
      return { ...check, ok: false, code: "GATEWAY_BROKEN", data: { at: gateway.at, line: gateway.line, detail: gateway.detail } };
    case "unnamed": {
      const has = project.store.connections().length > 0;
      return { ...check, ok: !has, code: has ? "GATEWAY_UNNAMED" : "GATEWAY_NONE", data: {} };
    }
  }
}

/** How git stands to the issues, where the project lies in a repository. */
export async function checkGit(project: OpenProject): Promise<readonly Check[]> {
  const { workspace, file } = project;
  const found = (ok: boolean, code: string, data: Check["data"] = {}): Check => ({ check: "git", connection: null, ok, code, data });
  if ((await gitDirectoryOf(resolve(workspace, file.issues))) === null) return [found(true, "GIT_NONE")];
  if ((await git(workspace, ["--version"])).kind === "missing") return [found(false, "GIT_MISSING")];
  const { branch, held } = await issueBranch(project);
  if (held !== null) return [found(false, "BRANCH_HELD", { at: held.at, code: held.code, detail: held.detail ?? "" })];
  const driver = await mergeDriver(workspace, file.issues);
  const gone = driver.ok && driver.value.command !== null && !driver.value.works;
  return [
    branch === null ? found(true, "GIT_APART") : found(true, "GIT_BRANCH", { branch }),
    ...(gone ? [found(false, "DRIVER_GONE", { command: driver.value.program ?? "" })] : []),
  ];
}
