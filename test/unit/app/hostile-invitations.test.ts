import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect, joinByInvitation } from "../../../src/app/connect.ts";
import { safetyNumberOf } from "../../../src/app/safety-number.ts";
import { sync } from "../../../src/app/worker.ts";
import { readHandshakeFile, writeHandshakeFile } from "../../../src/protocol/handshake-file.ts";
import { openedProject, place } from "./opened-project.ts";
import { NOW, ask, freshId, runningSides } from "./running-sides.ts";

test.each([
  ["older versions only", ["0.9"]],
  ["a version that is not there yet", ["99.0"]],
])("an invitation whose list of versions was cut to %s is refused, and leaves nothing", async (_, speaks) => {
  const root = place();
  const exchange = join(root, "exchange");
  mkdirSync(exchange);
  const [ada, bo] = [openedProject(root, "Acme"), openedProject(root, "Nordwind")];
  const made = await connect(ada, { name: "nordwind", exchange, share: null }, null);
  const invite = readHandshakeFile(made.ok ? made.value.text : "");
  if (!invite.ok) throw new Error(invite.failure);
  const cut = writeHandshakeFile({ ...invite.value, speaks });
  const joined = await joinByInvitation(bo, cut, { name: "acme", exchange, share: null });
  expect(joined).toMatchObject({ ok: false, failure: { kind: "version" } });
  expect(bo.store.connections()).toEqual([]);
});

test("a second partner with the name of the first does not take its place: it gets another name, number and nothing of what is shared", async () => {
  const root = place();
  const { ada, bo, exchange } = await runningSides(root);
  const other = openedProject(join(root, "other"), "Acme");
  expect(other.file.name).toBe(ada.file.name);
  const made = await connect(other, { name: "nordwind", exchange, share: null }, null);
  const text = made.ok ? made.value.text : "";
  expect(await joinByInvitation(bo, text, { name: null, exchange, share: null })).toMatchObject({
    ok: false,
    failure: { kind: "name taken", name: "acme" },
  });
  expect(bo.store.connections()).toHaveLength(1);
  expect(await joinByInvitation(bo, text, { name: "acme-2", exchange, share: null })).toMatchObject({ ok: true });
  for (const side of [bo, other, bo, other, ada, bo]) await sync(side, NOW);
  const numbers = ["acme", "acme-2"].map((name) => safetyNumberOf(bo, name));
  expect(numbers.every((number) => /\d{5}/.test(number ?? ""))).toBe(true);
  expect(new Set(numbers).size).toBe(2);
  const issue = freshId(bo);
  await ask(bo, { kind: "new issue", issue, change: { fields: { title: "Valve" }, share: ["acme"] } });
  for (const side of [bo, ada, other, bo, ada, other]) await sync(side, NOW);
  expect(ada.store.issue(issue)?.fields["title"]).toBe("Valve");
  expect(other.store.issue(issue)).toBeNull();
});
