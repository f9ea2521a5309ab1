import { relative } from "node:path";
import type { Command } from "commander";
import { connectionFile } from "../app/connection-name.ts";
import { configurationView } from "../app/configuration-view.ts";
import type { OpenProject } from "../app/open-project.ts";
import { safetyNumberOf } from "../app/safety-number.ts";
import { checkSettings } from "../app/settings-check.ts";
import { wouldLeave } from "../app/would-leave.ts";
import type { Connection } from "../model/connection.ts";
import { REFUSE } from "../model/mapping.ts";
import { commandSentence } from "../view/command-failures.ts";
import { contractDifference, decideSentence, isSame } from "../view/contract-difference.ts";
import { type Reader, changeSentences, contractText } from "../view/contract-text.ts";
import { withdrawnSentence } from "../view/early-words.ts";
import { flawSentence, isWarning } from "../view/mapping-flaws.ts";
import { plainText } from "../view/plain-text.ts";
import { checkLines } from "../view/settings-check.ts";
import { unverifiedSentence } from "../view/unverified.ts";
import { leavingSentence } from "../view/would-leave.ts";
import { type Answer, answer, failure } from "./answer.ts";
import { EXIT } from "./exit-codes.ts";
import { wholeNumber } from "./duration.ts";
import { type Calls, ask } from "./calls.ts";
import { commandFailed } from "./failures.ts";

type Deciding = "publish" | "accept" | "decline";

const SAID: Readonly<Record<Deciding, string>> = {
  publish: "is proposed; the next `issue-ferry sync` sends it, and the partner decides.",
  accept: "is accepted and in force here; the next `issue-ferry sync` tells the partner.",
  decline: "is declined; the next `issue-ferry sync` tells the partner. What was agreed before, if anything was, stays in force.",
};

/** What is exchanged on a connection: reviewed, published, accepted or declined. It is edited as a YAML file. */
export function addConfigCommands(program: Command, calls: Calls): void {
  const config = program.command("config").description("what is exchanged on a connection");
  config
    .command("show")
    .description("the contract in force, what is proposed and how it differs, and your own mapping and scope")
    .argument("<name>", "the connection")
    .action((name: string, _: unknown, command: Command) =>
      calls.project(command, async (project) => withConnection(project, name, async (found) => show(project, found))),
    );

  config
    .command("check")
    .description("what your mapping and scope do, on the issues that are here; nothing is changed")
    .argument("<name>", "the connection")
    .option("--share <filter>", "as if this were shared: marked, all or a filter")
    .action((name: string, options: { readonly share?: string }, command: Command) =>
      calls.project(command, async (project) => withConnection(project, name, async (found) => check(project, found, options.share))),
    );

  config
    .command("withdraw")
    .description("take back what connect --publish or join --accept decided, as long as it is not done")
    .argument("<name>", "the connection")
    .action((name: string, _: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const outcome = await ask(project, { kind: "withdraw", connection: name });
        return outcome.kind === "failed" ? commandFailed(outcome) : answer({ connection: name }, { notes: [withdrawnSentence(name)] });
      }),
    );

  for (const verb of ["publish", "accept", "decline"] as const) {
    const added = config.command(verb).argument("<name>", "the connection").option("--note <text>", "a line for the partner", "");
    added.description(
      verb === "publish"
        ? "propose the contract of the connection's file to the partner"
        : `${verb} the contract that the partner proposes`,
    );
    if (verb !== "decline") added.option("--unverified", "without having compared the safety number; goes on record");
    if (verb !== "publish")
      added.option(
        "--contract <number>",
        "the one that you reviewed: another one is not answered (default: the one proposed now)",
        wholeNumber,
      );
    added.action((name: string, options: DecideOptions, command: Command) =>
      calls.project(command, async (project) => withConnection(project, name, async (found) => decide(project, found, verb, options))),
    );
  }
}

interface DecideOptions {
  readonly note: string;
  readonly unverified?: boolean;
  readonly contract?: number;
}

async function decide(project: OpenProject, connection: Connection, verb: Deciding, options: DecideOptions): Promise<Answer> {
  const { name } = connection;
  const leaving = verb === "decline" ? null : await wouldLeave(project, connection, verb);
  const outcome = await ask(project, commandOf(connection, verb, options));
  if (outcome.kind === "failed" && outcome.code === "UNVERIFIED") {
    const sentence = unverifiedSentence(name, connection.partner?.name ?? "", safetyNumberOf(project, name) ?? "");
    return failure("UNVERIFIED", leaving === null ? sentence : `${sentence} ${leavingSentence(leaving)}`);
  }
  if (outcome.kind === "failed" && outcome.code === "NOTHING_TO_PUBLISH")
    return answer(
      { connection: name, contract: outcome.data["contract"] ?? null, published: false },
      { notes: [commandSentence(outcome.code, outcome.data)] },
    );
  if (outcome.kind === "failed") return commandFailed(outcome);
  const number = verb === "decline" ? (connection.proposed?.contract.number ?? null) : (outcome.data["contract"] ?? null);
  const checked = verb === "decline" ? null : await checkSettings(project, connection);
  const warnings = checked?.flaws.filter(isWarning).map(flawSentence) ?? [];
  const notes = [...(leaving === null ? [] : [leavingSentence(leaving)]), ...warnings, `Contract ${number ?? ""} of ${name} ${SAID[verb]}`];
  if (verb !== "decline" && connection.facts.run === "stopped")
    notes.push(`${name} is stopped here; \`issue-ferry start ${name}\` sets it going.`);
  return answer({ connection: name, contract: number, wouldLeave: leaving }, { notes });
}

