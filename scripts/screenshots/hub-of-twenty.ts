import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { connect, joinByInvitation } from "../../src/app/connect.ts";
import { init } from "../../src/app/init.ts";
import { type OpenProject, openProject } from "../../src/app/open-project.ts";
import { carryOutAnywhere, sync } from "../../src/app/worker.ts";
import type { Command } from "../../src/model/command.ts";

/** What has become of the connection with a partner. */
type Fate =
  | "runs"
  | "never joined"
  | "stopped here"
  | "asked anew"
  | "declined"
  | "folder gone"
  | "settings broken"
  | "closed by them"
  | "closed here"
  | "revoked"
  | "pending";

/** Twenty partners, as a yard that builds ships with many suppliers has them: most of them run. */
const PARTNERS: readonly (readonly [name: string, project: string, fate: Fate])[] = [
  ["nordwind", "Nordwind", "runs"],
  ["harbour-office", "Harbour office", "runs"],
  ["atlas-motors", "Atlas Motors", "runs"],
  ["baltic-steel", "Baltic Steel", "declined"],
  ["cable-and-wire", "Cable & Wire Works Ltd.", "runs"],
  ["classification-society", "Classification Society for Inland Vessels, Survey Department", "runs"],
  ["deck-fittings", "Deck Fittings", "pending"],
  ["elbe-paint", "Elbe Paint", "folder gone"],
  ["fire-protection", "Fire Protection North", "runs"],
  ["galley-equipment", "Galley Equipment", "never joined"],
  ["hydraulics", "Hansen Hydraulics", "runs"],
  ["insulation", "Insulation Partners", "stopped here"],
  ["joinery", "Joinery Petersen", "runs"],
  ["lifeboats", "Lifeboats & Davits", "asked anew"],
  ["navigation", "Navigation Systems", "runs"],
  ["pipe-shop", "Pipe Shop", "settings broken"],
  ["propellers", "Propellers", "runs"],
  ["quay-cranes", "Quay Cranes", "closed by them"],
  ["radio", "Radio Room", "revoked"],
  ["water-treatment", "Water Treatment", "closed here"],
];

export interface HubProject {
  readonly project: string;
  readonly state: string;
  readonly author: string;
}

/** Where the hub's project and its secrets lie, below a place. */
export function hubOf(place: string, secrets: string): HubProject {
  return { project: join(place, "shipyard"), state: join(secrets, "shipyard"), author: "Ada Marsh" };
}

interface Partner {
  readonly name: string;
  readonly title: string;
  readonly fate: Fate;
  readonly exchange: string;
  readonly project: OpenProject;
}

/** Makes a project with twenty partners below a place. In this process: hundreds of starts of the program take a busy machine many minutes. */
export async function layOutHub(place: string, secrets: string): Promise<void> {
  const { project, state, author } = hubOf(place, secrets);
  const hub = opened(project, state, "Shipyard", "YARD", author);
  const partners: Partner[] = [];
  for (const [name, title, fate] of PARTNERS) {
    const exchange = join(place, "exchange", name);
    mkdirSync(exchange, { recursive: true });
    const made = await connect(hub, { name, exchange, share: "marked" }, null);
    if (!made.ok) throw new Error(JSON.stringify(made.failure));
    if (fate === "never joined") continue;
    const prefix = title.replaceAll(/[^A-Z]/g, "").slice(0, 4);
    const partner = opened(join(place, "partners", name), join(secrets, "partners", name), title, prefix.padEnd(2, "X"), "Bo Lind");
    const joined = await joinByInvitation(partner, made.value.text, { name: "shipyard", exchange, share: "all" });
    if (!joined.ok) throw new Error(JSON.stringify(joined.failure));
    partners.push({ name, title, fate, exchange, project: partner });
  }
  await rounds(hub, partners, 2);
  await agree(hub, partners);
  const running = partners.filter(({ fate }) => fate !== "declined");
  for (const { name, title } of running) {
    const issues = ["Drawings are not final", `Delivery of ${title}`, "Sea trials: who is on board?"];
    for (const [number, text] of issues.entries()) writeIssue(hub, `${name}-${number}.md`, name, text);
  }
  await rounds(hub, running, 3);
  for (const partner of running) await befall(hub, partner);
  await rounds(
    hub,
    partners.filter(({ fate }) => TOLD.has(fate)),
    2,
  );
  for (const partner of running.filter(({ fate }) => fate === "folder gone")) renameSync(partner.exchange, `${partner.exchange}-moved`);
  for (const { project } of partners) project.close();
  hub.close();
}

