import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ferry } from "../demo/command-line.mjs";
import { secretsOf, sideOf } from "../start/sample-projects.mjs";

/** Somebody joins with the invitation that Nordwind has used: Acme gets an alarm. */
export async function addStranger(place: string, program: string): Promise<void> {
  const stranger = {
    project: join(place, "stranger"),
    home: join(place, "of-stranger"),
    state: join(secretsOf(place), "stranger"),
    author: "Sam",
  };
  for (const folder of [stranger.project, stranger.home]) mkdirSync(folder, { recursive: true });
  const invitation = join(secretsOf(place), "invitation.txt");
  for (const [side, ...line] of [
    [stranger, "init", "--name", "Harbour office", "--key", "HO"],
    [stranger, "join", invitation, "--exchange", join(place, "exchange"), "--name", "acme"],
    [stranger, "sync"],
    [sideOf(place, "acme"), "sync"],
  ] as const) {
    const { code, errors } = await ferry(program, side, [...line]);
    if (![0, 3, 4].includes(code)) throw new Error(`issue-ferry ${line[0]} ended with ${code}: ${errors}`);
  }
}
