import { expect, test, vi } from "vitest";
import { OneAtATime } from "../../../src/vscode/one-at-a-time.ts";

test("looks never run beside each other, what is asked for meanwhile is one more, and a failure ends nothing", async () => {
  const logged: unknown[] = [];
  const ends: (() => void)[] = [];
  let [running, most, begun] = [0, 0, 0];
  const looking = new OneAtATime({ error: (line: unknown) => logged.push(line) }, async () => {
    most = Math.max(most, ++running);
    begun++;
    await new Promise<void>((resolve) => ends.push(resolve));
    running--;
    if (begun === 1) throw new Error("not there");
  });
  for (let i = 0; i < 5; i++) looking.ask();
  expect(begun).toBe(1);
  ends.shift()?.();
  await vi.waitFor(() => expect(begun).toBe(2));
  expect(logged.map(String)).toEqual(["Error: not there"]);
  ends.shift()?.();
  await vi.waitFor(() => expect(running).toBe(0));
  looking.ask();
  await vi.waitFor(() => expect([begun, most]).toEqual([3, 1]));
  looking.ask();
  looking.dispose();
  ends.shift()?.();
  await vi.waitFor(() => expect(running).toBe(0));
  expect(begun).toBe(3);
});
