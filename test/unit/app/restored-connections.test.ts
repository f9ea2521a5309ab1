import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { isOvertaken } from "../../../src/app/restored-connections.ts";
import { identityFile } from "../../../src/envelope/identity-file.ts";
import { folderTransport } from "../../../src/transports/folder/folder-transport.ts";
import { openedProject, place } from "./opened-project.ts";

test("a name in the exchange folder shows nothing about a restored connection, only what was signed", async () => {
  const root = place();
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  const project = openedProject(root);
  await connect(project, { name: "nordwind", exchange, share: null }, null);
  const [connection] = project.store.connections();
  if (!connection) throw new Error("no connection");
  const { context } = project;
  const own = join(exchange, context.self, connection.id);
  mkdirSync(own, { recursive: true });
  const rest = "0".repeat(52);
  for (const name of [`identity-${rest}.ferry`, `2-7-${rest}.ferry`]) writeFileSync(join(own, name), "junk");
  expect(await isOvertaken(project, connection, folderTransport)).toBe(false);
  const stranger = context.crypto.newIdentity();
  const change = { connection: connection.id, sender: context.self, addressee: context.self, number: 1, generation: 1, sequence: 3 };
  const files = [stranger, context.identity].map((key) => identityFile(context.crypto, change, key, context.crypto.newIdentity()));
  const found: boolean[] = [];
  for (const { name, bytes } of files) {
    writeFileSync(join(own, name), bytes);
    found.push(await isOvertaken(project, connection, folderTransport));
  }
  expect(found).toEqual([false, true]);
});
