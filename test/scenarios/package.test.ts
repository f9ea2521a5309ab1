import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageExtension } from "../../scripts/package-extension.mjs";
import { unzip } from "../support/unzip.ts";

/** What an editor gets, unpacked. */
let place: string;
let unpacked: string;
let said: string;
let bytes: number;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "ferry-package-"));
  const file = join(place, "out", "ferry.vsix");
  const made = await packageExtension({ file, staging: join(place, "staging") });
  if (!made.ok) throw new Error(made.output);
  ({ bytes, output: said } = made);
  unzip(file, join(place, "unpacked"));
  unpacked = join(place, "unpacked", "extension");
}, 120_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

const files = (): string[] =>
  readdirSync(unpacked, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(unpacked, name)).isFile())
    .map((name) => name.replace(/^(dist\/cli)-[A-Z0-9]{8}\.js$/, "$1-HASH.js"))
    .sort();

describe("the VSIX", () => {
  it("holds what an editor needs, and nothing else", () => {
    expect([...new Set(files())].filter((name) => !/^dist\/(?:details|form)\.(?:js|css)$/.test(name))).toEqual([
      "LICENSE.txt",
      "changelog.md",
      "dist/activity.cjs",
      "dist/beside.cjs",
      "dist/cli-HASH.js",
      "dist/cli.js",
      "dist/compare-partner.cjs",
      "dist/connection-deeds.cjs",
      "dist/connection-form.cjs",
      "dist/connections.cjs",
      "dist/contents.cjs",
      "dist/daily.cjs",
      "dist/engine.cjs",
      "dist/examine.cjs",
      "dist/extension.cjs",
      "dist/file-alarms.cjs",
      "dist/file-deeds.cjs",
      "dist/files.cjs",
      "dist/first-day.cjs",
      "dist/form-views.cjs",
      "dist/identities.cjs",
      "dist/issue-deeds.cjs",
      "dist/joins.cjs",
      "dist/operations.cjs",
      "dist/overtaken.cjs",
      "dist/parts.cjs",
      "dist/recover.cjs",
      "dist/repair.cjs",
      "dist/restricted.cjs",
      "dist/settings.cjs",
      "dist/team.cjs",
      "dist/watcher.cjs",
      "media/ferry.svg",
      ...["1-project", "2-share", "3-invited", "4-compare", "5-synchronised"].map((name) => `media/first-day/${name}.png`),
      "media/icon.png",
      "media/schemas/connection.schema.json",
      "media/schemas/project.schema.json",
      "package.json",
      "package.nls.json",
      "readme.md",
    ]);
  });

  it("is small: 2 MB, 600 KB of code for an editor to load, 300 KB for whoever works, and twenty times at most 200 KB that it loads when somebody asks for it", () => {
    expect(bytes).toBeLessThanOrEqual(2_000_000);
    expect(statSync(join(unpacked, "dist/extension.cjs")).size).toBeLessThanOrEqual(600 * 1024);
    expect(statSync(join(unpacked, "dist/engine.cjs")).size).toBeLessThanOrEqual(300 * 1024);
    for (const name of [
      "daily",
      "examine",
      "first-day",
      "connections",
      "team",
      "files",
      "connection-deeds",
      "contents",
      "file-deeds",
      "parts",
      "joins",
      "identities",
      "file-alarms",
      "issue-deeds",
      "recover",
      "overtaken",
      "repair",
      "settings",
      "connection-form",
      "form-views",
      "watcher",
    ])
      expect(statSync(join(unpacked, `dist/${name}.cjs`)).size).toBeLessThanOrEqual(200 * 1024);
  });

  it("was packed without a warning", () => {
    expect(said).not.toMatch(/warn/i);
  });

  it("shows a README whose pictures are in it and whose links lead somewhere", () => {
    const readme = readFileSync(join(unpacked, "readme.md"), "utf8");
    const targets = [...readme.matchAll(/\]\(([^)]*)\)/g)].map(([, target = ""]) => target);
    expect(targets.filter((target) => target.startsWith("data:image/png;base64,")).length).toBeGreaterThan(0);
    expect(targets.filter((target) => !/^(?:data:image\/png;|https:|#)/.test(target))).toEqual([]);
    expect(readme).not.toContain("repository -->");
  });

  it("has a manifest without the matters of our workshop", () => {
    const manifest = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8")) as Record<string, unknown>;
    expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(["scripts"]));
    expect(manifest).toMatchObject({
      name: "issue-ferry",
      publisher: "issue-ferry",
      license: "MIT",
      icon: "media/icon.png",
      main: "./dist/extension.cjs",
    });
    const picture = readFileSync(join(unpacked, "media/icon.png"));
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([256, 256]);
  });

  it("has a command line that runs where no package is", () => {
    const project = join(place, "project");
    mkdirSync(project);
    const answer = execFileSync(process.execPath, [join(unpacked, "dist/cli.js"), "--json", "--state", join(place, "state"), "init"], {
      cwd: project,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(JSON.parse(answer)).toMatchObject({ created: true });
  });

  it("asks for SQLite and crypto only when it is activated, so that it can say what a host lacks", () => {
    const seen = loadedIn(join(unpacked, "dist/extension.cjs"));
    expect(seen.exports).toEqual(["activate", "deactivate"]);
    expect(seen.atLoad.filter((name) => /sqlite|crypto/.test(name))).toEqual([]);
    // Else the first lines would prove nothing: activation does ask for them.
    expect(seen.atActivation.filter((name) => /sqlite|crypto/.test(name)).sort()).toEqual(["node:crypto", "node:sqlite"]);
  });
});

/** As much of `vscode` as an activation touches before it knows its host. */
const VSCODE =
  "const nothing = new Proxy(function () {}, { get: () => nothing, apply: () => nothing }); exports.window = exports.env = nothing;";

interface Seen {
  readonly exports: string[];
  readonly atLoad: string[];
  readonly atActivation: string[];
}

/** Loads the bundle in a process of its own, with a `vscode` that knows nothing, and tells which modules it asked for until when. */
function loadedIn(bundle: string): Seen {
  const script = join(place, "load.cjs");
  writeFileSync(
    script,
    `const { registerHooks } = require("node:module");
let asked = new Set();
registerHooks({
  resolve: (name, context, next) => (asked.add(name), name === "vscode" ? { url: "vscode:", shortCircuit: true } : next(name, context)),
  load: (url, context, next) => (url === "vscode:" ? { format: "commonjs", source: ${JSON.stringify(VSCODE)}, shortCircuit: true } : next(url, context)),
});
const bundle = require(${JSON.stringify(bundle)});
const atLoad = [...asked];
asked = new Set();
const tell = () => (console.log(JSON.stringify({ exports: Object.keys(bundle).sort(), atLoad, atActivation: [...asked] })), process.exit(0));
bundle.activate({ subscriptions: [] }).then(tell, tell);`,
  );
  return JSON.parse(execFileSync(process.execPath, [script], { encoding: "utf8" })) as Seen;
}
