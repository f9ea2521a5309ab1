import { expect, it } from "vitest";
import { templated } from "../../../src/sync/text-template.ts";

const title = { name: "title", kind: "scalar" } as const;
const body = { name: "body", kind: "text" } as const;

it("the mark of what arrived does not leave, wherever somebody wrote beside it", () => {
  const template = { receive: "INTERNAL 4711: {title}" };
  const edited = `URGENT ${templated(template, title, "receive", "Pump")}`;
  const left = templated(template, title, "send", edited);
  expect(left).toBe("URGENT Pump");
  expect(templated(template, title, "receive", `${left}!`)).toBe("INTERNAL 4711: URGENT Pump!");
  const texts = { receive: "Reported by Nordwind:\n\n{body}\n\nSeen by us." };
  expect(templated(texts, body, "send", "On top\n\nReported by Nordwind:\n\nIt leaks.\n\nSeen by us.\n\nBelow")).not.toMatch(
    /Nordwind|Seen/,
  );
});

it("what bears no mark, or one that many texts have, leaves as it is", () => {
  expect(templated({ receive: "INTERNAL 4711: {title}" }, title, "send", "Pump")).toBe("Pump");
  expect(templated({ receive: "A {title}" }, title, "send", "Is A there")).toBe("Is A there");
});
