import type { Command } from "commander";
import type { OpenProject } from "../app/open-project.ts";
import { toBase32 } from "../model/base32.ts";
import type { CommandOutcome } from "../model/command.ts";
import { commandSentence } from "../view/command-failures.ts";
import { identityChanged } from "../view/connection-words.ts";
import { type Answer, answer } from "./answer.ts";
import { type Calls, ask } from "./calls.ts";
import { EXIT } from "./exit-codes.ts";
import { commandFailed } from "./failures.ts";

type Failed = Extract<CommandOutcome, { readonly kind: "failed" }>;

const NO_CONNECTION: Failed = { kind: "failed", code: "NOT_CONNECTED", data: {} };

/** The keys that say who this project is. */
export function addIdentityCommands(program: Command, calls: Calls): void {
  const identity = program.command("identity").description("the key that this project signs with");
  identity
    .command("change")
    .description(
      "sign with a new key, on one connection or on all: the old one vouches for it, and both sides compare the safety number anew",
    )
    .argument("[name]", "the connection")
    .action((name: string | undefined, _: unknown, command: Command) => calls.project(command, (project) => change(project, name)));
}

/** Of several connections, those that cannot keep none of the others from it. */
async function change(project: OpenProject, name: string | undefined): Promise<Answer> {
  const open = project.store.connections().filter(({ facts }) => facts.link !== "closed" && facts.link !== "revoked");
  const names = name === undefined ? open.map((connection) => connection.name) : [name];
  const present = toBase32(project.context.identity.publicKey);
  // Where a change was interrupted, or one connection had to keep its key, the key is there: another time no further one is drawn.
  const draws = open.some((connection) => names.includes(connection.name) && (connection.own?.key ?? present) === present);
  const changed: string[] = [];
  const failures: Failed[] = [];
  for (const connection of names) {
    // One new key for all of them.
    const outcome = await ask(project, { kind: "change identity", connection, draws: draws && changed.length === 0 });
    if (outcome.kind === "failed") failures.push(outcome);
    else changed.push(connection);
  }
  const [first] = failures;
  if (changed.length === 0) return commandFailed(first ?? NO_CONNECTION);
  const kept = failures.map((failure) => ({ connection: String(failure.data["connection"] ?? ""), code: failure.code }));
  const notes = [identityChanged(changed), ...failures.map(({ code, data }) => commandSentence(code, data))];
  return answer({ changed, kept }, { notes, exit: kept.length > 0 ? EXIT.needsPerson : EXIT.done });
}
