import * as z from "zod";
import { type Person, type Value, canonicalValue } from "../../model/value.ts";
import { MAX } from "../limits.ts";
import { name } from "./text.ts";

const person: z.ZodType<Person> = z.object({ name, email: z.string().max(MAX.email).exactOptional() });

/** The forms a value may arrive in. Which of them a field takes is the contract's to say, and is checked where it is known. */
const forms = z.union([
  z.string().max(MAX.text),
  z.null(),
  z.number(),
  z.boolean(),
  z.array(z.string().max(MAX.line)).max(MAX.setMembers),
  person,
]);

/** A value in its canonical form, in whatever form it came. */
export const value: z.ZodType<Value> = forms.transform((given) => canonicalValue(given));

type FieldValues = Readonly<Record<string, Value>>;

/**
 * Field name -> value. Not a record of zod, which drops the name `__proto__` without a word: here every name is data, kept as an own
 * member, so that the contract can refuse it by name.
 */
export const fieldValues: z.ZodType<FieldValues> = z
  .unknown()
  .transform((given, context): FieldValues => {
    if (typeof given !== "object" || given === null || Array.isArray(given)) return complain(context, [], "an object");
    const members = Object.entries(given);
    if (members.length > MAX.fields) return complain(context, [], `at most ${MAX.fields} fields`);
    const taken: [string, Value][] = [];
    for (const [field, raw] of members) {
      if (!name.safeParse(field).success) return complain(context, [field], "a name");
      const parsed = value.safeParse(raw);
      if (!parsed.success) return complain(context, [field], "a value");
      taken.push([field, parsed.data]);
    }
    return Object.fromEntries(taken);
  })
  .meta({
    type: "object",
    maxProperties: MAX.fields,
    propertyNames: { type: "string", maxLength: MAX.name },
    additionalProperties: { $comment: "a value" },
  });

function complain(context: z.RefinementCtx, path: string[], wanted: string): never {
  context.addIssue({ code: "custom", message: `not ${wanted}`, path });
  return z.NEVER;
}
