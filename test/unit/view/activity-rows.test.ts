import { describe, expect, test } from "vitest";
import type { ActivityView, AlarmView } from "../../../src/model/snapshot.ts";
import { NO_FILTER, filterText, fitsFilter, isFiltered } from "../../../src/view/activity-filter.ts";
import { alarmTreeRow, eventTreeRow, inOrder } from "../../../src/view/activity-rows.ts";
import { alarmBadge } from "../../../src/view/alarm-badge.ts";
import { clockOf, dayOf, dayTitle } from "../../../src/view/day-text.ts";

const NOW = new Date(2026, 10, 23, 12, 0).getTime();
const DAY = 24 * 60 * 60 * 1000;
const MESSAGE = `${"0".repeat(26)}.17`;

const ALARM: AlarmView = {
  id: 1,
  raiser: "here",
  code: "TIMEOUT",
  connection: "nordwind",
  partner: "Nordwind",
  first: NOW,
  last: NOW,
  count: 1,
  info: "GetStatus",
};

const EVENT: ActivityView = {
  sequence: 7,
  time: NOW,
  actor: "issue-ferry",
  action: "issue sent",
  connection: "c",
  connectionName: "nordwind",
  partner: "Nordwind",
  issue: "i",
  key: "ACME-1",
  parts: ["title"],
  reference: MESSAGE,
};

describe("alarms", () => {
  test("grave ones stand first, then the newest", () => {
    const grave = { ...ALARM, code: "CHECKSUM_ALARM", last: NOW - DAY };
    const ids = inOrder([ALARM, { ...ALARM, id: 2, last: NOW + 1 }, { ...grave, id: 3 }, { ...grave, id: 4, last: NOW - 1 }]).map(
      ({ id }) => id,
    );
    expect(ids).toEqual([4, 3, 2, 1]);
  });

  test("say by icon and word, not by colour alone, whether they need a person", () => {
    const rows = [ALARM, { ...ALARM, code: "CHECKSUM_ALARM" }, { ...ALARM, acknowledged: { by: "Ada", time: NOW } }].map((alarm) =>
      alarmTreeRow(alarm, NOW),
    );
    expect(rows.map(({ icon }) => icon)).toEqual(["warning", "error", "pass"]);
    expect(rows.map(({ spoken }) => spoken.split(":")[0])).toEqual(["Alarm", "Alarm that needs you", "Acknowledged alarm"]);
    expect(rows.map(({ context }) => context)).toEqual(["alarm open", "alarm open", "alarm"]);
    expect(rows[2]?.tooltip).toContain("Acknowledged by Ada, 2026-11-23 12:00:00.");
    expect(rows[0]?.description).toBe("Nordwind, 12:00:00");
  });

  test("are counted on the container, and those that need a person named", () => {
    expect([alarmBadge(0, 0), alarmBadge(1, 0), alarmBadge(3, 1)]).toEqual([
      undefined,
      { value: 1, tooltip: "1 open alarm" },
      { value: 3, tooltip: "3 open alarms, 1 needs you" },
    ]);
  });
});

describe("what happened", () => {
  test("stands with its time, and says to menus what can be shown of it", () => {
    const row = eventTreeRow(EVENT);
    expect(row).toMatchObject({
      label: "12:00  ACME-1: Sent title to Nordwind.",
      icon: "arrow-up",
      context: "event issue message",
      tone: null,
    });
    expect(row.spoken).toBe("12:00, ACME-1: Sent title to Nordwind. Sent");
    expect(eventTreeRow({ ...EVENT, key: null, reference: "x" }).context).toBe("event");
  });

  test("what was refused has an icon of its own", () => {
    const refused = eventTreeRow({ ...EVENT, action: "message refused", info: "TOO_LARGE" });
    expect([refused.icon, refused.tone]).toEqual(["warning", "bad"]);
  });

  test("stands by days, of which the newest have names", () => {
    expect([0, DAY, 2 * DAY].map((ago) => dayTitle(NOW - ago, NOW))).toEqual(["Today", "Yesterday", "Saturday, 2026-11-21"]);
    expect([dayOf(NOW), clockOf(NOW), dayOf(Number.MAX_SAFE_INTEGER)]).toEqual(["2026-11-23", "12:00", dayOf(8_640_000_000_000_000)]);
  });
});

describe("the filter", () => {
  test("message files are shown only to who asks for them", () => {
    const file = { ...EVENT, action: "file sealed" };
    expect(
      [NO_FILTER, { ...NO_FILTER, kind: "files" as const }, { ...NO_FILTER, kind: "everything" as const }].map((one) =>
        fitsFilter(file, one),
      ),
    ).toEqual([false, true, true]);
    expect(fitsFilter(EVENT, NO_FILTER)).toBe(true);
    expect(fitsFilter(EVENT, { ...NO_FILTER, kind: "refused" })).toBe(false);
  });

  test("all words must stand in the sentence, whatever their case", () => {
    expect(["acme-1 TITLE", "nordwind", "acme-1 body"].map((text) => fitsFilter(EVENT, { ...NO_FILTER, text }))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("is said in short, and nothing is said where there is none", () => {
    expect(filterText({ connection: "nordwind", kind: "refused", issue: "ACME-1", text: "pump" })).toBe(
      'nordwind, refused, ACME-1, "pump"',
    );
    expect([filterText(NO_FILTER), isFiltered(NO_FILTER), isFiltered({ ...NO_FILTER, text: "x" })]).toEqual(["", false, true]);
  });
});
