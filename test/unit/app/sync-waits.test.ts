import { expect, test } from "vitest";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { contentsDue, sync } from "../../../src/app/worker.ts";
import { beginning } from "../../../src/model/content-state.ts";
import { tryLock } from "../../../src/store/worker-lock.ts";
import { noteArrived } from "../../../src/sync/contents/safe-bytes.ts";
import { openedProject, place } from "./opened-project.ts";

test("who waits beside another process waits no longer than until Ctrl+C", async () => {
  const project = openedProject(place());
  const lock = tryLock(project.stateDirectory);
  expect(lock).not.toBeNull();
  const outcome = await sync(project, {
    untilIdle: true,
    timeoutMs: 24 * 3_600_000,
    signal: AbortSignal.abort(),
    waitsFor: () => true,
  });
  expect(outcome).toMatchObject({ followed: true, timedOut: true });
  lock?.release();
});

test("a sync waits for a file that travels on a connection that runs, and not for the partner's last word on one that is here", () => {
  const file = { issue: "i", id: "a", size: 100, sha256: "0".repeat(64) };
  const facts = new Map<string, string>();
  const connection = { id: "c", partner: null, facts: { link: "connected", run: "running" } };
  const store = {
    reading: (read: () => unknown) => read(),
    askedParts: () => [
      { connection: "c", operation: "GetFile", state: "working", content: { ...beginning(file, "in"), got: 100, turn: false } },
    ],
    connections: () => [connection],
    fact: (name: string) => facts.get(name) ?? null,
    setFact: (name: string, value: string) => facts.set(name, value),
    removeFacts: (name: string) => facts.delete(name),
  } as unknown as OpenProject["store"];
  const isDue = (): boolean => contentsDue({ store } as OpenProject);
  noteArrived({ store }, file, 100);
  expect(isDue()).toBe(true);
  connection.facts.run = "stopped";
  expect(isDue()).toBe(false);
  connection.facts.run = "running";
  // Summed, and moved to its place.
  noteArrived({ store }, file, 0);
  expect(isDue()).toBe(false);
});
