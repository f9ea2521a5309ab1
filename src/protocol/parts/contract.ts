import * as z from "zod/mini";
import type { Contract, ContractField, ContractTerms } from "../../model/contract.ts";
import type { Transition } from "../../model/workflow.ts";
import { MAX } from "../limits.ts";
import { line, name } from "./text.ts";

const role = z.enum(["primary", "secondary"]);

/** Names that mean another part of a document than a field: the two marks, and everything with a colon (`comment:<id>`). */
const fieldName = name.check(
  z.minLength(1),
  z.refine((given) => given !== "deleted" && given !== "shared" && !given.includes(":"), "no name of another part"),
);

const value = line.check(z.minLength(1));

const transition: z.ZodMiniType<Transition> = z.strictObject({
  from: value,
  to: z.array(value).check(z.maxLength(MAX.listedValues)),
});

const workflow = z.array(transition).check(
  z.maxLength(MAX.listedValues),
  z.refine((given) => given.reduce((sum, { to }) => sum + to.length, 0) <= MAX.transitions, `at most ${MAX.transitions} transitions`),
  z.refine((given) => new Set(given.map(({ from }) => from)).size === given.length, "each value once"),
);

/** What a reader does not know in a contract it must not pass over, as it does elsewhere: both sides would mean something else by it. */
const field: z.ZodMiniType<ContractField> = z
  .strictObject({
    name: fieldName,
    kind: z.enum(["scalar", "text", "set", "person", "option", "number", "date", "boolean"]),
    direction: z.enum(["both", "to-secondary", "to-primary"]),
    policy: role,
    values: z.exactOptional(z.array(line).check(z.maxLength(MAX.listedValues))),
    workflow: z.exactOptional(workflow),
  })
  .check(
    z.refine(({ kind, workflow: given }) => given === undefined || kind === "option", { error: "only for options", path: ["workflow"] }),
    z.refine(hasListedSteps, { error: "a value that is not listed", path: ["workflow"] }),
  );

/** Each may be compared with the name of every file of a message, so they are few and short. */
const words = z.array(value.check(z.maxLength(MAX.pattern))).check(z.minLength(1), z.maxLength(MAX.patterns));

const attachmentLimits = z.strictObject({
  largest: z.exactOptional(z.int().check(z.minimum(1))),
  mediaTypes: z.exactOptional(words),
  names: z.exactOptional(words),
});

/** No two fields have one name: there would be two policies for it. */
const terms = {
  types: z.array(line).check(z.maxLength(MAX.issueTypes)),
  fields: z.array(field).check(z.maxLength(MAX.fields), z.refine(once, "each name once")),
  comments: z.enum(["all", "public", "none"]),
  deletes: z.enum(["propagate", "keep"]),
  attachments: z.union([z.enum(["none", "all"]), attachmentLimits]),
  links: z.enum(["none", "known"]),
  contents: z.exactOptional(z.union([z.enum(["at once"]), attachmentLimits])),
};

/** Where no attachment travels there is no content that could: whoever writes that means something else. Of a partner it is taken, and does nothing. */
const contentsOfSome = z.refine<ContractTerms>(({ attachments, contents }) => contents === undefined || attachments !== "none", {
  error: "only where attachments travel",
  path: ["contents"],
});

/** What a primary's user writes. */
export const contractTerms: z.ZodMiniType<ContractTerms> = z.strictObject(terms).check(contentsOfSome);

/** What travels: the terms with their number, from 1 on. */
export const contract: z.ZodMiniType<Contract> = z.strictObject({ number: z.int().check(z.minimum(1)), ...terms });

function once(fields: readonly ContractField[]): boolean {
  return new Set(fields.map((one) => one.name)).size === fields.length;
}

function hasListedSteps({ values, workflow: given }: Pick<ContractField, "values" | "workflow">): boolean {
  if (values === undefined || given === undefined) return true;
  const listed = new Set(values);
  return given.every(({ from, to }) => listed.has(from) && to.every((step) => listed.has(step)));
}
