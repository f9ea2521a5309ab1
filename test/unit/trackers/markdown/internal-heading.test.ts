import { expect, test } from "vitest";
import { commentHeadingLine, readCommentHeading } from "../../../../src/trackers/markdown/comment-heading.ts";

test.each([
  "### Ada, internal",
  "### Ada, Internal",
  "### Ada internal",
  "### Ada (internal)",
  "### Ada, 2026-11-22, INTERNAL",
  "### Ada, intern",
  "### internal",
])("%s is an internal remark, however it is spelled", (line) => {
  expect(readCommentHeading(line)).toMatchObject({ internal: true });
});

test.each(["### Ada", "### Internal Affairs Desk", "### Ada, 2026-11-22"])("%s is not", (line) => {
  expect(readCommentHeading(line)).toMatchObject({ internal: false });
});

test.each(["Ada internal", "internal", "Team (intern)"])("a partner's author called %s stays a name", (author) => {
  for (const created of [null, "2026-11-21T10:42:00Z"]) {
    const line = commentHeadingLine({ id: "06h02d1yt5rgh0w5j8ed0agpt0", author, created, internal: false });
    expect(readCommentHeading(line)).toMatchObject({ author, internal: false });
  }
});
