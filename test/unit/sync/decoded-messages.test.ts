import { expect, it } from "vitest";
import { keepDecoded, takeDecoded } from "../../../src/sync/decoded-messages.ts";
import { contextInMemory } from "./sample-context.ts";

const entry = (number: number) => ({ connection: "c1", life: "abcdefghjkmnpqrs", number });
const message = { kind: "closed", reason: "removed" } as const;

it("what was decoded is given once, and forgotten where it is many or large", () => {
  const context = contextInMemory();
  keepDecoded(context, entry(1), message, 10);
  expect([takeDecoded(context, entry(1)), takeDecoded(context, entry(1))]).toEqual([message, null]);
  const megabyte = 1024 * 1024;
  for (let number = 1; number <= 100; number++) keepDecoded(context, entry(number), message, megabyte);
  const kept = Array.from({ length: 100 }, (_, i) => takeDecoded(context, entry(i + 1))).filter((one) => one !== null).length;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(32);
  // What was taken makes room again.
  for (let number = 1; number <= 100; number++) {
    keepDecoded(context, entry(number), message, megabyte);
    expect(takeDecoded(context, entry(number))).toBe(message);
  }
});
