import { defineConfig } from "vitest/config";
import { LongFilesFirst } from "./scripts/long-files-first.mjs";
import { suites } from "./scripts/stages.mjs";

/** Real processes and random histories take long on a busy machine, and histories yield to what runs beside them; a test that hangs still ends. Milliseconds. */
const PATIENCE: Readonly<Record<string, number>> = {
  webview: 120_000,
  simulation: 1_800_000,
  scenarios: 120_000,
  corpora: 600_000,
  vscode: 600_000,
  "vscode-latency": 600_000,
  "vscode-more": 600_000,
};

/** Starting a server and a browser; histories to begin with. */
const HOOK_PATIENCE: Readonly<Record<string, number>> = {
  simulation: 600_000,
  scenarios: 120_000,
  vscode: 120_000,
  "vscode-latency": 120_000,
  "vscode-more": 300_000,
  "vscode-host": 120_000,
};

export default defineConfig({
  test: {
    // A forgotten `.only` would hide all other tests, here as in CI.
    allowOnly: false,
    sequence: { sequencer: LongFilesFirst },
    projects: suites.map(({ name, folders, except = [], oneGraph = false }) => ({
      test: {
        name,
        include: folders.map((folder) => `${folder}/**/*.test.ts`),
        exclude: except.map((folder) => `${folder}/**`),
        isolate: !oneGraph,
        testTimeout: PATIENCE[name] ?? 30_000,
        hookTimeout: HOOK_PATIENCE[name] ?? 30_000,
        ...(name === "simulation" && { globalSetup: ["test/simulation/simulation-table.ts"] }),
      },
    })),
  },
});
