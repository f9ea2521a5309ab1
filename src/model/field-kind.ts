import { type FieldKind, type Value, isSet } from "./value.ts";

/** Whether a field of this kind may have the value (docs/PROTOCOL.md 4, "kind"); nothing fits every kind. */
export function fitsKind(kind: FieldKind, value: Value): boolean {
  if (value === null) return true;
  switch (kind) {
    case "set":
      return isSet(value);
    case "person":
      return typeof value === "object" && !isSet(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "boolean":
      return typeof value === "boolean";
    case "date":
      return typeof value === "string" && isDay(value);
    case "scalar":
    case "text":
    case "option":
      return typeof value === "string";
  }
}

const LONG_MONTHS: readonly number[] = [1, 3, 5, 7, 8, 10, 12];

/** `YYYY-MM-DD`, a day that the calendar has. */
export function isDay(text: string): boolean {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 ? (leap ? 29 : 28) : LONG_MONTHS.includes(month) ? 31 : 30);
}
