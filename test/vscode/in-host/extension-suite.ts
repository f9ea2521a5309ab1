import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

const ID = "issue-ferry.issue-ferry";

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(ID);
  ok(found, `${ID} is not among ${vscode.extensions.all.map(({ id }) => id).join(", ")}`);
  return found;
}

describe("the extension", () => {
  it("is active soon, since the folder is a project", async () => {
    const end = Date.now() + 30_000;
    while (!extension().isActive && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
    equal(extension().isActive, true);
  });

  it("has a command behind each one that it shows", async () => {
    await extension().activate();
    const { contributes } = extension().packageJSON as Manifest;
    const known = new Set(await vscode.commands.getCommands(true));
    deepEqual(
      contributes.commands.map(({ command }) => command).filter((command) => !known.has(command)),
      [],
    );
  });

  it("has a default for each setting, and VS Code knows it", () => {
    const { configuration } = (extension().packageJSON as Manifest).contributes;
    for (const [name, setting] of Object.entries(configuration.properties))
      deepEqual(vscode.workspace.getConfiguration().inspect(name)?.defaultValue, setting.default, name);
  });

  it("runs where the files are", () => {
    equal(extension().extensionKind, vscode.ExtensionKind.Workspace);
  });
});
