import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import type { LiveProject } from "../../../src/app/live-project.ts";
import type { OpenProject } from "../../../src/app/open-project.ts";
import { sync } from "../../../src/app/worker.ts";
import type { Connection } from "../../../src/model/connection.ts";
import { FormCounting } from "../../../src/vscode/form-counting.ts";
import { place } from "../app/opened-project.ts";
import { NOW, ask, freshId, runningSides } from "../app/running-sides.ts";

let ada: OpenProject;
let counting: FormCounting;
let found: (number | null)[];
/** Looks at issues that run now, and the most that ran at once. */
let running: number;
let most: number;
/** Holds every look at the issues back until it is called. */
let go: (() => void) | undefined;

beforeEach(async () => {
  ({ ada } = await runningSides(place()));
  for (const [title, labels] of [
    ["Pump leaks", ["pump"]],
    ["Valve sticks", []],
  ] as const) {
    const change = { fields: { title, labels: [...labels] } };
    await ask(ada, { kind: "new issue", issue: freshId(ada), change });
  }
  await sync(ada, NOW);
  [found, running, most] = [[], 0, 0];
  const open: Promise<void> = new Promise((resolve) => (go = resolve));
  const tracker = new Proxy(ada.tracker, {
    get: (target, name) =>
      name === "read"
        ? async (ids: readonly string[]) => {
            most = Math.max(most, ++running);
            await open;
            running--;
            return target.read(ids);
          }
        : (Reflect.get(target, name) as unknown),
  });
  ada = { ...ada, tracker };
  counting = new FormCounting(
    () => found.push(counting.last?.preview?.inScope.issues ?? null),
    (error) => {
      throw error;
    },
  );
  onTestFinished(() => counting.dispose());
});
afterEach(() => go?.());

function job(share: string): Parameters<FormCounting["ask"]>[0] {
  const connection = ada.store.connections()[0] as Connection;
  return { live: { project: ada } as unknown as LiveProject, connection, text: "share: marked\n", share };
}

test("what is asked for anew ends the look before: one runs at a time, and only the last is found", async () => {
  counting.ask(job("all"), 0);
  await expect.poll(() => running).toBe(1);
  counting.ask(job("label:valve"), 0);
  counting.ask(job("label:pump"), 0);
  // Behind what both of them wait for.
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(counting.busy).toBe(true);
  go?.();
  await expect.poll(() => counting.busy).toBe(false);
  expect(most).toBe(1);
  expect(counting.last?.preview?.inScope.issues).toBe(1);
});

test("what is cancelled is not found, and nothing is found after the end", async () => {
  counting.ask(job("all"), 0);
  await expect.poll(() => running).toBe(1);
  counting.cancel();
  go?.();
  await expect.poll(() => counting.busy).toBe(false);
  expect(counting.last).toBeNull();
  counting.dispose();
  counting.ask(job("all"), 0);
  expect(counting.busy).toBe(false);
});

test("where a look fails, the numbers of the filter before are not those of this one", async () => {
  go?.();
  counting.ask(job("label:pump"), 0);
  await expect.poll(() => counting.about("share: marked\n", "label:pump")?.preview?.inScope.issues).toBe(1);
  expect(counting.about("share: marked\n", "all")).toBeNull();
  const failures: unknown[] = [];
  const failing = new FormCounting(
    () => undefined,
    (error) => failures.push(error),
  );
  onTestFinished(() => failing.dispose());
  failing.ask(job("label:pump"), 0);
  await expect.poll(() => failing.last).not.toBeNull();
  ada = {
    ...ada,
    tracker: new Proxy(ada.tracker, {
      get: (target, name) => (name === "read" ? () => Promise.reject(new Error("closed")) : (Reflect.get(target, name) as unknown)),
    }),
  };
  failing.ask(job("all"), 0);
  await expect.poll(() => failures.length).toBe(1);
  await expect.poll(() => failing.busy).toBe(false);
  expect(failing.about("share: marked\n", "all")).toBeNull();
  expect(failing.last).toBeNull();
});
