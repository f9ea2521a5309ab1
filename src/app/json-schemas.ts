import * as z from "zod/mini";
import { connectionSchema } from "./connection-file.ts";
import { projectSchema } from "./project-file.ts";

interface SettingsWords {
  readonly connection: Readonly<Record<string, string>>;
  readonly project: Readonly<Record<string, string>>;
}

/** The JSON schemas of the settings files, by the names of their files. `words`: what a key is for. */
export function jsonSchemas(words: SettingsWords): Readonly<Record<string, string>> {
  return {
    "connection.schema.json": schemaText("An Issue Ferry connection", connectionSchema, words.connection),
    "project.schema.json": schemaText("An Issue Ferry project", projectSchema, words.project),
  };
}

function schemaText(title: string, shape: z.ZodMiniType, words: Readonly<Record<string, string>>): string {
  // As a person writes the file: what has a default may be left out.
  const made = z.toJSONSchema(shape, { io: "input", unrepresentable: "any" });
  const properties = Object.fromEntries(
    Object.entries(made.properties ?? {}).map(([key, value]) => [
      key,
      { ...(typeof value === "object" && value), description: words[key] ?? "" },
    ]),
  );
  return `${JSON.stringify({ ...made, title, properties }, null, 2)}\n`;
}
