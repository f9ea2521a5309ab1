import * as z from "zod/mini";
import { type Person, type Value, canonicalValue } from "../../model/value.ts";
import { MAX } from "../limits.ts";
import { isName, name } from "./text.ts";

const person: z.ZodMiniType<Person> = z.object({ name, email: z.exactOptional(z.string().check(z.maxLength(MAX.email))) });

/** The forms a value may arrive in. Which of them a field takes is the contract's to say, and is checked where it is known. */
const forms = z.union([
  z.string().check(z.maxLength(MAX.text)),
  z.null(),
  z.number(),
  z.boolean(),
  z.array(z.string().check(z.maxLength(MAX.line))).check(z.maxLength(MAX.setMembers)),
  person,
]);

/** A value in its canonical form, in whatever form it came. */
export const value: z.ZodMiniType<Value> = z.pipe(
  forms,
  z.transform((given) => canonicalValue(given)),
);

/** What `value` takes, without asking zod wherever that takes none of its time; undefined: it does not. */
export function takenValue(given: unknown): Value | undefined {
  switch (typeof given) {
    case "string":
      return given.length <= MAX.text ? canonicalValue(given) : undefined;
    case "boolean":
      return given;
    case "number":
      return Number.isFinite(given) ? given : undefined;
    default:
      break;
  }
  if (given === null) return null;
  if (Array.isArray(given)) return given.length <= MAX.setMembers && given.every(isLine) ? canonicalValue(given as string[]) : undefined;
  const parsed = value.safeParse(given);
  return parsed.success ? parsed.data : undefined;
}

function isLine(given: unknown): boolean {
  return typeof given === "string" && given.length <= MAX.line;
}

type FieldValues = Readonly<Record<string, Value>>;

/**
 * Field name -> value. Not a record of zod, which drops the name `__proto__` without a word: here every name is data, kept as an own
 * member, so that the contract can refuse it by name.
 */
export const fieldValues: z.ZodMiniType<FieldValues> = z
  .pipe(
    z.unknown(),
    z.transform((given, context): FieldValues => {
      if (typeof given !== "object" || given === null || Array.isArray(given)) return complain(context, [], "an object");
      const members = Object.entries(given);
      if (members.length > MAX.fields) return complain(context, [], `at most ${MAX.fields} fields`);
      const taken: [string, Value][] = [];
      for (const [field, raw] of members) {
        if (!isName(field)) return complain(context, [field], "a name");
        const read = takenValue(raw);
        if (read === undefined) return complain(context, [field], "a value");
        taken.push([field, read]);
      }
      return Object.fromEntries(taken);
    }),
  )
  .check(
    z.meta({
      type: "object",
      maxProperties: MAX.fields,
      propertyNames: { type: "string", maxLength: MAX.name },
      additionalProperties: { $comment: "a value" },
    }),
  );

function complain(context: z.core.ParsePayload, path: string[], wanted: string): never {
  context.issues.push({ code: "custom", message: `not ${wanted}`, path, input: context.value });
  return z.NEVER;
}
