import { counted } from "./ages.ts";

/** What the view of alarms wears; undefined: none is open. */
export function alarmBadge(open: number, grave: number): { readonly value: number; readonly tooltip: string } | undefined {
  return open === 0 ? undefined : { value: open, tooltip: alarmCount(open, grave) };
}

/** `2 open alarms, 1 needs you` */
export function alarmCount(open: number, grave: number): string {
  return `${counted(open, "open alarm")}${grave > 0 ? `, ${grave} ${grave === 1 ? "needs" : "need"} you` : ""}`;
}
