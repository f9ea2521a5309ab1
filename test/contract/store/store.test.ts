import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import { openStore } from "../../../src/store/sqlite-store.ts";
import { type OpenStore, storeContract } from "./store-contract.ts";

function open(file: string, cleanUp: () => void): OpenStore {
  const opened = openStore(file);
  if (!opened.ok) throw new Error(opened.failure.kind);
  const store = opened.value;
  return {
    store,
    close() {
      store.close();
      cleanUp();
    },
  };
}

describe("SQLite store on disk", () => {
  storeContract(() => {
    const directory = mkdtempSync(join(tmpdir(), "ferry-store-"));
    return open(join(directory, "store.sqlite"), () => rmSync(directory, { recursive: true }));
  });
});

describe("SQLite store in memory", () => {
  storeContract(() => open(":memory:", () => undefined));
});