function commandOf({ name, proposed }: Connection, verb: Deciding, { note, unverified = false, contract }: DecideOptions) {
  // What is said besides, such as what would leave, is about the one that is proposed now.
  const reviewed = contract ?? proposed?.contract.number ?? 0;
  const decision = { connection: name, note };
  switch (verb) {
    case "publish":
      return { kind: verb, ...decision, unverified };
    case "accept":
      return { kind: verb, ...decision, contract: reviewed, unverified };
    case "decline":
      return { kind: verb, ...decision, contract: reviewed };
  }
}

async function show(project: OpenProject, connection: Connection): Promise<Answer> {
  const view = configurationView(project, connection);
  const leaving = await wouldLeave(project, connection, null);
  const difference = view.proposed && contractDifference(view.inForce?.terms ?? null, view.proposed.terms);
  const unpublished = view.written && contractDifference(view.proposed?.terms ?? view.inForce?.terms ?? null, view.written);
  const reader: Reader = { role: view.role, partner: connection.partner?.name ?? "the partner" };
  const lines = [`${view.name}: ${view.role}, ${view.status}`, `file: ${plainText(view.file)}`];
  if (view.inForce === null) lines.push("", "no contract in force");
  else lines.push("", `contract ${view.inForce.number}, in force`, ...indented(contractText(view.inForce.terms, reader)));
  if (view.proposed && difference) {
    lines.push("", `contract ${view.proposed.number}, proposed${view.proposed.note === "" ? "" : `: "${plainText(view.proposed.note)}"`}`);
    // Of a first one all is new: it is read as a whole.
    if (view.inForce === null) lines.push(...indented(contractText(view.proposed.terms, reader)));
    else lines.push(...indented(isSame(difference) ? ["the same as the one in force"] : changeSentences(difference, reader)));
  }
  if (view.declined)
    lines.push(
      "",
      `contract ${view.declined.number}, declined${view.declined.reason === "" ? "" : `: "${plainText(view.declined.reason)}"`}`,
    );
  if (view.written && unpublished && !isSame(unpublished)) {
    const first = view.proposed === null && view.inForce === null;
    lines.push("", "not published yet", ...indented(first ? contractText(view.written, reader) : changeSentences(unpublished, reader)));
  }
  if (view.own) {
    lines.push("", `your own: share ${plainText(view.own.share)}, mail addresses ${view.own.mapping.emails ? "travel" : "stay here"}`);
    for (const [field, table] of Object.entries(view.own.mapping.values)) {
      for (const [from, to] of Object.entries(table.send))
        lines.push(`  ${field}: ${plainText(from)} -> ${to === REFUSE ? "(refused)" : plainText(to)}`);
      for (const [from, to] of Object.entries(table.receive))
        lines.push(`  ${field}: ${to === REFUSE ? "(refused)" : plainText(to)} <- ${plainText(from)}`);
    }
  }
  if (leaving) lines.push("", leavingSentence(leaving));
  const checked = await checkSettings(project, connection);
  lines.push("", ...checkLines(checked, fileOf(project, connection)));
  if (view.proposed && view.role === "secondary") lines.push("", decideSentence(view.name, view.proposed.number));
  return answer({ ...view, difference, unpublished, wouldLeave: leaving, check: checked }, { lines });
}

async function check(project: OpenProject, connection: Connection, share: string | undefined): Promise<Answer> {
  const found = await checkSettings(project, connection, share);
  const lines = checkLines(found, fileOf(project, connection));
  return answer({ connection: connection.name, ...found }, { lines, ...(found.faults.length > 0 && { exit: EXIT.needsPerson }) });
}

/** As a person in the project's folder calls it. */
function fileOf({ workspace }: OpenProject, { name }: Connection): string {
  return relative(workspace, connectionFile(workspace, name)).replaceAll("\\", "/");
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}

async function withConnection(project: OpenProject, name: string, work: (found: Connection) => Promise<Answer>): Promise<Answer> {
  const found = project.store.connections().find((other) => other.name === name);
  return found ? work(found) : commandFailed({ kind: "failed", code: "NO_SUCH_CONNECTION", data: { connection: name } });
}
