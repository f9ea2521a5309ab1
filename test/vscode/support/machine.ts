import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Quiet, without the parts that talk to the network or stand in the way of clicks. */
const SETTINGS = {
  "workbench.startupEditor": "none",
  "security.workspace.trust.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "git.openRepositoryInParentFolders": "never",
  "files.simpleDialog.enable": true,
  "window.dialogStyle": "custom",
  // What is typed is what stands in the file.
  "editor.autoClosingBrackets": "never",
  "editor.autoClosingQuotes": "never",
  "editor.autoIndent": "none",
  "[yaml]": { "editor.autoIndent": "none" },
  "editor.acceptSuggestionOnEnter": "off",
  "editor.acceptSuggestionOnCommitCharacter": false,
  "files.autoSave": "off",
};

/** One user's machine: nothing of it is shared with another, and nothing with whoever runs the tests. */
export interface Machine {
  readonly home: string;
  /** The folder that is opened when no other is named; exists and is empty. */
  readonly workspace: string;
  readonly userData: string;
  readonly extensions: string;
  /** What a program on this machine sees, such as the command line. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A directory for everything of one test, removed by `remove`. Its path is short: sockets lie in it. */
export function playground(): { readonly path: string; remove: () => void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "ferry-ui-")));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * Makes the machine of `name` below `root`.
 * @param settings user settings besides the quiet ones; undefined takes one away
 */
export function createMachine(root: string, name: string, settings: Readonly<Record<string, unknown>> = {}): Machine {
  const base = join(root, name);
  const home = join(base, "home");
  const folders = { home, workspace: join(base, "project"), userData: join(base, "data"), extensions: join(base, "extensions") };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  mkdirSync(join(folders.userData, "User"), { recursive: true });
  writeFileSync(settingsFile(folders), "{}");
  writeFileSync(join(home, ".gitconfig"), `[user]\n\tname = ${name}\n\temail = ${name.toLowerCase()}@example.org\n`);
  const machine = { ...folders, environment: environmentOf(home) };
  changeSettings(machine, { ...SETTINGS, ...settings });
  return machine;
}

/** Changes user settings; open windows see it when they are loaded again. undefined takes one away. */
function changeSettings(machine: Machine, changes: Readonly<Record<string, unknown>>): void {
  const file = settingsFile(machine);
  const settings = { ...(JSON.parse(readFileSync(file, "utf8")) as object), ...changes };
  writeFileSync(file, JSON.stringify(settings, null, 2));
}

function settingsFile({ userData }: Pick<Machine, "userData">): string {
  return join(userData, "User", "settings.json");
}

/** Ours without what would tie the server to the editor, the test runner or the project it is started from. */
function environmentOf(home: string): Record<string, string> {
  const foreign = /^(?:VSCODE_|CODE_SERVER_|ELECTRON_|ISSUE_FERRY_|GIT_|XDG_|npm_|NODE_|VITEST|PORT$|PASSWORD$|TEST$|DEV$|PROD$|MODE$)/;
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !foreign.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_STATE_HOME: join(home, ".local", "state"),
    XDG_DATA_HOME: join(home, ".local", "share"),
    XDG_CACHE_HOME: join(home, ".cache"),
    GIT_CONFIG_NOSYSTEM: "1",
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}
