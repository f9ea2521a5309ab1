import { basename } from "node:path";
import { roomOf } from "./rooms.ts";

/** Longer files hold more than one concept. */
const LINE_LIMIT = 400;

/** These rooms are functions of their inputs: time, randomness and the outside come in as arguments or through a port. */
const PURE_ROOMS = ["model", "protocol", "envelope", "sync", "view"];

/** Ways to the outside that need no import. A member of that name (`port.fetch()`) is something else. */
const OUTSIDE = [
  /(?<![\w$.#])(?:setTimeout|setInterval|setImmediate|queueMicrotask|fetch|XMLHttpRequest|WebSocket|Worker)\s*\(/,
  /(?<![\w$.#])(?:process|console|performance|navigator|localStorage)\s*(?:\.|\[)/,
  /(?<![\w$.#])(?:globalThis|window)\b\s*(?:\.|\[)/,
  /(?<![\w$.#])crypto\s*\.\s*(?:subtle|randomUUID|getRandomValues)\b/,
  /(?<![\w$])Date\s*\.\s*now\b/,
  /(?<![\w$])new\s+Date\s*(?:\(\s*\)|(?=[;,)\]}]))/,
  /(?<![\w$.#]|new\s+)Date\s*\(\s*\)/,
  /(?<![\w$])Math\s*\.\s*random\b/,
];

/** Ways of the editor that make links of `[text](command:...)`, each with the one file that takes the links out of what it is given. */
const LINKING = [
  [/\b(?:show(?:Information|Warning|Error)Message|showInputBox|createInputBox|withProgress)\b/, "src/vscode/messages.ts"],
  [/\bsetTextDocumentLanguage\b/, "src/vscode/report-documents.ts"],
  // There the two links to an issue are trusted with two commands, apart from what came from a partner.
  [/\b(?:isTrusted|supportHtml)\s*=(?!=)/, "src/vscode/key-language.ts"],
] as const;

const DRAWERS = /^(?:utils?|helpers?|misc|common|shared|index)\.ts$/;
const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.ts$/;

/** What one source file has against the rules that no import shows; a sentence each, none when it is fine. */
export function sourceViolations(file: string, text: string): string[] {
  const code = withoutComments(text);
  const found: string[] = [];
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  if (lines > LINE_LIMIT) found.push(`${file} has ${lines} lines, more than ${LINE_LIMIT}`);
  if (!KEBAB_CASE.test(basename(file))) found.push(`${file} is not named in kebab-case`);
  if (DRAWERS.test(basename(file))) found.push(`${file} is named after no concept`);
  if (/^\s*export\s+default\b/m.test(code) || /\bas\s+default\b/.test(code)) found.push(`${file} has a default export`);
  if (/^\s*export\s+(?:type\s+)?(?:\*|\{[^}]*\}\s*from\b)/m.test(code)) found.push(`${file} passes on exports of another file`);
  const room = roomOf(file);
  if (room !== null && PURE_ROOMS.includes(room)) {
    for (const pattern of OUTSIDE) {
      const hit = pattern.exec(code);
      if (hit !== null) found.push(`${file} reaches outside: ${hit[0].trim()}`);
    }
  }
  for (const [linking, takenOut] of LINKING) {
    const hit = room === "vscode" && file !== takenOut ? linking.exec(code) : null;
    if (hit !== null) found.push(`${file} calls ${hit[0]}, past ${takenOut}`);
  }
  return found;
}

/** Good enough for rules that look for words: a `//` in a string hides the rest of its line. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
}
