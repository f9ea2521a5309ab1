import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect, joinByInvitation } from "../../src/app/connect.ts";
import { init } from "../../src/app/init.ts";
import { type OpenProject, openProject } from "../../src/app/open-project.ts";
import { carryOutAnywhere, sync } from "../../src/app/worker.ts";
import type { Command } from "../../src/model/command.ts";
import { type User, user } from "./command-line.ts";

/** One project with many partners, each over an exchange folder of its own; they share all their issues. Nobody works. */
export interface Hub {
  readonly hub: User;
  readonly partners: readonly Partner[];
}

export interface Partner {
  /** What the hub calls the connection. */
  readonly name: string;
  readonly user: User;
  readonly exchange: string;
  /** The partner's own directory in the exchange folder for this connection: where it may leave whatever it likes. */
  readonly offers: string;
}

/** `share`: what the hub shares; `attachments`: what the contracts say of them. Set up in this process, by the same code as the command line's: fifty starts of the program take a busy machine a minute. */
export async function hubWith(root: string, names: readonly string[], share: "all" | "marked" = "all", attachments = "none"): Promise<Hub> {
  const hub = user(root, "hub");
  const main = opened(hub, "HUB");
  const partners: Partner[] = [];
  for (const name of names) partners.push(await partnerOf(root, main, name, share, attachments));
  main.close();
  return { hub, partners };
}

async function partnerOf(root: string, main: OpenProject, name: string, share: string, attachments: string): Promise<Partner> {
  const exchange = join(root, "exchange", name);
  mkdirSync(exchange, { recursive: true });
  const partner = user(root, name);
  const project = opened(partner, "PART");
  const made = await connect(main, { name, exchange, share }, null);
  if (!made.ok) throw new Error(JSON.stringify(made.failure));
  const file = join(root, "hub/project/.issue-ferry/connections", `${name}.yaml`);
  writeFileSync(file, readFileSync(file, "utf8").replace(/^( *)attachments: .*$/m, `$1attachments: ${attachments}`));
  const joined = await joinByInvitation(project, made.value.text, { name: "hub", exchange, share: "all" });
  if (!joined.ok) throw new Error(JSON.stringify(joined.failure));
  const turns = async (...sides: readonly OpenProject[]): Promise<void> => {
    for (const side of sides) await sync(side, { untilIdle: true, timeoutMs: 0 });
  };
  await turns(project, main, project, main);
  await carryOut(main, { kind: "publish", connection: name, note: "", unverified: true, author: "test" });
  await turns(main, project);
  await carryOut(project, { kind: "accept", connection: "hub", contract: 1, note: "", unverified: true, author: "test" });
  await carryOut(main, { kind: "start", connection: name, author: "test" });
  await carryOut(project, { kind: "start", connection: "hub", author: "test" });
  await turns(project, main, project, main);
  const [connection] = project.store.connections();
  const offers = join(exchange, project.context.self, connection?.id ?? "");
  project.close();
  return { name, user: partner, exchange, offers };
}

function opened({ workspace, state }: User, key: string): OpenProject {
  const made = init(workspace, { name: undefined, key, issues: "issues" });
  if (!made.ok) throw new Error(made.failure.kind);
  const project = openProject(workspace, { state, author: "Ada" });
  if (!project.ok) throw new Error(project.failure.kind);
  return project.value;
}

async function carryOut(project: OpenProject, command: Command): Promise<void> {
  const outcome = await carryOutAnywhere(project, command);
  if (outcome.kind === "failed") throw new Error(`${command.kind}: ${outcome.code}`);
}

export function writeIssue({ workspace }: User, file: string, text: string): void {
  mkdirSync(join(workspace, "issues"), { recursive: true });
  writeFileSync(join(workspace, "issues", file), text);
}

/** Whether any issue file of this project holds the text. */
export function holds({ workspace }: User, text: string): boolean {
  const folder = join(workspace, "issues");
  const read = (name: string): string => {
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch {
      return "";
    }
  };
  try {
    return readdirSync(folder).some((name) => name.endsWith(".md") && read(name).includes(text));
  } catch {
    return false;
  }
}
