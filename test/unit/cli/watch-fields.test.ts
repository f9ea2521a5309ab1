import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { run } from "../../../src/cli/program.ts";

test("watch goes on with the fields that project.yaml names now", async () => {
  const root = mkdtempSync(join(tmpdir(), "ferry-watch-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "ada"));
  const stop = new AbortController();
  const ferry = async (
    ...words: string[]
  ): Promise<{ readonly out: () => string; readonly err: () => string; readonly end: Promise<number> }> => {
    let [out, err] = ["", ""];
    const end = run(["--state", join(root, "state"), ...words], {
      out: (text) => (out += text),
      err: (text) => (err += text),
      read: () => Promise.resolve(""),
      colours: false,
      home: root,
      cwd: join(root, "ada"),
      stopped: stop.signal,
    });
    if (words[0] !== "watch") await end;
    return { out: () => out, err: () => err, end };
  };
  await ferry("init", "--name", "Acme", "--key", "ACME");
  const watching = await ferry("watch");
  writeFileSync(join(root, "ada/issues/valve.md"), "---\nsites: [harbour]\n---\n\n# Valve\n");
  const shown = async (...words: string[]) => JSON.parse((await ferry("--json", ...words)).out());
  const until = { timeout: 60_000, interval: 100 };
  await vi.waitFor(async () => expect((await shown("issues")).issues).toMatchObject([{ title: "Valve" }]), until);
  appendFileSync(join(root, "ada/.issue-ferry/project.yaml"), "fields: { sites: options }\n");
  await vi.waitFor(() => expect(watching.err()).toContain("the project is opened anew"), until);
  await vi.waitFor(async () => expect((await shown("show", "ACME-1")).issue.fields.sites).toEqual(["harbour"]), until);
  stop.abort();
  expect(await watching.end).toBe(0);
});
