// One of everything that the page objects act on. What it is told it writes into files of the workspace, where the tests look.
const vscode = require("vscode");
const { appendFileSync } = require("node:fs");
const { join } = require("node:path");

const rows = ["ACME-1", "ACME-2"];
const marked = new Set();
const changed = new vscode.EventEmitter();
const tinted = new vscode.EventEmitter();

/** @param {string} line */
function tell(line) {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder !== undefined) appendFileSync(join(folder.uri.fsPath, "told.txt"), `${line}\n`);
}

/** @param {string} key */
function item(key) {
  const row = new vscode.TreeItem(`${key} Valve sticks`, key === "ACME-1" ? vscode.TreeItemCollapsibleState.Expanded : 0);
  row.id = key;
  row.description = marked.has(key) ? "marked" : "In progress, NW-7";
  row.iconPath = new vscode.ThemeIcon(marked.has(key) ? "pass" : "warning");
  row.resourceUri = vscode.Uri.parse(`stand-in:/${key}`);
  row.contextValue = "row";
  row.accessibilityInformation = { label: `${key}, ${row.description}` };
  return row;
}

/** @type {vscode.TreeDataProvider<string>} */
const tree = {
  onDidChangeTreeData: changed.event,
  getChildren: (key) => (key === undefined ? rows : key === "ACME-1" ? ["ACME-1/child"] : []),
  getTreeItem: item,
  resolveTreeItem: (row) => {
    row.tooltip = `About ${row.id}`;
    return row;
  },
};

/** @param {vscode.TextDocument} document @param {vscode.DiagnosticCollection} problems */
function examine(document, problems) {
  const at = document.getText().indexOf("wrong");
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 5));
  problems.set(document.uri, at < 0 ? [] : [new vscode.Diagnostic(range, "This is wrong", vscode.DiagnosticSeverity.Warning)]);
}

const PANEL = `<!doctype html><html><body><h1>Sync details</h1><button id="press">Press</button><p id="said"></p><script>
const api = acquireVsCodeApi();
document.getElementById("press").onclick = () => api.postMessage("pressed");
window.addEventListener("message", (event) => { document.getElementById("said").textContent = event.data; });
</script></body></html>`;

/** @param {vscode.ExtensionContext} context */
exports.activate = function activate(context) {
  const { commands, window, languages, workspace } = vscode;
  const view = window.createTreeView("standIn.rows", { treeDataProvider: tree });
  view.badge = { value: 2, tooltip: "2 rows" };
  const status = window.createStatusBarItem("standIn.status", vscode.StatusBarAlignment.Left);
  status.name = "Stand-in";
  status.text = "$(sync) 2 rows";
  status.command = "standIn.pick";
  status.show();
  const problems = languages.createDiagnosticCollection("stand-in");
  const repaint = () => (changed.fire(undefined), tinted.fire(undefined));
  context.subscriptions.push(
    view,
    status,
    problems,
    window.createTreeView("standIn.empty", { treeDataProvider: { getChildren: () => [], getTreeItem: item } }),
    window.registerFileDecorationProvider({
      onDidChangeFileDecorations: tinted.event,
      provideFileDecoration: (uri) =>
        uri.scheme === "stand-in" ? { badge: marked.has(uri.path.slice(1)) ? "M" : "P", tooltip: "pending" } : undefined,
    }),
    workspace.onDidChangeTextDocument(({ document }) => examine(document, problems)),
    workspace.onDidOpenTextDocument((document) => examine(document, problems)),
    commands.registerCommand("standIn.refresh", () => (tell("refreshed"), repaint())),
    commands.registerCommand("standIn.rename", (key) => (marked.add(key), tell(`marked ${key}`), repaint())),
    commands.registerCommand("standIn.name", async () => {
      const name = await window.showInputBox({
        prompt: "Name of the row",
        validateInput: (text) => (text === "" ? "It needs a name" : null),
      });
      if (name === undefined) return;
      rows.push(name);
      tell(`named ${name}`);
      repaint();
      await window.showInformationMessage(`Added ${name}`, "Undo").then((answer) => tell(`answer ${answer}`));
    }),
    commands.registerCommand("standIn.pick", async () => {
      const picked = await window.showQuickPick(["Alpha", "Beta", "Gamma"], { canPickMany: true, placeHolder: "Pick some" });
      tell(`picked ${picked?.join("+")}`);
    }),
    commands.registerCommand("standIn.ask", async () => {
      tell(`asked ${await window.showWarningMessage("Really?", { modal: true, detail: "It cannot be undone." }, "Do it")}`);
    }),
    commands.registerCommand("standIn.folder", async () => {
      const chosen = await window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: "Use this folder" });
      tell(`folder ${chosen?.[0]?.fsPath}`);
    }),
    commands.registerCommand("standIn.file", async () => {
      tell(`file ${(await window.showSaveDialog({ saveLabel: "Save here" }))?.fsPath}`);
    }),
    commands.registerCommand("standIn.panel", () => {
      const panel = window.createWebviewPanel("standIn.panel", "ACME-1 details", vscode.ViewColumn.One, { enableScripts: true });
      panel.webview.html = PANEL;
      panel.webview.onDidReceiveMessage((said) => (tell(said), panel.webview.postMessage("thank you")));
    }),
  );
};
