import { resolve } from "node:path";
import type { Command } from "commander";
import { forgetFiles } from "../app/connect.ts";
import { changeExchangeFolder } from "../app/exchange-folder.ts";
import type { OpenProject } from "../app/open-project.ts";
import { safetyNumberOf } from "../app/safety-number.ts";
import { projectView } from "../app/snapshot.ts";
import { type CommandOutcome, notDone } from "../model/command.ts";
import type { ConnectionView } from "../model/snapshot.ts";
import { CONNECTION_HEAD, connectionNotes, connectionRow } from "../view/connection-rows.ts";
import { forgetting } from "../view/connection-status.ts";
import { REMOVE, notArrived, removeQuestion, revokeDone } from "../view/connection-words.ts";
import { type Answer, answer, failure } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { commandFailed, connectFailed, usage } from "./failures.ts";
import { isMeant } from "./meant.ts";
import { plainText } from "../view/plain-text.ts";

type Verb = "start" | "stop" | "ping" | "resume" | "retire";

const VERBS: Readonly<Record<Verb, { readonly does: string; readonly said: (name: string) => string }>> = {
  start: { does: "exchange issues on a connection", said: (name) => `${name} is running here. \`issue-ferry sync\` moves what waits.` },
  stop: { does: "hold issues on a connection", said: (name) => `${name} is stopped here: issues wait, setup and contract go on.` },
  ping: {
    does: "ask the partner whether they are there",
    said: (name) => `The next \`issue-ferry sync\` asks; \`issue-ferry connections\` shows when ${name} answered.`,
  },
  resume: {
    does: "of a suspended connection: this copy of the project is the one to go on",
    said: (name) =>
      `${name} goes on from here: with the next passes both sides compare what they know of each issue. Never let another copy of this project work on it.`,
  },
  retire: {
    does: "of a suspended connection: another copy of the project is the one to go on",
    said: (name) => `${name} is closed here, and this copy of the project never talks on it again. Your issues stay.`,
  },
};

/** Commands that take a connection's name and nothing else. */
const VERB_NAMES = ["start", "stop", "ping", "resume", "retire"] as const;

