import type { BackupParts } from "../app/backup.ts";
import { gatewayCommands } from "./commands/gateway.ts";
import { gitCommands } from "./commands/issues-in-git.ts";
import type { TeamCommand } from "./commands/team-commands.ts";
import type { Ferry } from "./ferry.ts";

/** What a team needs besides the issues. It stands in a file of its own, which is read when it is asked for; nothing here has a memory of its own. */
export function teamCommands(ferry: Ferry, parts: BackupParts): Readonly<Record<TeamCommand, () => Promise<unknown>>> {
  return { ...gatewayCommands(ferry, parts), ...gitCommands(ferry) };
}
