import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { silenceOf } from "../../../src/app/folder-silence.ts";
import { checkHandshakeFile } from "../../../src/app/handshake-places.ts";
import { openedProject, place } from "./opened-project.ts";

test("a handshake file does not go into an exchange folder that answers again while it is looked at", async () => {
  const root = place();
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  let answer: (() => void) | undefined;
  const asleep = async (): Promise<void> => new Promise((resolve) => (answer = resolve));
  expect(await silenceOf(exchange, 1, asleep)).toMatchObject({ detail: "SILENT" });
  const checked = checkHandshakeFile(openedProject(root), join(exchange, "handshake.txt"), exchange);
  answer?.();
  expect(await checked).toMatchObject({ kind: "handshake place", failure: { kind: "in exchange folder" } });
});
