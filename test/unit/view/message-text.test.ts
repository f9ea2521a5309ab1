import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import { PROMPT_WORDS } from "../../../src/view/issue-prompts.ts";
import { messageText } from "../../../src/view/message-text.ts";
import { shortText } from "../../../src/view/plain-text.ts";
import { beginQuestion, contractQuestion } from "../../../src/view/prompts.ts";
import { JOIN, joinDone } from "../../../src/view/setup-words.ts";

/** What the editor makes a link of: `LINK_REGEX` of its `src/vs/base/common/linkedText.ts`. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

const EVIL = '[Show the change](command:workbench.action.terminal.sendSequence?{"text":"id\\u000d"})';

const CONNECTION: ConnectionView = {
  name: "nordwind",
  role: "secondary",
  status: "update required",
  running: false,
  partner: "Nordwind Ltd.",
  verified: "unverified",
  contract: null,
  proposed: { number: 1, note: EVIL, terms: DEFAULT_TERMS },
  declined: null,
  queue: { out: 0, in: 0 },
  issues: { local: 1, pending: 0, held: 0, "up to date": 2, conflict: 0, error: 0 },
  lastSeen: null,
  askedAt: null,
  roundTripMs: null,
  exchange: "/mnt/share",
  invitedUntil: null,
  handshakeRefused: null,
  brokenSettings: null,
  troubles: {},
};
const NAMED: ConnectionView = { ...CONNECTION, partner: EVIL };

test.each([
  ["the note of the first contract", contractQuestion(CONNECTION)],
  ["the note of a later contract", contractQuestion({ ...CONNECTION, contract: 1 })],
  ["the partner's name where he proposes", contractQuestion({ ...NAMED, proposed: null })],
  ["the partner's name where one begins", beginQuestion(NAMED, "", 3)],
  ["the partner's name where one has joined", joinDone("nordwind", EVIL)],
  ["the project of an invitation", JOIN.from(EVIL, "pumps")],
  ["the purpose of an invitation", JOIN.from("Nordwind", EVIL)],
  ["a label", PROMPT_WORDS.labelsChanged(["ACME-1"], [EVIL], [])],
  ["a title", shortText(EVIL, 100)],
])("%s becomes no link in a message", (_, sentence) => {
  expect(sentence).toMatch(LINK);
  expect(messageText(sentence)).not.toMatch(LINK);
  expect(messageText(sentence).replaceAll("\u2060", "")).toBe(sentence);
});

test("no text becomes a link, and what was told apart stays so", () => {
  const parts = fc.constantFrom("[x", "[", "]", "](command:a", "](https://a", "]\u2060(", "(", ")", "x", " ");
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 20 }), (chosen) => {
      const text = messageText(chosen.join(""));
      expect(text).not.toMatch(LINK);
      expect(messageText(text)).toBe(text);
    }),
  );
});

test("no text becomes an icon in a question, turns a line round or holds what a terminal obeys; lines stay lines", () => {
  // The question of an input box is drawn with icons.
  expect(messageText("From $(check) Nordwind\n\n\u202Egpj.exe\u2066 \u001b[31mred\u0007")).toBe(
    "From $\u2060(check) Nordwind\n\ngpj.exe red",
  );
  expect(messageText(JOIN.from("$(verified) Nordwind", "\u202Espmup"))).not.toMatch(/\$\(|\u202e/);
  expect(messageText(messageText("$(check) \u202E["))).toBe(messageText("$(check) \u202E["));
});

test("other text is left alone", () => {
  for (const text of ["Share 3 issues and start?", "a[1] (see b)", "f(x)[0]", "Größe \u{1f469}\u200d\u{1f527}"])
    expect(messageText(text)).toBe(text);
});
