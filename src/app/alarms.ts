import type { AlarmView } from "../model/snapshot.ts";
import type { OpenProject } from "./open-project.ts";

/** Shown at once, at most: open ones are bounded for each connection. */
const MOST_SHOWN = 2_000;

/** Alarms with the names that people know: grave ones that are open first, then the newest. */
export function alarmViews({ store }: Pick<OpenProject, "store">, which: "open" | "all"): readonly AlarmView[] {
  return store.reading(() =>
    store.alarms(which, MOST_SHOWN).map((alarm) => {
      const connection = store.connection(alarm.connection);
      const key = alarm.issue === undefined ? undefined : store.issue(alarm.issue)?.key;
      return {
        ...alarm,
        connection: connection?.name ?? alarm.connection,
        partner: connection?.partner?.name ?? connection?.name ?? "",
        ...(key !== undefined && { key }),
      };
    }),
  );
}
