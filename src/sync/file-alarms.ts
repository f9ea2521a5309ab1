import type { AlarmCode } from "../model/alarm.ts";
import { raise } from "./alarms.ts";
import type { Context } from "./context.ts";

/** What does not verify may still be arriving, or is signed with a key of which the news is still under way: so long nobody is alarmed. */
const ARRIVES_MS = 10 * 60 * 1000;

/** Alarms about files that are still there after a while and still not taken, each once. */
export function alarmAboutFiles(context: Context, id: string): void {
  const { store, clock } = context;
  const connection = store.connection(id);
  if (!connection?.lingering) return;
  const now = clock.now();
  const { lingering: known, ...others } = connection;
  const there = Object.entries(known).filter(([name]) => Object.hasOwn(connection.troubles, name));
  const due = there.filter(([, since]) => Math.abs(now - since) > ARRIVES_MS);
  const rest = there.filter((one) => !due.includes(one));
  if (due.length === 0 && rest.length === Object.keys(known).length) return;
  store.transaction(() => {
    store.putConnection(rest.length === 0 ? others : { ...others, lingering: Object.fromEntries(rest) });
    for (const [reference] of due) {
      const info = connection.troubles[reference] ?? "";
      // Of those names anybody may put files there, and the partner made none of them.
      raise(
        context,
        { code: CODES[info] ?? "INVALID_MESSAGE", connection: id, reference, info },
        info === "IDENTITY_NOT_TAKEN" ? "here" : "partner",
      );
    }
  });
}

const CODES: Readonly<Record<string, AlarmCode>> = {
  PARTNER_IS_NEWER: "INVALID_MESSAGE_VERSION",
  CHAIN_BROKEN: "INTEGRITY_ISSUE",
  OTHER_GENERATION: "INTEGRITY_ISSUE",
  NO_KEY: "INTEGRITY_ISSUE",
  NOT_OPENED: "INTEGRITY_ISSUE",
};
