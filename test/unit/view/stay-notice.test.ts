import { expect, test } from "vitest";
import { attachedSentence } from "../../../src/view/attach-words.ts";
import { readFromPage } from "../../../src/view/details-messages.ts";
import { detailsPage } from "../../../src/view/details-page.ts";
import { issueDetailLines } from "../../../src/view/issue-details.ts";
import { issueState, part } from "../../support/details-states.ts";

const view = (changed: Parameters<typeof part>[0]) => issueState("up to date", [part(changed)]).view;
const banner = (changed: Parameters<typeof part>[0]) => detailsPage(view(changed), []).banner;
const none = { code: "NOT_IN_CONTRACT", detail: "none" } as const;
const FILE = { "attachment:a": { ...none, value: "pump photo.png" } };

test("while the contract keeps a file here the banner does not say that everything is confirmed, names the reason and leads to the form", () => {
  const { sentence, remedy, buttons, tone } = banner({ stays: FILE });
  expect(sentence).toBe("Nordwind confirmed everything that travels.");
  expect(remedy).toBe("1 file stays here: the contract with Nordwind has no attachments.");
  const action = { do: "mapping", connection: "nordwind", at: ["contract", "attachments"], word: "" };
  expect(buttons).toEqual([{ label: "Open the form", action }]);
  expect(readFromPage({ kind: "act", action })).toEqual({ kind: "act", action });
  // The colour is that of an issue of which nothing stays.
  expect(tone).toBe(banner({}).tone);
});

test.each([
  [{ "link:blocks x": none }, "1 link stays here: the contract with Nordwind has no links."],
  [{ "comment:a": none, "comment:b": none }, "2 comments stay here: the contract with Nordwind has no comments."],
  [{ "attachment:a": { code: "NO_CONTENT" } }, "1 file stays here: the list of files and links says why."],
] as const)("%j: each kind is counted with its reason", (stays, text) => {
  expect(banner({ stays }).remedy).toBe(text);
});

test("what stays as its author means it is said, without a button", () => {
  const { sentence, remedy, buttons } = banner({ aside: { internal: 1, fields: ["x-cost", "team"] } });
  expect(sentence).toBe("Nordwind confirmed everything that travels.");
  expect(remedy).toBe("1 internal comment stays here. x-cost and team stay here: the contract with Nordwind does not name them.");
  expect(buttons).toEqual([]);
});

test("a field that does not travel from here by the contract is said", () => {
  expect(banner({ unsendable: { due: { value: "2026-11-30", failure: null } } }).remedy).toBe(
    "due stays here: the contract with Nordwind does not send it from here.",
  );
});

test("`show` names what stays, and why; the page lists files and links", () => {
  const state = view({ stays: { ...FILE, "comment:a": none }, aside: { internal: 0, fields: ["x-cost"] } });
  const lines = issueDetailLines(state, 0).join("\n");
  expect(lines).toContain("stays here: the file pump photo.png: the contract has no attachments");
  expect(lines).toContain("stays here: a comment: the contract has no comments");
  expect(lines).toContain("stays here: x-cost: the contract does not name it");
  expect(detailsPage(state, []).files.map(({ text }) => text)).toEqual([
    "Nordwind: stays here: the file pump photo.png: the contract has no attachments",
  ]);
});

test("who attaches a file is told at once over which contract it does not travel", () => {
  const stay = { partner: "Nordwind", files: ["a.png"], none: true };
  expect(attachedSentence("A-1", ["a.png"], [stay])).toBe(
    "1 file attached to A-1. It stays here: the contract with Nordwind has no attachments. Files travel once both agreed on that: the side that invited writes `attachments: all` into the contract of its connection file and runs `issue-ferry config publish NAME`, the other one runs `issue-ferry config accept NAME`.",
  );
  expect(attachedSentence("A-1", ["a.png", "b.png"], [{ ...stay, none: false }])).toBe(
    "2 files attached to A-1. a.png stays here: the contract with Nordwind does not allow such files.",
  );
  expect(attachedSentence("A-1", ["a.png"], [])).toBe("1 file attached to A-1.");
  expect(attachedSentence("A-1", ["a.png"], null)).toContain("Once it is shared");
});
