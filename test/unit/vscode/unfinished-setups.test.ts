import { expect, test } from "vitest";
import type { UnfinishedSetup } from "../../../src/view/unfinished-words.ts";
import { drop, setAside, unfinishedSetups } from "../../../src/vscode/unfinished-setups.ts";

const setup = (partner: string): UnfinishedSetup => ({ kind: "connect", at: 1, because: "No such folder.", partner, answers: { partner } });

function window(names: readonly string[]) {
  let kept: unknown;
  const workspaceState = { get: () => kept, update: async (_: string, value: unknown) => void (kept = value) };
  const project = { file: { id: "p" }, store: { connections: () => names.map((name) => ({ name })) } };
  const ferry = { context: { workspaceState }, folders: { live: [{ project }], touch: () => undefined } };
  return ferry as unknown as Parameters<typeof unfinishedSetups>[0];
}

test("what was not finished is over once the connection of that name is there, also where its old message is closed later", async () => {
  const ferry = window(["bo-s-harbour"]);
  await setAside(ferry, "p", setup("Bo's Harbour"));
  expect(unfinishedSetups(ferry, "p")).toEqual([]);
  await setAside(ferry, "p", setup("Nordwind"));
  await setAside(ferry, "p", setup(""));
  expect(unfinishedSetups(ferry, "p").map(({ partner }) => partner)).toEqual(["Nordwind", ""]);
});

test("a draft is erased when its connection is there, and does not come back when that is removed", async () => {
  for (const [begun, deed] of [
    ["set aside", drop],
    ["", setAside],
  ] as const) {
    const names: string[] = [];
    const ferry = window(names);
    if (begun !== "") await setAside(ferry, "p", setup("Nordwind"));
    expect(unfinishedSetups(ferry, "p")).toHaveLength(begun === "" ? 0 : 1);
    names.push("nordwind");
    await deed(ferry, "p", setup("Nordwind"));
    names.pop();
    expect(unfinishedSetups(ferry, "p")).toEqual([]);
  }
});

test("a partner whose name has no letters of a short name is not taken for the one that is called partner", async () => {
  const ferry = window(["partner"]);
  for (const partner of ["\u5317\u98a8", "Partner"]) await setAside(ferry, "p", setup(partner));
  expect(unfinishedSetups(ferry, "p").map(({ partner }) => partner)).toEqual(["\u5317\u98a8"]);
});
