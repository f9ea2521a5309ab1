import { expect, test } from "vitest";
import { connectSentence } from "../../../src/view/connect-failures.ts";
import { calledOtherwise } from "../../../src/view/exchange-called.ts";

test("whoever joins with a folder of another name is told what the partner calls it, and what names another", () => {
  expect(calledOtherwise("ada", "Ada", "share", "wrong")).toBe(
    'Ada calls the exchange folder "share", and it is "wrong" here. If that is another folder, `issue-ferry exchange ada DIR` names the right one.',
  );
  expect([calledOtherwise("ada", "Ada", "share", "share"), calledOtherwise("ada", "Ada", null, "wrong")]).toEqual([null, null]);
  expect(calledOtherwise("ada", "Ada", "\u001b[31mshare\u202e", "wrong")).not.toMatch(/\p{Cc}|\u202e/u);
});

test("whoever joins again, for the folder was wrong, is led to what names another", () => {
  expect(connectSentence({ kind: "joined already", name: "ada" })).toContain("`issue-ferry exchange ada DIR` names another");
});
