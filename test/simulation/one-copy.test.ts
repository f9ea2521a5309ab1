import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const HERE = import.meta.dirname;
const TEST = join(HERE, "..");

/** Functions that may exist once, in src: engine, merges, machines, codec, envelope. */
const ONCE =
  /\bfunction\*?\s+(merge\w*|diff3\w*|takeLocal|receiveAt\w+|nextMessages|outgoing|step(?:Link|Configuration)|(?:en|de)code\w*(?:Message|Payload|Body)|inspectFile|sealFile|openFile)\s*[<(]/;

/** A second one on purpose, written from docs/PROTOCOL.md alone: the first is held against it, nothing is simulated by it. */
const INDEPENDENT = join("wire", "independent");

describe("what is simulated", () => {
  const files = readdirSync(TEST, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

  it("is the production code: no second copy of it stands under test", () => {
    const copies = files.filter((file) => !file.startsWith(INDEPENDENT) && ONCE.test(readFileSync(join(TEST, file), "utf8")));
    expect(copies).toEqual([]);
  });

  it("is reached by importing it from src", () => {
    const imports = files
      .filter((file) => file.startsWith("simulation"))
      .map((file) => readFileSync(join(TEST, file), "utf8"))
      .join("\n");
    for (const path of ["sync/engine.ts", "sync/commands.ts", "sync/setup.ts", "store/sqlite-store.ts", "crypto/noble-crypto.ts"])
      expect(imports).toContain(`../../src/${path}`);
  });
});
