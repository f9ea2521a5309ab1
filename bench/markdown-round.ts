import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startPair } from "./ferry-pair.ts";
import { generateIssue } from "./generate-issues.ts";
import { makePlaces } from "./places.ts";

/** Seconds that so many new Markdown files need to become confirmed Markdown files of the partner, `watch` running there. */
export async function markdownRound(directory: string, issues: number): Promise<number> {
  const { sender, receiver, end } = await startPair(directory, "markdown");
  const folder = join(makePlaces(directory).workspace("acme"), "issues");
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < issues; number++) writeFileSync(join(folder, `report-${number}.md`), markdownText(number));
  await receiver.call("work");
  const seconds = await sender.call("workUntilConfirmed", issues);
  await receiver.call("rest");
  await end();
  return seconds;
}

/** The file as somebody writes it by hand: no key and no id yet. */
export function markdownText(number: number): string {
  const { fields } = generateIssue(number);
  const labels = fields.labels.map((label) => `  - ${label}\n`).join("");
  return `---
type: ${fields.type}
status: ${fields.status}
priority: ${fields.priority}
assignee: ${fields.assignee.name}
labels:
${labels}due: ${fields.due}
---

# ${fields.title}

${fields.body}
`;
}
