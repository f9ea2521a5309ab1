import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A side as the end of a run looks at it. */
export interface AtRest {
  readonly name: string;
  readonly issues: string;
  /** What `issues --json` prints. */
  list(): Promise<Listed>;
}

export interface Listed {
  readonly connections: readonly { readonly queue: { readonly out: number; readonly in: number } }[];
  readonly issues: readonly { readonly key: string; readonly syncStatus: string }[];
}

/** What is not at rest, at either side or between them. */
export async function waitsFor(sides: readonly AtRest[], exchange: string): Promise<string[]> {
  const waits: string[] = [];
  for (const side of sides) {
    const { connections, issues } = await side.list();
    for (const { queue } of connections)
      if (queue.out + queue.in > 0) waits.push(`${side.name}: ${queue.out} wait to be sent, ${queue.in} to be applied`);
    for (const { key, syncStatus } of issues) if (syncStatus !== "up to date") waits.push(`${side.name}: ${key} is ${syncStatus}`);
    const files = readdirSync(side.issues).filter((name) => name.endsWith(".md")).length;
    if (files !== issues.length) waits.push(`${side.name}: ${files} files, ${issues.length} issues`);
  }
  for (const writer of readdirSync(exchange)) {
    const offered = readdirSync(join(exchange, writer), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ferry"));
    if (offered.length !== 1 || !offered[0]?.includes("ack-"))
      waits.push(`more than an acknowledgement in the exchange folder: ${offered.join(", ")}`);
  }
  return waits;
}

/** Nobody deleted anything, so the trash is empty; and what was prepared is gone. */
export function leftIn(side: Pick<AtRest, "name" | "issues">): string[] {
  const trash = join(side.issues, ".trash");
  return [
    ...(existsSync(trash) ? readdirSync(trash).map((name) => `${side.name}: ${name} is in the trash`) : []),
    ...readdirSync(side.issues)
      .filter((name) => name !== ".trash" && !name.endsWith(".md"))
      .map((name) => `${side.name}: ${name} was left behind`),
  ];
}
