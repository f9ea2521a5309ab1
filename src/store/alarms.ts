import { type KeptAlarm, isGrave } from "../model/alarm.ts";
import type { Store } from "../ports/store.ts";
import type { Database } from "./database.ts";

interface AlarmRow {
  readonly id: number;
  readonly body: string;
}

/** Acknowledged ones of a connection that are kept, the newest; the trail has said of each that it was raised. */
const KEPT = 200;

/** Alarms (docs/PROTOCOL.md 6). Of one likeness one is open at a time. They go with their connection. */
export function alarmQueries(database: Database): Pick<Store, "alarms" | "openAlarm" | "countAlarms" | "putAlarm"> {
  const read = ({ id, body }: AlarmRow): KeptAlarm => ({ ...(JSON.parse(body) as KeptAlarm), id });
  return {
    alarms: (which, limit) =>
      database
        .all<AlarmRow>(
          `SELECT id, body FROM alarm ${which === "open" ? "WHERE acknowledged IS NULL" : ""}
           ORDER BY acknowledged IS NULL AND grave = 1 DESC, id DESC LIMIT ?`,
          limit,
        )
        .map(read),
    openAlarm(connection, raiser, likeness) {
      const row = database.get<AlarmRow>(
        "SELECT id, body FROM alarm WHERE connection = ? AND raiser = ? AND likeness = ? AND acknowledged IS NULL",
        connection,
        raiser,
        likeness,
      );
      return row === undefined ? null : read(row);
    },
    countAlarms: (connection, raiser, grave) =>
      database.get<{ number: number }>(
        "SELECT count(*) AS number FROM alarm WHERE connection = ? AND raiser = ? AND acknowledged IS NULL AND grave = ?",
        connection,
        raiser,
        grave ? 1 : 0,
      )?.number ?? 0,
    putAlarm(alarm, likeness) {
      const { id, ...rest } = alarm;
      const body = JSON.stringify(rest);
      if (id === 0) {
        database.write(
          "INSERT INTO alarm (connection, raiser, likeness, grave, body) VALUES (?, ?, ?, ?, ?)",
          alarm.connection,
          alarm.raiser,
          likeness,
          isGrave(alarm) ? 1 : 0,
          body,
        );
        return;
      }
      database.write("UPDATE alarm SET acknowledged = ?, body = ? WHERE id = ?", alarm.acknowledged?.time ?? null, body, id);
      database.write(
        `DELETE FROM alarm WHERE connection = ?1 AND acknowledged IS NOT NULL AND id <=
         (SELECT id FROM alarm WHERE connection = ?1 AND acknowledged IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ${KEPT})`,
        alarm.connection,
      );
    },
  };
}
