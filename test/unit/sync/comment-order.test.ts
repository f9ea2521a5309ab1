import { expect, it } from "vitest";
import type { Comment } from "../../../src/model/document.ts";
import { intend } from "../../../src/sync/intent.ts";
import { freshSync, rulesFor } from "./sample-rules.ts";

it("comments that come together are written in the order in which they were said", () => {
  const said = ["10:00", "10:01", "10:02", "10:02"];
  const ids = ["d", "c", "a", "b"];
  const comments = said.map((time, n): Comment => ({
    id: ids[n] ?? "",
    origin: "partner",
    author: "Bo",
    created: `2026-11-21T${time}:00Z`,
    body: "Seen.",
  }));
  const { mine, ...rest } = freshSync();
  const sync = { ...rest, mine: { ...mine, fields: { title: "Valve" }, comments: comments.toSorted((a, b) => (a.id < b.id ? -1 : 1)) } };
  const { intent } = intend(rulesFor("secondary"), mine, sync, { present: false, everything: false });
  expect(intent?.action.kind === "put" && intent.action.change.comments?.map(({ id }) => id)).toEqual(ids);
});

it("a comment that stays here is never written, whatever is believed of it", () => {
  const said = (id: string): Comment => ({ id, origin: "partner", author: "Bo", created: "2026-11-21T10:00:00Z", body: "Seen." });
  const { mine, ...rest } = freshSync();
  const sync = { ...rest, mine: { ...mine, comments: [said("a"), said("b")] }, unsaid: ["a"] };
  const { intent } = intend(rulesFor("secondary"), mine, sync, { present: true, everything: false });
  expect(intent?.parts).toEqual(["comment:b"]);
});
