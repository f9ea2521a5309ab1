import { basename, isAbsolute, resolve } from "node:path";
import { type Command, Option } from "commander";
import { type SettingsFile, connect, joinByInvitation } from "../app/connect.ts";
import { defaultHandshakeFile, readHandshakeText } from "../app/handshake-places.ts";
import { init } from "../app/init.ts";
import { isCalledAlike } from "../app/exchange-called.ts";
import { inviterIn } from "../app/invitation.ts";
import { type IssuePlace, placeIssues } from "../app/issue-place.ts";
import { type OpenProject, openProject } from "../app/open-project.ts";
import { sync } from "../app/worker.ts";
import { type WouldLeave, wouldLeave } from "../app/would-leave.ts";
import { ok } from "../model/failure.ts";
import { announcedSentence, publishesSentence } from "../view/early-words.ts";
import { calledOtherwise } from "../view/exchange-called.ts";
import { PLACES_NOTE, gitSentence, placedSentence } from "../view/git-words.ts";
import { revokedBeforeSentence } from "../view/connection-status.ts";
import { plainText } from "../view/plain-text.ts";
import { joinedSentence } from "../view/setup-words.ts";
import { leavingSentence } from "../view/would-leave.ts";
import { answer, failure } from "./answer.ts";
import type { Calls } from "./calls.ts";
import { codeOf, connectFailed, initFailed, openFailed, usage } from "./failures.ts";
import { folderOf, openOptions } from "./globals.ts";

interface InitChoices {
  readonly name?: string;
  readonly key?: string;
  readonly issues: string;
  readonly nested?: boolean;
  readonly here?: boolean;
  readonly git?: IssuePlace;
}

interface ConnectChoices {
  readonly exchange: string;
  readonly share?: string;
  readonly out?: string;
  readonly publish?: boolean;
}

interface JoinChoices {
  readonly exchange: string;
  readonly share?: string;
  readonly name?: string;
  readonly accept?: boolean;
  readonly unseen?: boolean;
}

