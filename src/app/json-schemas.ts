import * as z from "zod/mini";
import { connectionSchema } from "./connection-file.ts";
import { projectSchema } from "./project-file.ts";

/** What a key is for, where an editor shows it: by the path of keys, `*` for any. */
const CONNECTION: Readonly<Record<string, string>> = {
  share: "Which of your issues are shared: marked, all, or a filter such as `label:pump and status != Done`.",
  forward: "Whether issues that came over another connection are shared over this one, too.",
  emails: "Whether mail addresses of people travel with their names.",
  fields: "The contract's name of a field: your project's name for it.",
  values: "Your words and the contract's, by field.",
  people: "Other names for people: `Name`, `Name <mail>` or a mail address.",
  templates: "A text around a title or another text: `{title}` stands for the title.",
  fixed: "What a field of yours is set to when something arrives.",
  contract: "What both sides exchange. Only the primary's is published, by `config publish`.",
};

const PROJECT: Readonly<Record<string, string>> = {
  id: "Names the project for ever. Never change it.",
  name: "What partners see.",
  "key-prefix": "Beginning of the keys of new issues: ACME gives ACME-1.",
  tracker: "Where the issues are: a folder inside of this one.",
  commit: "Whether issue files are committed after a pass. Never pushed.",
  fields: "Keys of the front matter that are fields of this project's own, by their kinds.",
};

/** The JSON schemas of the settings files, by the names of their files. */
export function jsonSchemas(): Readonly<Record<string, string>> {
  return {
    "connection.schema.json": schemaText("An Issue Ferry connection", connectionSchema, CONNECTION),
    "project.schema.json": schemaText("An Issue Ferry project", projectSchema, PROJECT),
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
