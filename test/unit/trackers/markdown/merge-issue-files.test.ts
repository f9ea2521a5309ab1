import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/model/ids.ts";
import { readIssueFile } from "../../../../src/trackers/markdown/issue-file.ts";
import { mergeIssueTexts } from "../../../../src/trackers/markdown/merge-issue-files.ts";

const [ID, OTHER, C1, C2, C3] = [1, 2, 3, 4, 5].map((n) => newId(n, new Uint8Array(10))) as [string, string, string, string, string];

const BASE = `---
key: ACME-1
id: ${ID}
status: New
priority: high
labels:
  - pump
x-team: north # ours
---

# Valve sticks

one

two

three

## Comments

### Bo, 2026-11-21 10:42Z <!-- c:${C1} -->

Seen again.
`;
const comment = (id: string, name: string, minute: number, text: string): string =>
  `\n### ${name}, 2026-11-21 11:${minute}Z <!-- c:${id} -->\n\n${text}\n`;

function taken(ours: string, theirs: string, base = BASE) {
  const result = mergeIssueTexts(base, ours, theirs);
  if (!("text" in result)) return { kind: result.kind, text: "", file: null };
  const file = readIssueFile(result.text);
  return { ...result, file: file.ok ? file.value : null };
}

describe("clean", () => {
  test("a list that is a field of the project's own, entry by entry", () => {
    const base = BASE.replace("x-team: north # ours", "sites:\n  - harbour");
    const [ours, theirs] = ["north", "south"].map((site) => base.replace("  - harbour", `  - harbour\n  - ${site}`));
    const custom = new Map([["sites", "options" as const]]);
    const merged = mergeIssueTexts(base, ours ?? "", theirs ?? "", custom);
    expect(merged).toMatchObject({ kind: "clean" });
    const file = "text" in merged ? readIssueFile(merged.text, custom) : null;
    expect(file?.ok && file.value.fields["sites"]).toEqual(["harbour", "north", "south"]);
    expect(mergeIssueTexts(base, ours ?? "", theirs ?? "").kind).toBe("conflict");
  });

  test("files and links, item by item", () => {
    const item = (n: number): string => `  - ${n}.png ${newId(n, new Uint8Array(10))}`;
    const base = BASE.replace("x-team:", `links:\n  - blocks ACME-2\nattachments:\n${item(1)}\nx-team:`);
    const ours = base.replace(item(1), `${item(1)}\n${item(2)}`).replace("blocks ACME-2", "blocks ACME-2\n  - follows ACME-3");
    const theirs = base.replace(item(1), item(3)).replace("blocks ACME-2", "blocks ACME-4");
    const { kind, file } = taken(ours, theirs, base);
    expect([kind, file?.attachments.map((line) => `  - ${line}`).toSorted(), file?.links.toSorted()]).toEqual([
      "clean",
      [item(2), item(3)],
      ["blocks ACME-4", "follows ACME-3"],
    ]);
  });

  test("different fields on neighbouring lines, which git's own merge takes for a conflict", () => {
    const { kind, text } = taken(BASE.replace("status: New", "status: Done"), BASE.replace("priority: high", "priority: low"));
    expect({ kind, text }).toEqual({
      kind: "clean",
      text: BASE.replace("status: New", "status: Done").replace("priority: high", "priority: low"),
    });
  });

  test("a key each that was not there before, wherever it stands", () => {
    const [bare, due, type] = [BASE.replace("priority: high\n", ""), "due: 2026-12-01\n", "type: bug\n"];
    const { kind, text, file } = taken(
      bare.replace("status: New\n", `status: New\n${due}`),
      bare.replace("key: ACME-1\n", `key: ACME-1\n${type}`),
      bare,
    );
    expect([kind, file?.fields["due"], file?.fields["type"]]).toEqual(["clean", "2026-12-01", "bug"]);
    expect(text.match(/^id:/gm)).toHaveLength(1);
    const same = taken(bare.replace("key: ACME-1\n", `key: ACME-1\n${due}`), bare.replace("key: ACME-1\n", `key: ACME-1\n${type}`), bare);
    expect([same.kind, same.file?.fields["due"], same.file?.fields["type"]]).toEqual(["clean", "2026-12-01", "bug"]);
    expect(same.text).toContain("x-team: north # ours\n");
  });

  test("labels added by both, and one removed", () => {
    const { file } = taken(BASE.replace("  - pump\n", "  - pump\n  - winter\n"), BASE.replace("  - pump\n", "  - harbour\n"));
    expect(file?.fields["labels"]).toEqual(["harbour", "winter"]);
  });

  test("a comment each at the same place: both, by date", () => {
    const { kind, file } = taken(BASE + comment(C2, "Ada", 20, "Second."), BASE + comment(C3, "Cy", 10, "First."));
    expect([kind, file?.comments.map(({ id }) => id)]).toEqual(["clean", [C1, C3, C2]]);
  });

  test("first comments of both, one of them typed without a mark", () => {
    const none = BASE.slice(0, BASE.indexOf("\n## Comments"));
    const { kind, file } = taken(
      `${none}\n## Comments\n${comment(C2, "Ada", 20, "With a mark.")}`,
      `${none}\n## Comments\n\n### Cy\n\nJust typed.\n`,
      none,
    );
    expect([kind, file?.comments.map(({ id, body }) => [id, body])]).toEqual([
      "clean",
      [
        [C2, "With a mark."],
        [null, "Just typed."],
      ],
    ]);
  });

  test("the same comment on both sides is there once", () => {
    const both = BASE + comment(C2, "Ada", 20, "Once.");
    expect(taken(both.replace("status: New", "status: Done"), both).file?.comments).toHaveLength(2);
  });

  test("a removed comment stays removed, an edited one edited", () => {
    const gone = BASE.slice(0, BASE.indexOf("### Bo"));
    expect(taken(gone, BASE.replace("status: New", "status: Done")).file?.comments).toEqual([]);
    expect(taken(BASE.replace("Seen again.", "Seen twice."), BASE.replace("one", "ONE")).file?.comments[0]?.body).toBe("Seen twice.");
  });

  test("body lines apart, and keys that are nobody's but the team's", () => {
    const { kind, text } = taken(
      BASE.replace("one", "ONE").replace("x-team: north", "x-team: south"),
      BASE.replace("three", "THREE").replace("x-team: north # ours\n", "x-team: north # ours\nx-cost: 12\n"),
    );
    // The two keys touch: that is for a person. Apart from that everything is merged.
    expect(kind).toBe("conflict");
    expect(text).toContain("ONE\n\ntwo\n\nTHREE");
    expect(taken(BASE.replace("one", "ONE"), BASE.replace("x-team: north", "x-team: south"))).toMatchObject({ kind: "clean" });
  });

  test("with the line ends of Windows", () => {
    const windows = (text: string): string => text.replaceAll("\n", "\r\n");
    const { kind, text } = taken(
      windows(BASE.replace("status: New", "status: Done")),
      windows(BASE.replace("priority: high", "priority: low") + comment(C2, "Ada", 20, "Second.")),
      windows(BASE),
    );
    expect(kind).toBe("clean");
    expect(text).not.toMatch(/(?<!\r)\n/);
  });
});

