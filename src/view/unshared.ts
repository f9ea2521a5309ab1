import { plainText } from "./plain-text.ts";

interface Unshared {
  readonly key: string;
  readonly left?: "nothing" | "on its way" | "a copy";
}

/** After sharing ended: what the partner keeps, and what cannot be called back. `name`: of the connection. `listed`: how several keys are told. */
export function unsharedSentences(name: string, issues: readonly Unshared[], listed = allKeys): string[] {
  const keysOf = (left: Unshared["left"]): string =>
    listed(issues.filter((issue) => (issue.left ?? "a copy") === left).map(({ key }) => key));
  const all = listed(issues.map(({ key }) => key));
  const said = [`${all} ${issues.length === 1 ? "is" : "are"} no longer shared with ${name}.`];
  const [nothing, way, copy] = [keysOf("nothing"), keysOf("on its way"), keysOf("a copy")];
  if (nothing !== "") said.push(`Nothing of ${nothing} has left.`);
  if (way !== "")
    said.push(
      `What was sent of ${way} is sealed and cannot be called back: the partner gets it, learns that it is no longer shared, and keeps a copy.`,
    );
  if (copy !== "") said.push(`The partner keeps a copy of ${copy}.`);
  return said;
}

function allKeys(keys: readonly string[]): string {
  return keys.map(plainText).join(", ");
}
