import { expect, test } from "vitest";
import { askedContent, contentsOnTheirWay } from "../../../src/app/contents.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { beginning } from "../../../src/model/content-state.ts";
import { noteArrived } from "../../../src/sync/contents/safe-bytes.ts";

const file = { issue: "i", id: "a", size: 100, sha256: "0".repeat(64) };

test("a file is said to be here when it stands under its name, not when its last byte has come", () => {
  const facts = new Map<string, string>();
  const asked = [{ state: "working", content: { ...beginning(file, "in"), got: 100, turn: false } }];
  const store = {
    reading: (read: () => unknown) => read(),
    askedParts: (_: string, states: readonly string[]) => (states.includes("completed") ? [] : asked),
    fact: (name: string) => facts.get(name) ?? null,
    setFact: (name: string, value: string) => facts.set(name, value),
    connections: () => [],
    connection: () => null,
    issue: () => null,
    syncsOf: () => [],
    removeFacts: (name: string) => facts.delete(name),
  } as unknown as OpenProject["store"];
  const travelling = (): number => contentsOnTheirWay({ store } as OpenProject).length;
  const state = (): string => askedContent({ store } as OpenProject, "one").state;
  noteArrived({ store }, file, 100);
  expect([state(), travelling()]).toEqual(["waits", 1]);
  // Summed, and moved to its place.
  noteArrived({ store }, file, 0);
  expect([state(), travelling()]).toEqual(["here", 0]);
});
