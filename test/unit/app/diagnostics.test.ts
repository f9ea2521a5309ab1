import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { homedir, hostname, userInfo } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "../../../src/app/connect.ts";
import { examine } from "../../../src/app/doctor.ts";
import { projectView } from "../../../src/app/snapshot.ts";
import { sync } from "../../../src/app/worker.ts";
import { toBase32 } from "../../../src/model/base32.ts";
import { diagnosticReport } from "../../../src/view/diagnostic-report.ts";
import { openedProject, place } from "./opened-project.ts";

/** Every way in which bytes may be written down. */
function spellings(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes);
  return [buffer.toString("hex"), buffer.toString("base64"), buffer.toString("base64url"), toBase32(bytes)];
}

test("what is copied for somebody else holds no key, title, text, name or path of a real project", async () => {
  const root = place();
  const exchange = join(root, "swordfish-share");
  mkdirSync(exchange);
  const project = openedProject(root, "Marlin Pumps");
  const made = await connect(project, { name: "barracuda", exchange, share: "label:herring" }, join(root, "invitation.txt"));
  if (!made.ok) throw new Error(made.failure.kind);
  const issues = join(project.workspace, "issues");
  writeFileSync(
    join(issues, "one.md"),
    "---\nstatus: Anchovy\nassignee: Captain Haddock <haddock@example.org>\n---\n# Sardine sticks\n\nTurbot.\n",
  );
  writeFileSync(join(issues, "broken mackerel.md"), "---\nlabels: [pilchard\n---\n# Broken\n");
  writeFileSync(join(issues, "one (conflicted copy of grouper).md"), "# Copy\n");
  writeFileSync(join(exchange, "halibut.txt"), "x");
  writeFileSync(join(project.workspace, ".issue-ferry/connections/barracuda.yaml"), "share: flounder\n");
  await sync(project, { untilIdle: true, timeoutMs: 0 });
  const checks = await examine(project);
  const report = diagnosticReport({
    editor: "VS Code 1.139.1",
    extension: "0.1.0",
    system: "linux x64",
    remote: null,
    projects: [{ view: projectView(project), mode: "working", interrupted: null, failures: 0, checks }],
  });
  expect(report.split("\n").length, "of lines that were looked through").toBeGreaterThan(15);
  const words =
    /swordfish|marlin|barracuda|herring|anchovy|haddock|sardine|turbot|mackerel|pilchard|grouper|halibut|flounder|conflicted copy|\.md\b|\.yaml/i;
  expect(report).not.toMatch(words);
  const secrets = [
    ...readdirSync(join(project.stateDirectory, "keys")).flatMap((name) => {
      const text = readFileSync(join(project.stateDirectory, "keys", name), "utf8");
      return [text.trim(), ...(text.match(/[0-9a-zA-Z+/=_-]{20,}/g) ?? [])];
    }),
    ...spellings(project.context.identity.publicKey),
    ...made.value.text.split("\n").filter((line) => line.length > 20),
    root,
    project.workspace,
    project.stateDirectory,
    exchange,
    homedir(),
    hostname(),
    userInfo().username,
    project.context.self,
    project.file.id,
    project.file.prefix,
    project.store.fact("machine") ?? "no machine",
    ...project.store.connections().flatMap(({ id, invitation }) => [id, invitation.id, invitation.hash]),
    ...project.store.issuesSince(0, 10).flatMap(({ id, key }) => [id, key]),
  ];
  expect(secrets.length).toBeGreaterThan(15);
  // A short name of a machine or a user may be a word of the report.
  for (const secret of secrets.filter((one) => one.length > 4)) expect(report).not.toContain(secret);
});
