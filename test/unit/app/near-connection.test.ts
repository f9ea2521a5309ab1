import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { fileDiagnostics } from "../../../src/app/file-diagnostics.ts";
import { diagnosticSentence, diagnosticText } from "../../../src/view/diagnostics.ts";
import { openedProject, place } from "./opened-project.ts";

test("a connection that is mistyped in an issue is told with its line and the one that may be meant", async () => {
  const project = openedProject(place());
  const exchange = join(project.workspace, "..", "exchange");
  mkdirSync(exchange, { recursive: true });
  const made = await connect(project, { name: "nordwind", exchange, share: null }, null);
  expect(made).toMatchObject({ ok: true });
  mkdirSync(join(project.workspace, "issues"), { recursive: true });
  const text = "---\nkey: ACME-1\nshare:\n  - Nordwnid\n  - harbour\n---\n\n# Valve\n";
  writeFileSync(join(project.workspace, "issues", "ACME-1.md"), text);
  const found = await fileDiagnostics(project);
  expect(found).toMatchObject([
    { line: 4, detail: "Nordwnid", near: "nordwind" },
    { line: 5, detail: "harbour" },
  ]);
  const [mistyped, unknown] = found;
  if (!mistyped || !unknown) throw new Error("nothing found");
  expect(diagnosticSentence(mistyped)).toMatch(/^issues\/ACME-1\.md:4: there is no connection "Nordwnid" .* Is "nordwind" meant\?$/);
  expect(diagnosticText(unknown)).not.toContain("meant");
});