/** What the other side has to hear of before it shows. */
const TOLD: ReadonlySet<Fate> = new Set(["closed by them", "closed here"]);

async function rounds(hub: OpenProject, partners: readonly Partner[], times: number): Promise<void> {
  for (let round = 0; round < times; round++) {
    for (const { project } of partners) await pass(project);
    await pass(hub);
  }
}

async function pass(project: OpenProject): Promise<void> {
  await sync(project, { untilIdle: true, timeoutMs: 0 });
}

async function agree(hub: OpenProject, partners: readonly Partner[]): Promise<void> {
  for (const { name } of partners) await order(hub, { kind: "publish", connection: name, note: "", unverified: true, author: "Ada Marsh" });
  await pass(hub);
  for (const { project, name, fate } of partners) {
    await pass(project);
    const answered = { connection: "shipyard", contract: 1, author: "Bo Lind" };
    if (fate === "declined") {
      await order(project, { kind: "decline", ...answered, note: "Comments, too, please" });
      continue;
    }
    await order(project, { kind: "accept", ...answered, note: "", unverified: true });
    await order(project, { kind: "start", connection: "shipyard", author: "Bo Lind" });
    await order(hub, { kind: "start", connection: name, author: "Ada Marsh" });
  }
  await rounds(hub, partners, 1);
}

async function befall(hub: OpenProject, { name, fate, project }: Partner): Promise<void> {
  const settings = join(hub.workspace, ".issue-ferry", "connections", `${name}.yaml`);
  const rewrite = (line: RegExp, text: string): void => writeFileSync(settings, readFileSync(settings, "utf8").replace(line, text));
  switch (fate) {
    case "stopped here":
      return order(hub, { kind: "stop", connection: name, author: "Ada Marsh" });
    case "asked anew":
      rewrite(/^( *)attachments: .*$/m, "$1attachments: all");
      return order(hub, { kind: "publish", connection: name, note: "photos, too", unverified: true, author: "Ada Marsh" });
    case "settings broken":
      return rewrite(/^share: .*$/m, "share: lable:pump");
    case "closed by them":
      return order(project, { kind: "remove", connection: "shipyard", author: "Bo Lind" });
    case "closed here":
      return order(hub, { kind: "remove", connection: name, author: "Ada Marsh" });
    case "revoked":
      return order(hub, { kind: "revoke", connection: name, author: "Ada Marsh" });
    case "pending":
      return writeIssue(hub, `${name}-late.md`, name, "Bollards are one size too small");
    default:
      return undefined;
  }
}

function opened(workspace: string, state: string, name: string, key: string, author: string): OpenProject {
  mkdirSync(workspace, { recursive: true });
  const made = init(workspace, { name, key, issues: "issues" });
  if (!made.ok) throw new Error(made.failure.kind);
  const project = openProject(workspace, { state, author });
  if (!project.ok) throw new Error(project.failure.kind);
  return project.value;
}

async function order(project: OpenProject, command: Command): Promise<void> {
  const outcome = await carryOutAnywhere(project, command);
  if (outcome.kind === "failed") throw new Error(`${command.kind}: ${outcome.code}`);
}

function writeIssue({ workspace }: OpenProject, file: string, partner: string, title: string): void {
  const path = join(workspace, "issues", file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `---\nstatus: Open\nshare:\n  - ${partner}\n---\n\n# ${title}\n`);
}
