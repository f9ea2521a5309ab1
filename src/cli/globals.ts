import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { OpenOptions } from "../app/open-project.ts";
import type { Streams } from "./streams.ts";

/** Options of every command, before or after its name. */
export interface Globals {
  readonly project?: string;
  readonly state?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
  readonly author?: string;
}

export function addGlobals(program: Command): void {
  program
    .addOption(new Option("--project <dir>", "the project's folder, or one inside it (default: here)"))
    .addOption(new Option("--state <dir>", "where keys and store lie (default: the user's state directory)"))
    .addOption(new Option("--author <name>", "who edits (default: the git user, else the user of this machine)").argParser(authorName))
    .addOption(new Option("--json", "one JSON document on standard output"))
    .addOption(new Option("--quiet", "no notes"))
    .addOption(new Option("--no-color", "no colours"));
}

export function folderOf(globals: Globals, streams: Streams): string {
  return resolve(streams.cwd, globals.project ?? ".");
}

export function openOptions(globals: Globals, streams: Streams, exchange?: string): OpenOptions {
  return {
    state: globals.state === undefined ? undefined : resolve(streams.cwd, globals.state),
    author: globals.author,
    ...(exchange !== undefined && { exchange }),
  };
}

/** It stands in headings of comments: one line, and no marks of its own. */
function authorName(text: string): string {
  const name = text.trim();
  if (name === "" || name.length > 200 || /[\p{Cc}\u2028\u2029]|<!--/u.test(name))
    throw new InvalidArgumentError("A name is one line of text.");
  return name;
}
