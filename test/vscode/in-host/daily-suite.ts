import { deepEqual, equal, match, ok } from "node:assert/strict";
import { before, describe, it } from "mocha";
import * as vscode from "vscode";
import { until } from "./until.ts";

function folder(): vscode.Uri {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  if (!first) throw new Error("no folder is open");
  return first.uri;
}

/** Text of each issue file, by key. */
async function issueFiles(): Promise<ReadonlyMap<string, string>> {
  const place = vscode.Uri.joinPath(folder(), "issues");
  const names = await vscode.workspace.fs.readDirectory(place).then(
    (found) => found.map(([name]) => name).filter((name) => name.endsWith(".md")),
    () => [],
  );
  const texts = names.map(async (name) => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(place, name));
    return [name.replace(/\.md$/, ""), new TextDecoder().decode(bytes)] as const;
  });
  return new Map(await Promise.all(texts));
}

async function keyOf(title: string): Promise<string> {
  const [key] = await until(`the file of "${title}"`, async () => [...(await issueFiles())].find(([, text]) => text.includes(title)));
  return key;
}

async function newIssue(title: string): Promise<string> {
  await vscode.commands.executeCommand("issueFerry.newIssue", { title, body: "" });
  return keyOf(title.slice(0, 10));
}

/** A text in the editor. */
async function shown(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(folder(), name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

const endOf = ({ document }: vscode.TextEditor): vscode.Position => document.positionAt(document.getText().length);

/** Suggestions of ours at the end of a text, as a person who typed its last sign gets them. */
async function suggestions(editor: vscode.TextEditor): Promise<readonly vscode.CompletionItem[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    editor.document.uri,
    endOf(editor),
    editor.document.getText().endsWith("#") ? "#" : undefined,
    20,
  );
  return items.filter(({ insertText }) => typeof insertText === "string" && insertText.startsWith("#ACME-"));
}

const settings = () => vscode.workspace.getConfiguration("issueFerry.keys");

describe("a day's work", () => {
  let valve = "";
  let pump = "";

  before(async () => {
    valve = await newIssue("Valve sticks [in](command:workbench.action.quit) the cold");
    pump = await newIssue("Pump leaks");
    await until("the first suggestion", async () => (await suggestions(await shown("ready.txt", "see #"))).length > 0);
  });

  it("makes an issue of a title, with a key and a file", async () => {
    match(valve, /^ACME-\d+$/);
    match((await issueFiles()).get(valve) ?? "", new RegExp(`key: ${valve}\\n`));
  });

  it("suggests keys behind a sign, newest first, and finds them by key and title", async () => {
    const all = await suggestions(await shown("all.ts", "// see #"));
    deepEqual(
      all.map(({ insertText }) => insertText),
      [`#${pump}`, `#${valve}`],
    );
    match(String(all[0]?.detail), /only here/);
    const { documentation } = all[1] ?? {};
    match(documentation instanceof vscode.MarkdownString ? documentation.value : "", /Valve sticks/);
    const byTitle = await suggestions(await shown("title.ts", "// see #valv"));
    deepEqual(
      byTitle.map(({ insertText }) => insertText),
      [`#${valve}`],
    );
  });

  it("suggests nothing at the beginning of a line, in colours and in languages that a person took away", async () => {
    for (const [name, text] of [
      ["a.py", "#"],
      ["b.ts", 'const red = "#'],
      ["c.css", "a { color: #"],
    ] as const)
      deepEqual(await suggestions(await shown(name, text)), [], name);
  });

  it("says what a key stands for, with ways to the issue and no others", async () => {
    const editor = await shown("hover.md", `Fixed ${valve}, see #${pump.toLowerCase()} and ACME-999.\n`);
    const at = (text: string) => editor.document.positionAt(editor.document.getText().indexOf(text) + 2);
    const hoverAt = async (position: vscode.Position): Promise<string[]> => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", editor.document.uri, position);
      return found.flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value));
    };
    const [said = "", links = ""] = await hoverAt(at(valve));
    match(said, /Valve sticks/);
    ok(!said.includes("](command:"), said);
    match(
      links,
      /^\[Open Issue\]\(command:issueFerry\.openIssue\?[^)\s]+\) \| \[Sync Details\]\(command:issueFerry\.showDetails\?[^)\s]+\)$/,
    );
    match((await hoverAt(at(`#${pump.toLowerCase()}`)))[0] ?? "", /Pump leaks/);
    deepEqual(await hoverAt(at("ACME-999")), []);
  });

  it("leads from a key to the issue's file", async () => {
    const editor = await shown("links.md", `Fixed #${valve} and ${pump}, not ACME-999, ${valve}.md or ${valve.toLowerCase()}.\n`);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>("vscode.executeLinkProvider", editor.document.uri, 20);
    const ours = links.filter(({ target }) => target?.scheme === "command");
    deepEqual(
      ours.map(({ range }) => editor.document.getText(range)),
      [`#${valve}`, pump],
    );
    const [, second] = ours;
    const { path = "", query = "" } = second?.target ?? {};
    await vscode.commands.executeCommand(path, ...(JSON.parse(query) as unknown[]));
    await until("the file", () => vscode.window.activeTextEditor?.document.fileName.endsWith(`${pump}.md`));
  });

  it("has no link in an issue's file to itself", async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder(), "issues", `${pump}.md`));
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>("vscode.executeLinkProvider", document.uri, 20);
    deepEqual(
      links.filter(({ target }) => target?.scheme === "command"),
      [],
    );
  });

  it("makes an issue of a TODO comment, puts its key into it, and one undo takes it out again", async () => {
    const text = "run();\n// TODO(ada): grease the hinge\n// It squeaks.\nstop();\n";
    const editor = await shown("todo.ts", text);
    const { uri } = editor.document;
    const [action] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      new vscode.Range(1, 5, 1, 5),
      vscode.CodeActionKind.QuickFix.value,
    );
    equal(action?.title, "New Issue From TODO Comment");
    await vscode.commands.executeCommand(action?.command?.command ?? "", ...((action?.command?.arguments ?? []) as unknown[]));
    const key = await keyOf("grease the hinge");
    match((await issueFiles()).get(key) ?? "", /\nIt squeaks\.\n\nFrom `todo\.ts:2`\.\n/);
    equal(editor.document.getText(), text.replace("TODO(ada)", `TODO(ada) #${key}`));
    const none = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      new vscode.Range(1, 5, 1, 5),
    );
    deepEqual(
      none.filter(({ command }) => command?.command === "issueFerry.newIssueFromComment"),
      [],
    );
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand("undo");
    equal(editor.document.getText(), text);
  });

  it("offers the selection only to who asks what can be done", async () => {
    const editor = await shown("selection.ts", "grind();\npolish();\n");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      editor.document.uri,
      new vscode.Range(0, 0, 1, 9),
    );
    ok(actions.some(({ command }) => command?.command === "issueFerry.newIssueFromSelection"));
  });

  it("knows no keys where a person has switched that off, and knows them again", async () => {
    const text = `see ${valve} #`;
    await settings().update("enabled", false, vscode.ConfigurationTarget.Global);
    const editor = await shown("off.txt", text);
    await until("no suggestion", async () => (await suggestions(editor)).length === 0);
    await settings().update("enabled", undefined, vscode.ConfigurationTarget.Global);
    await until("suggestions again", async () => (await suggestions(editor)).length > 0);
    await settings().update("languages", ["*", "-plaintext"], vscode.ConfigurationTarget.Global);
    await until("no suggestion in this language", async () => (await suggestions(editor)).length === 0);
    await settings().update("languages", undefined, vscode.ConfigurationTarget.Global);
    await until("suggestions in this language", async () => (await suggestions(editor)).length > 0);
  });

  it("shows the page of an issue, and the doctor's report, from the files in which they stand", async () => {
    const id = /^id: (\w+)$/m.exec((await issueFiles()).get(pump) ?? "")?.[1];
    await vscode.commands.executeCommand("issueFerry.showDetails", { project: "06h04xp49hwczaw7b6x2cp97b4", issue: id });
    await until("the page", () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === `${pump}: sync details`)),
    );
    void vscode.commands.executeCommand("issueFerry.doctor");
    await until("the report", () => vscode.window.visibleTextEditors.some(({ document }) => document.uri.path.includes("Doctor")));
  });

  it("what is wrong in a settings file is said while it is typed, and its keys are offered", async () => {
    const uri = vscode.Uri.joinPath(folder(), ".issue-ferry/project.yaml");
    const shown = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await shown.edit((change) => change.insert(endOf(shown), "comit: true\n"));
    const [problem] = await until("a problem of the settings file", () => {
      const found = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "Issue Ferry");
      return found.length > 0 ? found : undefined;
    });
    match(problem?.message ?? "", /comit: there is no such key; perhaps commit is meant/);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      uri,
      endOf(shown),
    );
    ok(items.some(({ insertText }) => insertText === "key-prefix: "));
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });
});
