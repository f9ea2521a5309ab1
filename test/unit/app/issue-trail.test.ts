import { expect, test } from "vitest";
import { issueTrail } from "../../../src/app/issue-trail.ts";
import type { AuditEvent } from "../../../src/model/audit.ts";
import { openStore } from "../../../src/store/sqlite-store.ts";

const ISSUE = "i";

function trailOf(events: readonly AuditEvent[]): ReturnType<typeof issueTrail> {
  const opened = openStore(":memory:");
  if (!opened.ok) throw new Error(opened.failure.kind);
  const store = opened.value;
  store.transaction(() => store.addAudit(events));
  const trail = issueTrail(store, ISSUE, 10);
  store.close();
  return trail;
}

const base = { time: 1, actor: "issue-ferry", connection: "c" };
const sent = (number: number, time = 1): AuditEvent => ({ ...base, time, action: "issue sent", issue: ISSUE, reference: `life.${number}` });
const sealed = (sequence: number, first: number, last: number, time = 2): AuditEvent => ({
  ...base,
  time,
  action: "file sealed",
  reference: `1-${sequence}-h.ferry`,
  file: { sequence, size: 100, hash: "h", carries: [{ life: "life", first, last }] },
});
const placed = (sequence: number, time = 3): AuditEvent => ({ ...base, time, action: "file placed", reference: "n", file: { sequence } });
const acknowledged = (sequence: number, time = 4): AuditEvent => ({ ...base, time, action: "file acknowledged", file: { sequence } });

test("a message has the file that carries it, with when it was placed and taken", () => {
  const [event] = trailOf([sent(7), sealed(3, 1, 6), sealed(4, 7, 9), placed(3), placed(4, 30), acknowledged(3), acknowledged(4, 40)]);
  expect(event?.travelled).toEqual({ name: "1-4-h.ferry", size: 100, hash: "h", besides: 2, placed: 30, taken: 40 });
});

test("what was acknowledged together with later files is taken", () => {
  const [event] = trailOf([sent(7), sealed(4, 7, 7), placed(4, 30), sealed(5, 8, 8), placed(5, 31), acknowledged(5, 50)]);
  expect(event?.travelled).toMatchObject({ placed: 30, taken: 50 });
});

test("what is not sealed, placed or taken yet says so", () => {
  expect(trailOf([sent(7)])[0]?.travelled).toBeNull();
  expect(trailOf([sent(7), sealed(4, 7, 7)])[0]?.travelled).toMatchObject({ placed: null, taken: null });
  expect(trailOf([sent(7), sealed(4, 7, 7), placed(4, 30)])[0]?.travelled).toMatchObject({ placed: 30, taken: null });
});

test("what was sealed before files were noted with their generation is taken by what names one", () => {
  const later = (event: AuditEvent): AuditEvent => ({ ...event, ...(event.file && { file: { ...event.file, generation: 1 } }) });
  const both = [sent(7), sealed(4, 7, 7), later(placed(4, 30)), later(acknowledged(4, 40))];
  expect(trailOf(both)[0]?.travelled).toMatchObject({ placed: 30, taken: 40 });
});

test("is found behind many files of others, and an acknowledgement of an earlier file is none", () => {
  const others = Array.from({ length: 40 }, (_, n) => sealed(n, 100 + n, 100 + n));
  const [event] = trailOf([sent(7), ...others, acknowledged(39), sealed(60, 7, 7), placed(60, 30), acknowledged(59)]);
  expect(event?.travelled).toMatchObject({ name: "1-60-h.ferry", placed: 30, taken: null });
});
