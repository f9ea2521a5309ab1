import type { Alarm } from "../model/alarm.ts";
import { type Context, audit } from "./context.ts";

/** Raises an alarm (docs/PROTOCOL.md 6). Inside a transaction, with what gave cause to it. */
export function raise(context: Context, { code, info, ...about }: Alarm): void {
  audit(context, { ...about, actor: "issue-ferry", action: "alarm raised", info: info === undefined ? code : `${code}: ${info}` });
}
