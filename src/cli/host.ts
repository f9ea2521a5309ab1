/** The oldest Node that has what we need (node:sqlite without a flag). */
const FLOOR = { major: 22, minor: 22 };

/** What this Node lacks, as a sentence; null when nothing. `version` as in `process.versions.node`. */
export function hostTrouble(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > FLOOR.major || (major === FLOOR.major && minor >= FLOOR.minor)) return null;
  return `this is Node ${version}, and Issue Ferry needs Node ${FLOOR.major}.${FLOOR.minor} or newer. Put a newer Node first on the PATH, then try again; npm need not install it anew. VS Code brings its own and needs none.`;
}
