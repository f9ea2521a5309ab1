// What the VS Code of each side is told before it starts.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECTS, sideOf } from "./sample-projects.mjs";

/** Quiet: nothing stands between a newcomer and the two projects. */
const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "security.workspace.trust.enabled": false,
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  // The samples lie inside of a repository that is not theirs.
  "git.openRepositoryInParentFolders": "never",
};

/**
 * Makes the directories and settings of a side's VS Code. What a person has changed there since stays.
 * @param {string} place @param {import("./sample-steps.mjs").Name} name
 * @returns {import("./browser-editor.mjs").Profile}
 */
export function profileOf(place, name) {
  const { machine, home, state, author } = sideOf(place, name);
  const { title, part } = PROJECTS[name];
  const profile = { userData: join(machine, "vscode"), extensions: join(machine, "extensions"), home };
  const own = { "issueFerry.stateDirectory": state, "issueFerry.author": author };
  // A window of the desktop reads the user's settings, one in a browser takes what belongs to the machine from the machine's.
  const quiet = { ...SETTINGS, "window.title": `${title} (${part})\${separator}\${activeEditorShort}` };
  keep(join(profile.userData, "User", "settings.json"), quiet, own);
  keep(join(profile.userData, "Machine", "settings.json"), {}, own);
  for (const folder of [profile.extensions, home]) mkdirSync(folder, { recursive: true });
  return profile;
}

/** @param {string} file @param {object} settings for the first time @param {object} own for ever: without them the window finds no connection */
function keep(file, settings, own) {
  mkdirSync(join(file, ".."), { recursive: true });
  let found = {};
  try {
    found = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  } catch {
    // Somebody wrote a comment into it: it stays as it is.
    return;
  }
  writeFileSync(file, JSON.stringify({ ...settings, ...found, ...own }, null, 2));
}
