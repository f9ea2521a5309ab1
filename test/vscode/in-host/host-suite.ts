import { equal } from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";

/** A suite that ran in another host than it was meant for proves nothing. */
describe("the host", () => {
  it("is the VS Code that is asked for", () => {
    const wanted = process.env["FERRY_HOST_VSCODE"];
    if (wanted !== undefined) equal(vscode.version, wanted);
  });

  it("runs on the Node that is asked for", () => {
    const wanted = process.env["FERRY_HOST_NODE"];
    if (wanted !== undefined) equal(process.version, wanted);
  });
});
