import * as z from "zod/mini";
import type { Contract, ContractField, ContractTerms } from "../../model/contract.ts";
import { MAX } from "../limits.ts";
import { line, name } from "./text.ts";

const role = z.enum(["primary", "secondary"]);

/** Names that mean another part of a document than a field: the two marks, and everything with a colon (`comment:<id>`). */
const fieldName = name.check(
  z.minLength(1),
  z.refine((given) => given !== "deleted" && given !== "shared" && !given.includes(":"), "no name of another part"),
);

const field: z.ZodMiniType<ContractField> = z.object({
  name: fieldName,
  kind: z.enum(["scalar", "text", "set", "person", "option", "number", "date", "boolean"]),
  direction: z.enum(["both", "to-secondary", "to-primary"]),
  policy: role,
  values: z.exactOptional(z.array(line).check(z.maxLength(MAX.listedValues))),
});

/** No two fields have one name: there would be two policies for it. */
const terms = {
  types: z.array(line).check(z.maxLength(MAX.issueTypes)),
  fields: z.array(field).check(z.maxLength(MAX.fields), z.refine(once, "each name once")),
  comments: z.enum(["all", "public", "none"]),
  deletes: z.enum(["propagate", "keep"]),
  attachments: z.literal("none"),
  links: z.literal("none"),
};

/** What a primary's user writes. */
export const contractTerms: z.ZodMiniType<ContractTerms> = z.object(terms);

/** What travels: the terms with their number, from 1 on. */
export const contract: z.ZodMiniType<Contract> = z.object({ number: z.int().check(z.minimum(1)), ...terms });

function once(fields: readonly ContractField[]): boolean {
  return new Set(fields.map((one) => one.name)).size === fields.length;
}
