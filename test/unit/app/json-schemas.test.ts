import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { jsonSchemas } from "../../../src/app/json-schemas.ts";
import { SETTINGS_WORDS } from "../../../src/view/settings-words.ts";

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description: string }>>;
  readonly additionalProperties?: boolean;
}

describe("the JSON schemas of the settings files", () => {
  it("are those that read the files: `node scripts/make-schemas.ts` makes them again", () => {
    for (const [name, text] of Object.entries(jsonSchemas(SETTINGS_WORDS)))
      expect([name, readFileSync(`media/schemas/${name}`, "utf8")]).toEqual([name, text]);
  });

  it("know every key and say what it is for", () => {
    const [connection, project] = Object.values(jsonSchemas(SETTINGS_WORDS)).map((text) => JSON.parse(text) as Schema);
    expect(Object.keys(connection?.properties ?? {})).toEqual(
      expect.arrayContaining(["share", "forward", "emails", "fields", "values", "people", "templates", "fixed", "alarms", "contract"]),
    );
    expect(Object.keys(project?.properties ?? {})).toEqual(expect.arrayContaining(["id", "name", "key-prefix", "tracker", "fields"]));
    for (const schema of [connection, project]) {
      expect(schema?.additionalProperties).toBe(false);
      expect(Object.values(schema?.properties ?? {}).filter(({ description }) => description === "")).toEqual([]);
    }
  });

  it("are given to the YAML extension for these files", () => {
    const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as { contributes: { yamlValidation: { url: string }[] } };
    expect(contributes.yamlValidation.map(({ url }) => url)).toEqual(
      Object.keys(jsonSchemas(SETTINGS_WORDS)).map((name) => `./media/schemas/${name}`),
    );
  });
});
