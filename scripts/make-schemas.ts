// `node scripts/make-schemas.ts`: makes the JSON schemas of the settings files, which editors with a YAML extension use, from the schemas that read
// those files (test/unit/app/json-schemas.test.ts says when they are to be made again).
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { jsonSchemas } from "../src/app/json-schemas.ts";
import { SETTINGS_WORDS } from "../src/view/settings-words.ts";

const root = join(import.meta.dirname, "..");
for (const [name, text] of Object.entries(jsonSchemas(SETTINGS_WORDS))) {
  const file = join(root, "media/schemas", name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
