import { equal, match } from "node:assert/strict";
import { before, describe, it } from "mocha";
import * as vscode from "vscode";
import { until } from "./until.ts";

function folder(): vscode.Uri {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  if (!first) throw new Error("no folder is open");
  return first.uri;
}

/** Text of each issue file, by name. */
async function issueFiles(): Promise<ReadonlyMap<string, string>> {
  const place = vscode.Uri.joinPath(folder(), "issues");
  const names = await vscode.workspace.fs.readDirectory(place).then(
    (found) => found.map(([name]) => name).filter((name) => name.endsWith(".md")),
    () => [],
  );
  const texts = names.map(async (name) => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(place, name));
    return [name, new TextDecoder().decode(bytes)] as const;
  });
  return new Map(await Promise.all(texts));
}

async function newIssue(title: string): Promise<string> {
  await vscode.commands.executeCommand("issueFerry.newIssue", { title, body: "" });
  const [name] = await until(`the file of "${title}"`, async () =>
    [...(await issueFiles())].find(([, text]) => text.includes(`# ${title}\n`)),
  );
  return name.replace(/\.md$/, "");
}

describe("a day's work", () => {
  let valve = "";

  before(async () => {
    valve = await newIssue("Valve sticks");
  });

  it("makes an issue of a title, with a key and a file", async () => {
    match(valve, /^[A-Z]+-\d+$/);
    equal(vscode.window.activeTextEditor?.document.fileName.endsWith(`${valve}.md`), true);
    match((await issueFiles()).get(`${valve}.md`) ?? "", new RegExp(`key: ${valve}\\n`));
  });
});
