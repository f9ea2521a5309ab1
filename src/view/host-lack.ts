/** What an editor's host must have and has not. `lack`: `node:sqlite`, or the part of cryptography that failed its known answers. */
export function hostLackSentence(lack: string, editor: string, version: string): string {
  const what = lack === "node:sqlite" ? "has no built-in database (node:sqlite)" : `cannot do what encryption needs (${lack})`;
  return `Issue Ferry cannot work here: ${editor} ${version} ${what}. Update the editor to a version like VS Code 1.115 or newer; the command line works meanwhile.`;
}