/** The first day: make a project, connect, join. */
export function addSetupCommands(program: Command, calls: Calls): void {
  const { streams } = calls;
  const here = (path: string): string => (isAbsolute(path) ? path : resolve(streams.cwd, path));

  program
    .command("init")
    .description("make this folder a project")
    .option("--name <name>", "name that partners see (default: the folder's)")
    .option("--key <prefix>", "beginning of the issues' keys, such as ACME (default: from the name)")
    .option("--issues <dir>", "folder of the issues; one that is there is taken over", "issues")
    .option("--nested", "also inside of another project")
    .option("--here", "work for the project in this folder from now on, no more in a copy of it elsewhere on this machine")
    .addOption(
      new Option("--git <how>", "how the team shares the issues beside its code (default: ignored, only on this machine)").choices([
        "ignored",
        "worktree",
        "repository",
      ]),
    )
    .action((options: InitChoices, command: Command) =>
      calls.plain(command, async (globals) => {
        const made = init(folderOf(globals, streams), {
          name: options.name,
          key: options.key,
          issues: options.issues,
          nested: options.nested ?? false,
        });
        if (!made.ok) return initFailed(made.failure);
        if (options.here) {
          const opened = openProject(folderOf(globals, streams), { ...openOptions(globals, streams), here: true });
          if (!opened.ok) return openFailed(opened.failure);
          opened.value.close();
        }
        const { project, created, excluded } = made.value;
        const placed = options.git === undefined ? null : await placeIssues(folderOf(globals, streams), project.issues, options.git);
        if (placed && !placed.ok) return failure(codeOf(placed.failure.kind), gitSentence(placed.failure));
        const said = created
          ? `${plainText(project.name)} is a project now; its issues are Markdown files in ${plainText(project.issues)}/, with keys such as ${project.prefix}-1.`
          : `This is a project already: ${plainText(project.name)}.${placed?.value.changed || options.here ? "" : " Nothing was changed."}`;
        const notes = [said];
        if (options.here) notes.push("On this machine, this folder works for it.");
        if (created)
          notes.push(
            "Where this is a git repository, commit .issue-ferry/project.yaml. Next: `issue-ferry new --title ...`, or `issue-ferry connect NAME --exchange DIR`.",
          );
        if (excluded.kind === "done" && (!placed || placed.value.place !== "ignored"))
          notes.push(
            `Git ignores ${plainText(excluded.line)} here from now on (${plainText(excluded.file)}), so that incoming edits never dirty your code.`,
          );
        if (excluded.kind === "failed")
          notes.push(`${plainText(excluded.file)} could not be written: keep the issues out of the code's history yourself.`);
        if (excluded.kind === "no git")
          notes.push(`Git was not found on this machine. In a repository with code, add the line ${excluded.line} to .git/info/exclude.`);
        if (placed) notes.push(placedSentence(placed.value, project.issues));
        else if (excluded.kind === "done") notes.push(PLACES_NOTE);
        const document = { project, created, excluded: excluded.kind === "done" ? excluded.line : null };
        return answer({ ...document, ...(placed && { place: placed.value }) }, { notes });
      }),
    );

  program
    .command("connect")
    .description("create a connection as its primary, and the handshake file for the partner")
    .argument("<name>", "your name for the connection, such as nordwind")
    .requiredOption("--exchange <dir>", "folder that both sides reach")
    .option("--share <what>", "marked, all, or conditions such as label:pump (default: marked)")
    .option("--out <file>", "where to write the handshake file; - prints it (default: your home)")
    .option(
      "--publish",
      "publish the contract and start as soon as they join, without having compared the safety number; goes on record. Saves two trips where the folder is carried",
    )
    .action((name: string, options: ConnectChoices, command: Command) =>
      calls.project(
        command,
        async (project) => {
          const printed = options.out === "-";
          const out = printed ? null : here(options.out ?? defaultHandshakeFile(streams.home, name));
          const publish = options.publish ?? false;
          if (publish) await lookAtIssues(project);
          const made = await connect(project, { name, exchange: here(options.exchange), share: options.share ?? null, publish }, out);
          if (!made.ok) return connectFailed(made.failure);
          const leaving = publish ? await leavingOver(project, name, "publish") : null;
          const { file, text, settings } = made.value;
          const notes = [
            `${name} waits for the partner to join. Give them the handshake file${file === null ? "" : ` ${plainText(file)}`} by mail, chat or stick, never through the exchange folder: it holds a secret.`,
            publish
              ? "They run `issue-ferry join FILE --exchange DIR`, with `--accept` where they need no look at the contract; then both run `issue-ferry watch`, or `sync` in turn."
              : "They run `issue-ferry join FILE --exchange DIR`; then both run `issue-ferry sync`.",
            ...(publish ? [publishesSentence(name)] : []),
            ...(leaving === null ? [] : [leavingSentence(leaving)]),
            ...keptNotes(settings, name),
          ];
          const early = publish && { publishes: true, wouldLeave: leaving };
          const document = {
            connection: name,
            role: "primary",
            handshakeFile: file,
            settings,
            ...early,
            ...(printed && { handshake: text }),
          };
          return answer(document, { lines: printed ? text.trimEnd().split("\n") : [plainText(file ?? "")], notes });
        },
        here(options.exchange),
      ),
    );

  program
    .command("join")
    .description("join a partner's connection with the handshake file they gave you")
    .argument("<file>", "the handshake file; - reads its text from standard input")
    .requiredOption("--exchange <dir>", "folder that both sides reach")
    .option("--share <what>", "marked, all, or conditions such as label:pump (default: marked)")
    .option("--name <name>", "your name for the connection (default: from the partner's)")
    .option(
      "--accept",
      "accept the contract that the invitation announces, and start when it comes, without having compared the safety number; goes on record",
    )
    .option("--unseen", "with --accept: also where it is not the default contract, so that nobody here knows yet what it says")
    .action((file: string, options: JoinChoices, command: Command) =>
      calls.project(
        command,
        async (project) => {
          if (options.unseen && !options.accept) return usage("--unseen says how far --accept goes. Add that, or leave both away.");
          const exchange = here(options.exchange);
          const text = file === "-" ? ok(await streams.read()) : await readHandshakeText(project, here(file), exchange);
          if (!text.ok) return connectFailed(text.failure);
          if (options.accept) await lookAtIssues(project);
          const accept = options.accept ? (options.unseen ? "unseen" : "known") : "no";
          const choices = { name: options.name ?? null, exchange, share: options.share ?? null, accept } as const;
          const made = await joinByInvitation(project, text.value, choices);
          if (!made.ok) return connectFailed(made.failure);
          const { name, partner, settings, announced } = made.value;
          const revokedBefore = project.store.connections().find((other) => other.name === name)?.revokedBefore === true;
          const accepted = accept !== "no";
          const said = announcedSentence(partner, announced, accepted);
          const theirs = inviterIn(text.value)?.folder ?? null;
          const isAlike = theirs === null || isCalledAlike(theirs, basename(exchange));
          const called = calledOtherwise(name, partner, isAlike ? null : theirs, basename(exchange));
          const leaving = accepted ? await leavingOver(project, name, "accept") : null;
          const notes = [
            accepted
              ? `${joinedSentence(name, partner)} Run \`issue-ferry watch\` here and there, or \`sync\` in turn.`
              : `${joinedSentence(name, partner)} Run \`issue-ferry sync\` here and there until both are connected; then compare the safety number.`,
            ...(called === null ? [] : [called]),
            ...(said === null ? [] : [said]),
            ...(leaving === null ? [] : [leavingSentence(leaving)]),
            ...(file === "-" ? [] : [`Keep ${plainText(here(file))} until you are connected, then delete it.`]),
            ...keptNotes(settings, name),
            ...(revokedBefore ? [revokedBeforeSentence({ partner })] : []),
          ];
          const document = { connection: name, role: "secondary", partner, settings, announced, accepted, revokedBefore };
          return answer({ ...document, ...(accepted && { wouldLeave: leaving }) }, { lines: [name], notes });
        },
        here(options.exchange),
      ),
    );
}

/** What would leave is counted from what is known: on the first day perhaps no pass has looked yet. */
async function lookAtIssues(project: OpenProject): Promise<void> {
  await sync(project, { untilIdle: false, timeoutMs: 0 });
}

/** What goes to the partner of a connection that was made a moment ago. */
async function leavingOver(project: OpenProject, name: string, deciding: "publish" | "accept"): Promise<WouldLeave | null> {
  const connection = project.store.connections().find((other) => other.name === name);
  return connection ? wouldLeave(project, connection, deciding) : null;
}

function keptNotes(settings: SettingsFile, name: string): readonly string[] {
  return settings === "kept" ? [`.issue-ferry/connections/${name}.yaml was there already and is kept as it is.`] : [];
}
