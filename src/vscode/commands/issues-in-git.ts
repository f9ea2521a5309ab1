import { placeIssues } from "../../app/issue-place.ts";
import { mergeDriver, programIn, removeMergeDriver, setMergeDriver } from "../../app/merge-driver.ts";
import type { Result } from "../../model/failure.ts";
import { TITLES } from "../../view/command-titles.ts";
import { type GitTrouble, PLACES, driverShort, gitSentence, placedSentence } from "../../view/git-words.ts";
import { DRIVER } from "../../view/team-words.ts";
import type { Ferry } from "../ferry.ts";
import { say } from "../messages.ts";
import { type Choice, alone, choose } from "../steps.ts";
import { carryOut } from "./carry-out.ts";
import { sayFailure } from "./telling.ts";
import { whichProject } from "./which.ts";

/** How git and the issues of a project stand to each other. */
export function gitCommands(ferry: Ferry): Readonly<Record<"placeIssues" | "mergeInGit", () => Promise<void>>> {
  return {
    placeIssues: async () => {
      const live = await whichProject(ferry, TITLES.placeIssues);
      if (live === null) return;
      const choices = (["ignored", "worktree", "repository"] as const).map((value) => ({ ...PLACES[value], value }));
      const asked = await choose(alone(TITLES.placeIssues), PLACES.ask, choices);
      if (asked.kind !== "answered") return;
      const { workspace, file } = live.project;
      const placed = await done(ferry, placeIssues(workspace, file.issues, asked.value));
      if (placed === null) return;
      void say(placedSentence(placed, file.issues));
      await carryOut(ferry, live, { kind: "sync" });
    },
    mergeInGit: async () => {
      const live = await whichProject(ferry, TITLES.mergeInGit);
      if (live === null) return;
      const { workspace, file } = live.project;
      const driver = await done(ferry, mergeDriver(workspace, file.issues));
      if (driver === null) return;
      const isSet = driver.command !== null || driver.ruled;
      const choices: readonly Choice<"set" | "remove">[] = [
        { ...(isSet ? DRIVER.renew : DRIVER.set), icon: "git-merge", value: "set" },
        ...(isSet ? [{ ...DRIVER.remove, icon: "trash", value: "remove" as const }] : []),
      ];
      const asked = await choose(alone(TITLES.mergeInGit), driverShort(driver), choices);
      if (asked.kind !== "answered") return;
      if (asked.value === "set") {
        const program = programIn(ferry.context.asAbsolutePath("dist/cli.js"));
        if (await done(ferry, setMergeDriver(workspace, file.issues, program))) void say(DRIVER.done);
      } else if (await done(ferry, removeMergeDriver(workspace, file.issues))) void say(DRIVER.removed);
    },
  };
}

/** What was done; null: it was not, which is said. */
async function done<T>(ferry: Ferry, work: Promise<Result<T, GitTrouble>>): Promise<T | null> {
  const made = await work;
  if (made.ok) return made.value;
  await sayFailure(ferry, gitSentence(made.failure));
  return null;
}
