import { expect, test } from "vitest";
import { storeTroubleOf } from "../../../src/app/store-trouble.ts";
import { StoreUnavailable } from "../../../src/ports/store.ts";

test("a store that cannot be used is known by its name, whichever bundle threw it", () => {
  const Other = class extends Error {
    override readonly name = "StoreUnavailable";
    readonly trouble = "busy";
  };
  expect(storeTroubleOf(new StoreUnavailable("full"))).toBe("full");
  expect(storeTroubleOf(new Other())).toBe("busy");
  expect(storeTroubleOf(new Error("busy"))).toBeNull();
  expect(storeTroubleOf("StoreUnavailable")).toBeNull();
});
