import { expect, onTestFinished, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { Transport, TransportFailure } from "../../../src/ports/transport.ts";
import { highestGeneration, lookAtOwn } from "../../../src/sync/own-place.ts";
import { exact } from "../../simulation/tracker-nature.ts";
import { connectedWorld } from "../../simulation/world.ts";

const LATE: TransportFailure = { kind: "unreachable", place: "/exchange", detail: "ETIMEDOUT" };

test("what a folder has not said yet is not nothing: neither is anything sealed nor a generation begun meanwhile", async () => {
  const { P, S } = await connectedWorld({ seed: 5, natures: { P: exact, S: exact }, terms: DEFAULT_TERMS });
  onTestFinished(() => {
    for (const side of [P, S]) side.close();
  });
  const { context } = P;
  const inner = context.transportOf(P.connection());
  if (!inner) throw new Error("no transport");
  const withFetch = (fetch: Transport["fetch"]): Transport =>
    new Proxy(inner, { get: (target, name) => (name === "fetch" ? fetch : Reflect.get(target, name).bind?.(target)) });
  const late = withFetch(() => Promise.resolve({ kind: "none", late: LATE }));
  const gone = withFetch(() => Promise.resolve({ kind: "none" }));
  const before = { ...P.connection(), stream: { ...P.connection().stream, floor: 0, next: 0 } };
  expect(await highestGeneration(context, before, late)).toEqual(LATE);
  expect(await highestGeneration(context, before, gone)).toBe(before.stream.generation);
  const anew = { ...context };
  expect(await lookAtOwn(anew, { ...before, stream: { ...before.stream, generation: 0 } }, late)).toBe("more");
  expect(await lookAtOwn({ ...context }, { ...before, stream: { ...before.stream, generation: 0 } }, gone)).toBe(null);
});
