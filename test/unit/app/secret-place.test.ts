import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { silenceOf } from "../../../src/app/folder-silence.ts";
import { placeTrouble } from "../../../src/app/secret-place.ts";
import { place } from "./opened-project.ts";

test("a file with a secret does not go over a link into an exchange folder that does not answer", async () => {
  const root = realpathSync.native(place());
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  symlinkSync(exchange, join(root, "link"));
  const file = join(root, "link", "secret.bin");
  let answer = { file: (): void => undefined, exchange: (): void => undefined };
  const asking = (key: "file" | "exchange") => (): Promise<void> => new Promise((resolve) => (answer = { ...answer, [key]: resolve }));
  // Of one file system, so that the folder is asked once the file's place has answered.
  const asked = silenceOf(file, 2 ** 31 - 1, asking("file"));
  expect(await silenceOf(exchange, 1, asking("exchange"))).toMatchObject({ detail: "SILENT" });
  const trouble = placeTrouble(file, new Set([exchange]));
  answer.file();
  expect(await asked).toBeNull();
  expect(await trouble).toMatchObject({ kind: "in exchange folder", place: exchange });
  answer.exchange();
  while ((await silenceOf(exchange)) !== null) await new Promise((resolve) => setImmediate(resolve));
});
