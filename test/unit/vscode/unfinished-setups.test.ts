import { expect, test } from "vitest";
import type { UnfinishedSetup } from "../../../src/view/unfinished-words.ts";
import { setAside, unfinishedSetups } from "../../../src/vscode/unfinished-setups.ts";

const setup = (partner: string): UnfinishedSetup => ({ kind: "connect", at: 1, because: "No such folder.", partner, answers: { partner } });

function window(...names: readonly string[]) {
  let kept: unknown;
  const workspaceState = { get: () => kept, update: async (_: string, value: unknown) => void (kept = value) };
  const project = { file: { id: "p" }, store: { connections: () => names.map((name) => ({ name })) } };
  const ferry = { context: { workspaceState }, folders: { live: [{ project }], touch: () => undefined } };
  return ferry as unknown as Parameters<typeof unfinishedSetups>[0];
}

test("what was not finished is over once the connection of that name is there, also where its old message is closed later", async () => {
  const ferry = window("bo-s-harbour");
  await setAside(ferry, "p", setup("Bo's Harbour"));
  expect(unfinishedSetups(ferry, "p")).toEqual([]);
  await setAside(ferry, "p", setup("Nordwind"));
  await setAside(ferry, "p", setup(""));
  expect(unfinishedSetups(ferry, "p").map(({ partner }) => partner)).toEqual(["Nordwind", ""]);
});
