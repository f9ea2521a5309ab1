import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startPair } from "./ferry-pair.ts";
import { markdownText } from "./markdown-round.ts";
import { makePlaces } from "./places.ts";

/** How often the partner's file is looked at: the figures are exact to this. */
const LOOK_MS = 2;
const GIVEN_UP_MS = 60_000;

/**
 * Seconds from saving a file to the partner's file, one for each edit, with `watch` running on both sides of a project of so many issues.
 * Judged from outside: this process writes one file and reads the other, and knows nothing of the product.
 */
export async function latencies(directory: string, issues: number, edits: number): Promise<readonly number[]> {
  const { sender, receiver, end } = await startPair(directory, "markdown");
  const places = makePlaces(directory);
  const folder = (name: string): string => join(places.workspace(name), "issues");
  for (let number = 0; number < issues; number++) writeFileSync(join(folder("acme"), `report-${number}.md`), markdownText(number));
  await receiver.call("work");
  await sender.call("workUntilConfirmed", issues);
  await sender.call("work");
  const [file = ""] = markdownFiles(folder("acme"));
  const own = join(folder("acme"), file);
  const theirs = join(folder("nordwind"), partnersFile(own, folder("nordwind")));
  const seconds: number[] = [];
  for (let edit = 0; edit < edits; edit++) {
    // Not always at the same moment of whatever beats inside.
    await sleep(300 + ((edit * 137) % 400));
    const mark = `Edit ${edit} of ${edits} was saved.`;
    writeFileSync(own, `${readFileSync(own, "utf8").trimEnd()}\n\n${mark}\n`);
    const saved = performance.now();
    while (!readOrNothing(theirs).includes(mark)) {
      if (performance.now() - saved > GIVEN_UP_MS) throw new Error(`edit ${edit} did not arrive`);
      await sleep(LOOK_MS);
    }
    seconds.push((performance.now() - saved) / 1000);
  }
  await sender.call("rest");
  await receiver.call("rest");
  await end();
  return seconds;
}

function markdownFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .toSorted();
}

/** The partner's file with the same id in its front matter. */
function partnersFile(own: string, folder: string): string {
  const id = /^id: (\S+)$/m.exec(readFileSync(own, "utf8"))?.[1];
  const found = markdownFiles(folder).find((name) => id !== undefined && readFileSync(join(folder, name), "utf8").includes(id));
  if (found === undefined) throw new Error("the partner has no such issue");
  return found;
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
