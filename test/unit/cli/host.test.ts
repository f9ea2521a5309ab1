import { expect, test } from "vitest";
import { hostTrouble } from "../../../src/cli/host.ts";

test.each(["22.22.0", "22.23.1", "24.21.0", "26.1.0"])("Node %s is new enough", (version) => {
  expect(hostTrouble(version)).toBeNull();
});

test.each(["20.20.2", "22.21.9", "18.0.0"])("Node %s is told so in one sentence", (version) => {
  expect(hostTrouble(version)).toMatch(new RegExp(`^this is Node ${version}, .* needs Node 22.22 or newer`));
});
