import type { FieldKind, Value } from "./value.ts";
import { isDay } from "./field-kind.ts";
import { type Result, failed, ok } from "./failure.ts";
import { canonicalValue } from "./value.ts";

/** What a person typed for a field of this kind. Fails with what was expected: `date`, `number` or `boolean`. */
export function valueFromText(kind: FieldKind, text: string): Result<Value, "date" | "number" | "boolean"> {
  const trimmed = kind === "text" ? text : text.trim();
  if (trimmed === "") return ok(null);
  switch (kind) {
    case "set":
      return ok(
        canonicalValue(
          trimmed
            .split(",")
            .map((item) => item.trim())
            .filter((item) => item !== ""),
        ),
      );
    case "person": {
      const { name, email } = /^(?<name>[^<>]*?)\s*(?:<(?<email>[^<>]+)>)?$/.exec(trimmed)?.groups ?? {};
      return ok(canonicalValue({ name: name || (email ?? trimmed), ...(email !== undefined && { email }) }));
    }
    case "date":
      return isDay(trimmed) ? ok(trimmed) : failed("date");
    case "number":
      return Number.isFinite(Number(trimmed)) ? ok(Number(trimmed)) : failed("number");
    case "boolean":
      return trimmed === "true" || trimmed === "false" ? ok(trimmed === "true") : failed("boolean");
    default:
      return ok(trimmed);
  }
}
