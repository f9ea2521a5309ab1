import type { Mapping } from "../model/mapping.ts";
import { valueFromText } from "../model/typed-text.ts";
import { type Person, type Value, isSet } from "../model/value.ts";
import { oneLine } from "./one-line.ts";
import { type TableDirection, lookUp } from "./value-table.ts";

/** What a comment says of an author whom the mapping refuses: that somebody spoke, not who. */
const NOBODY = "unknown";

/** A person in the other side's words. null: refused. A mail address leaves only where the mapping says so: for all, or for this person. */
export function personFor(mapping: Mapping, direction: TableDirection, person: Person): Person | null {
  const word = mapping.people && lookUp(mapping.people, direction, namesOf(person), (listed) => isSamePerson(personOf(listed), person));
  if (word === null) return null;
  if (word !== undefined) return personOf(word);
  if (direction === "receive") return person;
  const { name, email } = person;
  return { name: oneLine(name), ...(mapping.emails && email !== undefined && { email }) };
}

/** The author of a comment, `Name` or `Name <mail>`, in the other side's words. */
export function authorFor(mapping: Mapping, direction: TableDirection, author: string): string {
  if (direction === "receive" && !mapping.people) return author;
  const found = personFor(mapping, direction, personOf(author));
  if (found === null) return NOBODY;
  return oneLine(found.email === undefined ? found.name : `${found.name} <${found.email}>`) || NOBODY;
}

export function namesOf({ name, email }: Person): readonly string[] {
  return email === undefined ? [name] : [`${name} <${email}>`, email, name];
}

function personOf(text: string): Person {
  const read = valueFromText("person", text);
  return read.ok && isPerson(read.value) ? read.value : { name: text };
}

function isPerson(value: Value): value is Person {
  return value !== null && typeof value === "object" && !isSet(value);
}

/** A mail address, where both have one, says more than a name. */
function isSamePerson(a: Person, b: Person): boolean {
  return a.email !== undefined && b.email !== undefined ? a.email === b.email : a.name === b.name;
}