describe("for a person", () => {
  test("one field with two new values: both stand between the marks, nothing else does", () => {
    const { kind, text } = taken(
      BASE.replace("status: New", "status: Done").replace("one", "ONE"),
      BASE.replace("status: New", "status: Doubtful").replace("priority: high", "priority: low"),
    );
    expect(kind).toBe("conflict");
    expect(text).toBe(
      BASE.replace("status: New\n", "<<<<<<< ours\nstatus: Done\n=======\nstatus: Doubtful\n>>>>>>> theirs\n")
        .replace("priority: high", "priority: low")
        .replace("one", "ONE"),
    );
  });

  test.each([
    ["a body line", BASE.replace("two", "TWO"), BASE.replace("two", "zwei")],
    ["a title", BASE.replace("Valve sticks", "Valve A"), BASE.replace("Valve sticks", "Valve B")],
    ["a comment's text", BASE.replace("Seen again.", "Seen twice."), BASE.replace("Seen again.", "Never seen.")],
    ["a comment removed here and edited there", BASE.slice(0, BASE.indexOf("### Bo")), BASE.replace("Seen again.", "Seen twice.")],
    ["a new comment with one mark and two texts", BASE + comment(C2, "Ada", 20, "a"), BASE + comment(C2, "Ada", 20, "b")],
  ])("%s", (_, ours, theirs) => {
    const { kind, text } = taken(ours, theirs);
    expect(kind).toBe("conflict");
    expect(text).toMatch(/^<<<<<<< ours$[^]*^=======$[^]*^>>>>>>> theirs$/m);
    expect(readIssueFile(text)).toMatchObject({ ok: false, failure: { code: "CONFLICT_MARKERS" } });
  });
});

test.each([
  ["no ancestor", ""],
  ["one of them before", BASE],
])("two different issues of the same name are not merged: %s", (_, base) => {
  const theirs = BASE.replace(ID, OTHER);
  const { kind, text } = taken(BASE, theirs, base);
  expect({ kind, text }).toEqual({ kind: "two issues", text: `<<<<<<< ours\n${BASE}=======\n${theirs}>>>>>>> theirs\n` });
  expect(readIssueFile(text)).toMatchObject({ ok: false, failure: { code: "TWO_ISSUES" } });
});

test.each([["broken front matter", BASE.replace("status: New", "status: [New"), BASE]])("not as issues: %s", (_, ours, theirs) => {
  expect(taken(ours, theirs).kind).toBe("not issues");
});

describe("comments without a mark", () => {
  const HEAD = BASE.slice(0, BASE.indexOf("### Bo"));
  const typed = (words: string, date = ", 2026-11-21 10:42Z"): string => `### Bo${date}\n\n${words}\n`;
  const stamped = (words: string): string => `### Bo, 2026-11-21 10:42Z <!-- c:${C1} -->\n\n${words}\n`;
  const done = (text: string): string => text.replace("status: New", "status: Done");

  test.each<[string, string, string, string, string]>([
    ["in all three", typed("Seen."), typed("Seen."), typed("Seen."), typed("Seen.")],
    ["marked at one side", typed("Seen."), typed("Seen."), stamped("Seen."), stamped("Seen.")],
    ["marked at one side, where it got its date", typed("Seen.", ""), typed("Seen.", ""), stamped("Seen."), stamped("Seen.")],
    ["edited here, marked there", typed("Seen."), typed("Seen twice."), stamped("Seen."), stamped("Seen twice.")],
    ["added by both", "", typed("Seen."), typed("Seen."), typed("Seen.")],
    ["added by both, marked at one side", "", typed("Seen."), stamped("Seen."), stamped("Seen.")],
    ["removed at one side", typed("Seen."), typed("Seen."), "", ""],
    ["removed at both sides", typed("Seen."), "", "", ""],
  ])("%s: it is one comment", (_, base, ours, theirs, result) => {
    for (const [a, b] of [
      [ours, theirs],
      [theirs, ours],
    ] as const) {
      const { kind, text } = taken(done(HEAD + a), HEAD + b, HEAD + base);
      expect({ kind, text: text.trimEnd() }).toEqual({ kind: "clean", text: done(HEAD + result).trimEnd() });
    }
  });
});
