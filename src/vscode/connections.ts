import type { FirstDayParts } from "../app/first-day-parts.ts";
import type { Ferry } from "./ferry.ts";
import { configurationCommands } from "./commands/configuration-commands.ts";
import { connectionCommands } from "./commands/connection-commands.ts";

/**
 * What is asked about contracts and about a connection as a whole. It stands in a file of its own, which is read when it is asked for; nothing here
 * has a memory of its own.
 */
export function commandsOfConnections(
  ferry: Ferry,
  parts: FirstDayParts,
): ReturnType<typeof configurationCommands> & ReturnType<typeof connectionCommands> {
  return { ...configurationCommands(ferry), ...connectionCommands(ferry, parts) };
}
