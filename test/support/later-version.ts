import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What is other in a made-up build: in which file, which text, and what stands there instead. */
export interface Change {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/**
 * The command line built from these sources with some lines changed: a version that there is not yet. Throws where a line to be changed is not there any
 * more. Returns its path.
 */
export async function builtWith(directory: string, changes: readonly Change[]): Promise<string> {
  const found = new Set<Change>();
  const outcome = await build({
    entryPoints: { cli: `${root}/src/cli/main.ts` },
    outdir: directory,
    splitting: true,
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    banner: {
      js: `import { createRequire as createRequireForBundle } from "node:module";\nconst require = createRequireForBundle(import.meta.url);`,
    },
    outExtension: { ".js": ".mjs" },
    logLevel: "silent",
    plugins: [
      {
        name: "changes",
        setup: (made) =>
          made.onLoad({ filter: /\.ts$/ }, ({ path }) => {
            let contents = readFileSync(path, "utf8");
            for (const change of changes.filter(({ file }) => path.endsWith(`/${file}`))) {
              if (!contents.includes(change.find)) continue;
              contents = contents.replace(change.find, () => change.replace);
              found.add(change);
            }
            return { contents, loader: "ts" };
          }),
      },
    ],
  });
  const missing = changes.filter((change) => !found.has(change));
  if (outcome.errors.length > 0 || missing.length > 0) throw new Error(`not found: ${missing.map(({ find }) => find).join("; ")}`);
  return `${directory}/cli.mjs`;
}

const VERSION_FILE = "src/protocol/version.ts";

/** A version of the protocol under another name, that also speaks those before. */
export function speaking(version: string, speaks: readonly string[]): readonly Change[] {
  return [
    { file: VERSION_FILE, find: `VERSION = "1.0";\n\n/** The least`, replace: `VERSION = ${JSON.stringify(version)};\n\n/** The least` },
    { file: VERSION_FILE, find: `readonly string[] = [VERSION];`, replace: `readonly string[] = ${JSON.stringify(speaks)};` },
  ];
}

/**
 * Version 1.1, as it might be: one capability more, a member more in every message, issues with a video, which 1.0 must not read as if they had none, and
 * a kind of message that 1.0 has never heard of, under a header that it understands.
 */
export const VERSION_1_1: readonly Change[] = [
  ...speaking("1.1", ["1.1", "1.0"]),
  { file: VERSION_FILE, find: `"workflow",`, replace: `"video", "workflow",` },
  {
    file: "src/protocol/codec.ts",
    find: `return JSON.stringify({ v: VERSION, min: LEAST_VERSION, ...message });`,
    replace: `const least = JSON.stringify(message).includes("a video") ? VERSION : LEAST_VERSION;
      const isTelegram = message.kind === "issue" && JSON.stringify(message).includes("a telegram");
      return JSON.stringify({ v: VERSION, min: least, ...message, ...(isTelegram && { kind: "telegram" }), madeWith: "1.1" });`,
  },
  {
    file: "src/protocol/codec.ts",
    find: `(raw: unknown): DecodedBody {`,
    replace: `(given: unknown): DecodedBody {
      const raw = (given as { kind?: unknown } | null)?.kind === "telegram" ? { ...(given as object), kind: "issue" } : given;`,
  },
];
