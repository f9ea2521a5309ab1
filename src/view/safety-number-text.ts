/** Groups of the safety number in one line. */
const IN_LINE = 4;

/** The digits in groups and lines, so that two people can read them to each other. */
export function numberLines(number: string): string {
  const groups = number.split(" ");
  const lines: string[] = [];
  for (let at = 0; at < groups.length; at += IN_LINE) lines.push(groups.slice(at, at + IN_LINE).join("   "));
  return lines.join("\n");
}

/** Enough to recognise it by, never enough to compare. */
export function numberBeginning(number: string): string {
  return `${number.split(" ")[0] ?? ""} ...`;
}

/** What the number is for. */
export const WHY_COMPARE =
  "If your partner sees the same digits, nobody stands between you. Read them to each other by phone or in person, not by the way the invitation went.";