/** Connections as a whole. What is exchanged on them stands in config-commands.ts. */
export function addConnectionCommands(program: Command, calls: Calls): void {
  program
    .command("connections")
    .description("list the connections, with status and queues")
    .action((_: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const { connections } = projectView(project);
        const now = Date.now();
        const rows = connections.map((connection) => connectionRow(connection, now));
        const notes = connections.flatMap((connection) => connectionNotes(connection, now));
        if (rows.length === 0)
          notes.push(
            "There is no connection yet. `issue-ferry connect NAME --exchange DIR` makes one, `issue-ferry join FILE --exchange DIR` joins one.",
          );
        return answer({ connections }, { lines: rows.length === 0 ? [] : [CONNECTION_HEAD, ...rows], notes });
      }),
    );

  for (const verb of VERB_NAMES)
    program
      .command(verb)
      .description(VERBS[verb].does)
      .argument("<name>", "the connection")
      .action((name: string, _: unknown, command: Command) =>
        calls.project(command, async (project) =>
          ended(project, name, await ask(project, { kind: verb, connection: name }), VERBS[verb].said(name)),
        ),
      );

  program
    .command("exchange")
    .description("say where a connection's exchange folder is on this machine")
    .argument("<name>", "the connection")
    .argument("<dir>", "folder that both sides reach")
    .action((name: string, dir: string, _: unknown, command: Command) => {
      const folder = resolve(calls.streams.cwd, dir);
      return calls.project(
        command,
        async (project) => {
          const found = project.store.connections().find((other) => other.name === name);
          if (!found) return commandFailed({ kind: "failed", code: "NO_SUCH_CONNECTION", data: { connection: name } });
          if (found.facts.link === "closed" || found.facts.link === "revoked")
            return commandFailed({ kind: "failed", code: "CONNECTION_OVER", data: { connection: name } });
          const changed = await changeExchangeFolder(project, found.id, folder);
          if (!changed.ok) return connectFailed(changed.failure);
          const said = `${name} uses ${plainText(folder)} on this machine from now on. \`issue-ferry sync\` puts there again what the partner has not taken; what the old folder holds stays. Make sure that the partner reaches the same folder.`;
          return answer({ connection: name, exchange: folder }, { notes: [said] });
        },
        folder,
      );
    });

  program
    .command("remove")
    .description("end a connection in good order; once it is closed: forget it. Your issues stay")
    .argument("<name>", "the connection")
    .option("--yes", "without being asked, as in a script")
    .action((name: string, options: { yes?: boolean }, command: Command) =>
      calls.project(command, async (project, { json }) => {
        let view: ConnectionView | undefined;
        // What goes on while the question stands may make another one of it: then that one is asked.
        for (let asked: string | null = null; ;) {
          view = projectView(project).connections.find((other) => other.name === name);
          if (!view) return commandFailed(failed("NO_SUCH_CONNECTION", name));
          const question = removeQuestion(view);
          if (asked === question.text) break;
          const meant = await isMeant(calls.streams, { ...options, json }, question);
          if (meant === "unasked") return usage(REMOVE.unasked(question));
          if (!meant) return failure("NOT_MEANT", REMOVE.left(name));
          if (options.yes) break;
          asked = question.text;
        }
        const outcome = await ask(project, { kind: "remove", connection: name });
        if (outcome.kind === "failed") return commandFailed(outcome);
        const forgotten = outcome.data["forgotten"] === 1;
        if (forgotten) forgetFiles(project, name);
        const said = forgotten ? `${name} is forgotten. Your issues stay.` : `${name} is closed here. ${forgetting(view)}`;
        return answer({ connection: name, forgotten }, { notes: [said, ...(forgotten ? [] : notArrived(view))] });
      }),
    );

  program
    .command("revoke")
    .description("stop trusting a partner's key, at once and for good: nothing of them is read, nothing more is sent. Your issues stay")
    .argument("<name>", "the connection")
    .action((name: string, _: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const outcome = await ask(project, { kind: "revoke", connection: name });
        if (outcome.kind === "failed") return commandFailed(outcome);
        const others = String(outcome.data["others"] ?? "");
        return answer(
          { connection: name, status: "revoked", others: others === "" ? [] : others.split(", ") },
          {
            notes: [revokeDone(name, others, "command line"), "The next `issue-ferry sync` tells the partner, as far as that can be done."],
          },
        );
      }),
    );

  program
    .command("safety-number")
    .description("show the 60 digits to compare with the partner")
    .argument("<name>", "the connection")
    .action((name: string, _: unknown, command: Command) =>
      calls.project(command, async (project) => {
        const number = numberOf(project, name);
        if (typeof number !== "string") return commandFailed(number);
        const notes = [
          `Compare it with the partner by phone or in person; if both see the same digits, run \`issue-ferry verify ${name}\`.`,
        ];
        return answer({ connection: name, safetyNumber: number }, { lines: [number], notes });
      }),
    );

  program
    .command("verify")
    .description("say that you and the partner see the same safety number")
    .argument("<name>", "the connection")
    .option("--number <digits>", "the digits that the partner sees: refused unless they are the same")
    .action((name: string, options: { number?: string }, command: Command) =>
      calls.project(command, async (project) => {
        const number = numberOf(project, name);
        if (typeof number !== "string") return commandFailed(number);
        if (options.number !== undefined && !/^\d{60}$/.test(digits(options.number)))
          return usage(`The safety number has 60 digits, and these are ${digits(options.number).length} characters. Type all of them.`);
        if (options.number !== undefined && digits(options.number) !== digits(number)) return commandFailed(failed("BAD_NUMBER", name));
        const outcome = await ask(project, { kind: "verify", connection: name, compared: true });
        if (outcome.kind === "failed") return commandFailed(outcome);
        return answer({ connection: name, verified: "verified", safetyNumber: number }, { notes: [`${name} is verified: ${number}`] });
      }),
    );
}

function ended(project: OpenProject, name: string, outcome: CommandOutcome, said: string): Answer {
  if (outcome.kind === "failed") return commandFailed(outcome);
  const connection = projectView(project).connections.find((other) => other.name === name);
  return answer({ connection: name, status: connection?.status ?? null }, { notes: [said] });
}

/** The number, or why there is none. */
function numberOf(project: OpenProject, name: string): string | Extract<CommandOutcome, { readonly kind: "failed" }> {
  const known = project.store.connections().some((other) => other.name === name);
  return safetyNumberOf(project, name) ?? failed(known ? "NOT_CONNECTED" : "NO_SUCH_CONNECTION", name);
}

function failed(code: string, connection: string): Extract<CommandOutcome, { readonly kind: "failed" }> {
  return { kind: "failed", code, data: notDone(code, { connection }).data };
}

/** Spaces, dashes and line breaks between the digits do not count. */
function digits(text: string): string {
  return text.replaceAll(/[\s-]/g, "");
}
