/**
 * What an editor's own Node may lack of what the product needs; null: nothing. Asked before anything that needs it is loaded, so this file
 * imports nothing but by `import()`.
 */
export async function hostLack(): Promise<string | null> {
  try {
    const { DatabaseSync } = await import("node:sqlite");
    new DatabaseSync(":memory:").close();
  } catch {
    return "node:sqlite";
  }
  const [{ nodeCrypto }, { selfTest }] = await Promise.all([import("../crypto/node-crypto.ts"), import("../crypto/self-test.ts")]);
  return selfTest(nodeCrypto());
}

/** The machine's kind and the version of Node that runs us. */
export function systemName(): string {
  return `${process.platform} ${process.arch}, Node ${process.versions.node}`;
}
