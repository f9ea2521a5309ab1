import type { Person } from "../../model/value.ts";

/** `Name` or `Name <mail>`; null for an empty text. */
export function readPerson(text: string): Person | null {
  const words = text.trim();
  const open = words.endsWith(">") ? words.lastIndexOf("<") : -1;
  const inside = open < 0 ? "" : words.slice(open + 1, -1);
  const hasMail = open >= 0 && !inside.includes(">");
  const name = hasMail ? words.slice(0, open).trim() : words;
  const email = hasMail ? inside.trim() : "";
  if (name === "" && email === "") return null;
  return email === "" ? { name } : { name, email };
}

export function personText(person: Person): string {
  if (person.email === undefined) return person.name;
  return person.name === "" ? `<${person.email}>` : `${person.name} <${person.email}>`;
}
