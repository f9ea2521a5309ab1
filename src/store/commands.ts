import type { Command, CommandOutcome } from "../model/command.ts";
import { Impossible } from "../model/failure.ts";
import type { Store, SubmittedCommand } from "../ports/store.ts";
import type { Database } from "./database.ts";

type CommandQueries = Pick<Store, "submit" | "openCommands" | "finishCommand" | "command">;

interface CommandRow {
  readonly id: string;
  readonly body: string;
  readonly outcome: string | null;
}

/** How many finished commands are kept, the last to finish: their askers may still come and read the outcome. */
const KEPT = 1000;

/** What the windows and the command line ask the worker for. `submit` opens its own transaction where none is open. */
export function commandQueries(database: Database): CommandQueries {
  return {
    submit(id, command) {
      const insert = (): void => {
        const sql = "INSERT INTO command (id, body) VALUES (?, ?) ON CONFLICT (id) DO NOTHING";
        database.write(sql, id, JSON.stringify(command));
      };
      if (database.inTransaction()) insert();
      else database.transaction(insert);
    },
    openCommands() {
      return database.all<CommandRow>("SELECT id, body, outcome FROM command WHERE finished IS NULL ORDER BY number").map(decode);
    },
    finishCommand(id, outcome) {
      const last = database.get<{ finished: number | null }>("SELECT max(finished) AS finished FROM command")?.finished ?? 0;
      const done = database.write(
        "UPDATE command SET outcome = ?, finished = ? WHERE id = ? AND finished IS NULL",
        JSON.stringify(outcome),
        last + 1,
        id,
      );
      if (done !== 1) throw new Impossible(`no open command ${id}`);
      database.write("DELETE FROM command WHERE finished <= ?", last + 1 - KEPT);
    },
    command(id) {
      const row = database.get<CommandRow>("SELECT id, body, outcome FROM command WHERE id = ?", id);
      return row === undefined ? null : decode(row);
    },
  };
}

function decode(row: CommandRow): SubmittedCommand {
  return {
    id: row.id,
    command: JSON.parse(row.body) as Command,
    outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as CommandOutcome),
  };
}
