import { expect, test } from "vitest";
import { ALARM_CODES, needsPerson } from "../../../src/model/alarm.ts";
import type { AlarmView } from "../../../src/model/snapshot.ts";
import { alarmRow, alarmSentence, alarmTone } from "../../../src/view/alarm-words.ts";

const alarm: AlarmView = {
  id: 4,
  raiser: "here",
  code: "TIMEOUT",
  connection: "nordwind",
  partner: "Nordwind",
  first: 0,
  last: 0,
  count: 1,
  info: "GetStatus",
};

test("every code has a sentence, whoever raised it", () => {
  for (const code of ALARM_CODES)
    for (const raiser of ["here", "partner"] as const)
      expect(alarmSentence({ ...alarm, raiser, code })).toMatch(raiser === "here" ? /^[A-Z].*\.$/ : /^Nordwind says: .*\.$/);
});

test("says what exactly, about which issue, and how often", () => {
  expect(alarmSentence({ ...alarm, count: 3 })).toBe("Nobody answered GetStatus in time. (3 times)");
  expect(alarmSentence({ ...alarm, code: "FAILED_OPERATION", info: "GetAuditTrails ENDLESS" })).toBe("GetAuditTrails failed: ENDLESS.");
  expect(alarmSentence({ ...alarm, code: "CHECKSUM_ALARM", info: "X", issue: "i", key: "ACME-1" })).toMatch(/: X \(ACME-1\)\.$/);
  expect(alarmSentence({ ...alarm, raiser: "partner", others: true, count: 900 })).toMatch(/^Further alarms of Nordwind, the last: /);
});

test("what a partner says is plain text, of a length that can be shown", () => {
  const evil = `\u001b[2J\u202e${"x".repeat(5_000)}\n`;
  const text = alarmSentence({ ...alarm, raiser: "partner", code: "NEW_CODE", info: evil, partner: evil });
  expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(text.length).toBeLessThan(500);
});

test("asks for a person only where nobody else can end it, and never once it is acknowledged", () => {
  const cases = (["COMPONENT_FAILURE", "CHECKSUM_ALARM", "INVALID_MESSAGE_VERSION", "TIMEOUT", "INTEGRITY_ISSUE"] as const).map((code) =>
    needsPerson({ ...alarm, code }),
  );
  expect(cases).toEqual([true, true, true, false, false]);
  expect(needsPerson({ ...alarm, code: "INTEGRITY_ISSUE", info: "IDENTITY_DISPUTED" })).toBe(true);
  expect(needsPerson({ ...alarm, code: "CHECKSUM_ALARM", raiser: "partner" })).toBe(false);
  const seen = { ...alarm, code: "CHECKSUM_ALARM", acknowledged: { by: "Ada", time: 1 } };
  expect([needsPerson(seen), alarmTone(seen)]).toEqual([false, "faint"]);
  expect(alarmRow(seen, 60_000).at(-1)?.text).toContain("Acknowledged by Ada.");
});
