import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Side, ferry } from "../demo/command-line.mjs";
import { secretsOf, sideOf } from "../start/sample-projects.mjs";

/** Both partners have this issue from Acme, and both answered while Acme changed it. */
const ISSUE = "Valve sticks in cold weather";

/** The sample project of Acme gets a second partner, and an issue on which both of them and Acme disagree. */
export async function addSecondPartner(place: string, program: string): Promise<void> {
  const acme = sideOf(place, "acme");
  const nordwind = sideOf(place, "nordwind");
  const harbour = {
    project: join(place, "harbour"),
    home: join(place, "of-harbour"),
    state: join(secretsOf(place), "harbour"),
    author: "Kim",
  };
  const exchange = join(place, "exchange-harbour");
  const invitation = join(secretsOf(place), "invitation-harbour.txt");
  for (const folder of [harbour.project, harbour.home, exchange]) mkdirSync(folder, { recursive: true });
  const run = async (side: Side, ...line: string[]): Promise<unknown> => {
    const { code, json, errors } = await ferry(program, side, line);
    if (![0, 3, 4].includes(code)) throw new Error(`issue-ferry ${line[0] ?? ""} ended with ${code}: ${errors}`);
    return json;
  };
  const keyOf = async (side: Side): Promise<string> => {
    const { issues } = (await run(side, "issues")) as { issues: { title: string; key: string }[] };
    return issues.find(({ title }) => title === ISSUE)?.key ?? `no issue "${ISSUE}"`;
  };

  await run(harbour, "init", "--name", "Harbour office", "--key", "HO");
  await run(acme, "connect", "harbour", "--exchange", exchange, "--out", invitation);
  // Who does the work says how it stands, as with the other partner.
  const settings = join(acme.project, ".issue-ferry", "connections", "harbour.yaml");
  const text = readFileSync(settings, "utf8");
  writeFileSync(settings, text.replace(/( *- name: status\n(?: {6}.*\n)*? {6}policy: )primary\n/, "$1secondary\n"));
  await run(harbour, "join", invitation, "--exchange", exchange, "--name", "acme");
  for (const side of [harbour, acme, harbour, acme]) await run(side, "sync");
  await run(acme, "config", "publish", "harbour", "--unverified");
  await run(acme, "start", "harbour");
  await run(acme, "share", await keyOf(acme), "--with", "harbour");
  for (const side of [acme, harbour]) await run(side, "sync");
  await run(harbour, "config", "accept", "acme", "--unverified");
  await run(harbour, "start", "acme");
  for (const side of [harbour, acme, harbour, acme, nordwind, acme, nordwind]) await run(side, "sync");

  await run(acme, "set", await keyOf(acme), "status=In review");
  for (const side of [harbour, nordwind]) await run(side, "set", await keyOf(side), "status=Done");
  for (const side of [acme, harbour, nordwind, acme]) await run(side, "sync");
}
