import { afterEach, beforeEach, expect, it } from "vitest";
import { MarkdownWorkspace, issuesOf } from "../../../support/markdown-workspace.ts";

let space: MarkdownWorkspace;
beforeEach(() => {
  space = new MarkdownWorkspace();
});
afterEach(() => {
  space.close();
});

const keys = async (): Promise<string[]> => issuesOf(await space.scan()).map(({ key }) => key);

it.each(["10000000", "999999999", "1000000000", "999999999999999"])(
  "ACME-%s is kept, and does not lead the next keys astray",
  async (number) => {
    space.put("a.md", `---\nkey: ACME-${number}\n---\n# Large\n`);
    space.put("b.md", "# Other\n");
    expect(await keys()).toEqual([`ACME-${number}`, "ACME-1"]);
    expect(await space.create({ fields: { title: "Partner's" } })).toMatchObject({ key: "ACME-2" });
    space.open();
    expect(await space.create({ fields: { title: "Partner's" } })).toMatchObject({ key: "ACME-3" });
  },
);

it("after the last number that is counted, no key is given twice", async () => {
  space.put("a.md", "---\nkey: ACME-9999999\n---\n# Last\n");
  await space.scan();
  for (const key of ["ACME-10000000", "ACME-10000001", "ACME-10000002"]) {
    space.open();
    expect(await space.create({ fields: { title: "Valve" } })).toMatchObject({ key });
  }
  space.put("z.md", "# New\n");
  expect(await keys()).toEqual(["ACME-10000003"]);
});

it("a number that was remembered before such numbers were left out is forgotten", async () => {
  space.memory.commit([{ key: "counter", value: "999999999" }]);
  expect(await space.create({ fields: { title: "Valve" } })).toMatchObject({ key: "ACME-1" });
  expect(space.memory.get("counter")).toBe("1");
});

it("a key of sixteen digits is none", async () => {
  space.put("a.md", "---\nkey: ACME-1000000000000000\n---\n# Absurd\n");
  expect((await space.scan()).diagnostics).toMatchObject([{ code: "BAD_KEY" }]);
});
