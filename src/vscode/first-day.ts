import type { FirstDayParts } from "../app/first-day-parts.ts";
import type { Ferry } from "./ferry.ts";
import type { SetupCommand } from "./commands/setup-commands.ts";
import { setUpCommands as commandsOf } from "./commands/set-up.ts";

/**
 * What is asked to make a project and to connect. It stands in a file of its own, which is read when it is asked for; nothing here has a memory of
 * its own.
 */
export function setUpCommands(ferry: Ferry, parts: FirstDayParts): Readonly<Record<SetupCommand, (given?: unknown) => Promise<void>>> {
  return commandsOf(ferry, parts);
}
