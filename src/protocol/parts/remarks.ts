import * as z from "zod/mini";
import { type Failure, isFailureCode } from "../../model/failure.ts";
import type { Overruled, RefusedField } from "../../model/issue-sync.ts";
import { MAX } from "../limits.ts";
import { revision } from "./revision.ts";
import { code, line, name } from "./text.ts";
import { value } from "./value.ts";

/** What messages say about single values: that one was dropped, that one was refused, and why. */

/** A code that is not known here becomes NOT_UNDERSTOOD, with that code as its detail: the failure stays a failure. */
export const failure: z.ZodMiniType<Failure> = z.pipe(
  z.object({ code, field: z.exactOptional(name), value: z.exactOptional(value), detail: z.exactOptional(line) }),
  z.transform(({ code: given, ...rest }): Failure =>
    isFailureCode(given) ? { code: given, ...rest } : { code: "NOT_UNDERSTOOD", ...rest, detail: given },
  ),
);

const overruled: z.ZodMiniType<Overruled> = z.object({ field: name, value, winner: value, revision });

const refused: z.ZodMiniType<RefusedField> = z.object({ field: name, value, failure });

/** Values of the addressee that lost against the sender's. `field` is a field's name, `deleted`, `shared` or `comment:<id>`. */
export const overruledList = z.array(overruled).check(z.maxLength(MAX.remarks));

/** Values that the sender does not take or cannot hold, one for each field at most. */
export const refusedList = z.array(refused).check(z.maxLength(MAX.remarks));
