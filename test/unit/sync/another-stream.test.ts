import { expect, test } from "vitest";
import { Impossible } from "../../../src/model/failure.ts";
import { newId } from "../../../src/model/ids.ts";
import { type ThreeScene, ROLES, connectionOf, issueWith, rounds, threeScene } from "./three-scene.ts";

/** What is wrong with one partner's files holds up that partner's stream alone (P3): the other's goes on, and so does what this side says to both. */
const DAMAGE: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  "of which a byte changed": (bytes) => bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 1),
  "that is cut": (bytes) => bytes.slice(0, bytes.length >> 1),
  "of zeros": (bytes) => new Uint8Array(bytes.length),
  "that is empty": () => new Uint8Array(0),
};

/** Message files that Bo offers to Ada. */
function filesOfBo({ tree, bo, ada }: ThreeScene): readonly string[] {
  const directory = `${bo.self}/${connectionOf(ada, "B")}/`;
  return tree.exchange.folder.paths().filter((path) => path.startsWith(directory) && /^\d+-\d+-/.test(path.slice(directory.length)));
}

test.each(ROLES.flatMap(([role, links]) => Object.keys(DAMAGE).map((what) => [role, what, links] as const)))(
  "Ada, %s of both, finds a file of Bo's %s: Cy and she exchange as before, Bo hears what she says, and his comes when it is whole",
  async (_, what, links) => {
    const three = await threeScene(61, links);
    const { ada, bo, cy, tree } = three;
    const { folder } = tree.exchange;
    const [withBo, withCy] = [issueWith(three, "Beryl", ["B"]).issue, issueWith(three, "Common", ["C"]).issue];
    await rounds(three, 5);
    bo.tracker.edit(withBo, { fields: { status: "Open" } });
    await bo.pass();
    const [path = "", ...more] = filesOfBo(three);
    const whole = folder.bytes(path);
    if (!whole || more.length > 0) throw new Error("the scene is not set");
    const damaged = DAMAGE[what]?.(whole) ?? whole;

    const second = newId(tree.clock.now++, tree.random.bytes(10));
    cy.tracker.edit(withCy, { fields: { status: "Open" } });
    ada.tracker.edit(withCy, { fields: { priority: "High" } });
    ada.tracker.add(second, { fields: { title: "Second" }, share: ["B"] });
    for (let i = 0; i < 5; i++) {
      // Bo's program would put it there again in one of its passes.
      folder.put(path, damaged);
      for (const side of [ada, cy]) await side.pass();
    }
    const fields = { status: "Open", priority: "High" };
    expect([ada, cy].map((side) => side.tracker.issue(withCy)?.fields)).toMatchObject([fields, fields]);
    expect(ada.store.syncsOf(withCy).map(({ status }) => status)).toEqual(["up to date"]);
    expect(ada.tracker.issue(withBo)?.fields["status"]).toBeUndefined();
    await bo.pass();
    expect(bo.tracker.issue(second)?.fields["title"]).toBe("Second");

    // As its writer mends it.
    folder.put(path, whole);
    await rounds(three, 5);
    expect(ada.tracker.issue(withBo)?.fields["status"]).toBe("Open");
    expect(ada.store.syncsOf(withBo).map(({ status }) => status)).toEqual(["up to date"]);
  },
);

test("a bug that one partner's messages bring out is known as one, and keeps the other waiting for nothing", async () => {
  const three = await threeScene(62, ROLES[0]?.[1] ?? []);
  const { ada, bo, cy } = three;
  const [withBo, withCy] = [issueWith(three, "Beryl", ["B"]).issue, issueWith(three, "Common", ["C"]).issue];
  await rounds(three, 5);
  const toBo = connectionOf(ada, "B");
  const sync = ada.context.store.sync.bind(ada.context.store);
  ada.context.store.sync = (connection, issue) => {
    if (connection === toBo) throw new Impossible("a bug");
    return sync(connection, issue);
  };
  for (const [side, issue] of [
    [bo, withBo],
    [cy, withCy],
  ] as const) {
    side.tracker.edit(issue, { fields: { status: "Open" } });
    await side.pass();
  }
  await expect(ada.pass()).rejects.toThrow("a bug");
  expect([withBo, withCy].map((issue) => ada.tracker.issue(issue)?.fields["status"])).toEqual([undefined, "Open"]);
  await cy.pass();
  await expect(ada.pass()).rejects.toThrow("a bug");
  expect([ada, cy].flatMap((side) => side.store.syncsOf(withCy).map(({ status }) => status))).toEqual(["up to date", "up to date"]);
});
