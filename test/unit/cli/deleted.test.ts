import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/cli/program.ts";

test("deleted issues are listed with who deleted them and when; the newest first, and no more than asked for", async () => {
  const root = mkdtempSync(join(tmpdir(), "ferry-cli-"));
  const state = `${root}-state`;
  onTestFinished(() => [root, state].forEach((path) => rmSync(path, { recursive: true, force: true })));
  const said = { out: "", err: "" };
  const ferry = async (...words: string[]): Promise<number> => {
    Object.assign(said, { out: "", err: "" });
    return run(["--state", state, "--no-color", ...words], {
      out: (text) => (said.out += text),
      err: (text) => (said.err += text),
      read: () => Promise.resolve(""),
      colours: false,
      home: root,
      cwd: root,
      stopped: new AbortController().signal,
    });
  };
  await ferry("init", "--name", "Acme", "--quiet");
  expect(await ferry("deleted")).toBe(0);
  expect(said).toEqual({ out: "", err: "No issue of this project was deleted.\n" });
  for (const title of ["Pump", "Valve"]) await ferry("new", "--title", title, "--quiet");
  for (const key of ["ACME-1", "ACME-2"]) await ferry("delete", key, "--quiet");
  expect(await ferry("deleted")).toBe(0);
  expect(said.out).toMatch(/^ACME-2 +Valve +deleted by .+ here, .+\nACME-1 +Pump +deleted by .+ here, .+\n$/);
  expect(said.err).toContain("issue-ferry bring-back KEY");
  await ferry("deleted", "--json", "--limit", "1");
  expect(JSON.parse(said.out)).toMatchObject({
    deleted: [{ key: "ACME-2", title: "Valve", by: { side: "here" }, time: expect.stringMatching(/^\d{4}-.*Z$/) }],
    more: true,
  });
});
