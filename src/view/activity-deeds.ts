import type { ActivityView } from "../model/snapshot.ts";
import { commandSentence } from "./command-failures.ts";
import { shortText } from "./plain-text.ts";

/** What a person did outside of single issues, as it was done and as it was tried. `with`: the partner. */
const DEEDS: Readonly<Record<string, readonly [done: string, tried: string]>> = {
  start: ["started the connection with @", "start the connection with @"],
  stop: ["stopped the connection with @", "stop the connection with @"],
  ping: ["pinged @", "ping @"],
  resume: ["said that this copy goes on with @", "go on with @ in this copy"],
  retire: ["retired this copy: it does not talk with @ any more", "retire this copy"],
  verify: ["compared the safety number with @", "verify @"],
  remove: ["removed the connection with @", "remove the connection with @"],
  withdraw: ["took back what was decided with the invitation of @", "take back what was decided with the invitation of @"],
  revoke: ["revoked the key of @", "revoke the key of @"],
  "change identity": ["changed the identity key for @", "change the identity key for @"],
  publish: ["published a contract to @", "publish a contract to @"],
  accept: ["accepted the contract of @", "accept the contract of @"],
  decline: ["declined the contract of @", "decline the contract of @"],
  "stand here": ["said that issues are read from this branch", "read issues from this branch"],
  sync: ["synchronised", "synchronise"],
  "ask status": ["asked @ how it stands", "ask @ how it stands"],
  reconcile: ["asked for a comparison with @", "compare with @"],
  "list issues": ["asked @ for a list of its issues", "ask @ for a list of its issues"],
  "ask trail": ["asked @ for its trail", "ask @ for its trail"],
  "get file": ["asked for the content of a file", "get the content of a file"],
  "put file": ["handed the content of a file over", "hand the content of a file over"],
  "take back file": ["took back a file of @", "take back a file of @"],
  "cancel file": ["waits for a file no more", "stop waiting for a file"],
  "acknowledge alarms": ["acknowledged alarms", "acknowledge alarms"],
};

/** null: it is no deed of a person, or one with an issue. */
export function deedSaid(event: ActivityView): { readonly text: string; readonly failed: boolean } | null {
  const deed = Object.hasOwn(DEEDS, event.action) ? DEEDS[event.action] : undefined;
  if (deed === undefined) return null;
  const { info = "", actor } = event;
  const partner = shortText(event.partner ?? event.connectionName ?? "", 60) || "a partner of before";
  const [done, tried] = deed;
  const who = shortText(actor, 60) || "Somebody";
  if (info === "" || info.startsWith("done")) {
    const unchecked = info === "done without checking" ? ", without comparing the safety number" : "";
    return { text: `${who} ${done.replace("@", () => partner)}${unchecked}.`, failed: false };
  }
  const why = commandSentence(info, { connection: event.connectionName ?? "" }, "editor");
  return { text: `${who} tried to ${tried.replace("@", () => partner)}. ${why}`, failed: true };
}
