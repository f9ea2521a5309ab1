import * as vscode from "vscode";

/** A window that does not answer this long types nothing either; the pass goes on. */
const ANSWER_MS = 1000;

/**
 * Ends when what was typed in this window until now is known here: its answer comes behind what it told before. Who only looked at what is known
 * here wrote under the first letters of a person.
 */
export async function settleWindow(): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ANSWER_MS);
  });
  const answered = Promise.resolve(vscode.commands.executeCommand("setContext", "issueFerry.writes", true)).then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([answered, enough]);
  clearTimeout(timer);
}
