import type { Person } from "../../model/value.ts";

/** `Name` or `Name <mail>`; null for an empty text. */
export function readPerson(text: string): Person | null {
  const match = /^(.*?)[ \t]*<([^<>]*)>$/s.exec(text.trim());
  const name = match?.[1] ?? text.trim();
  const email = match?.[2]?.trim() ?? "";
  if (name === "" && email === "") return null;
  return email === "" ? { name } : { name, email };
}

export function personText(person: Person): string {
  if (person.email === undefined) return person.name;
  return person.name === "" ? `<${person.email}>` : `${person.name} <${person.email}>`;
}
