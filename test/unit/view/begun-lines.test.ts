import { expect, test } from "vitest";
import type { ConnectionView } from "../../../src/model/snapshot.ts";
import { begunLines } from "../../../src/view/connection-status.ts";

const connection = (status: string, contract: number | null) =>
  ({
    name: "acme",
    partner: "Acme",
    role: "secondary",
    status,
    contract,
    proposed: null,
    invitedUntil: null,
    handshakeRefused: null,
  }) as ConnectionView;

test("a pass says that the exchange begins, once", () => {
  const line = "Acme: contract 1 is in force. What is shared is exchanged.";
  expect(begunLines([connection("running", null)], [connection("running", 1)])).toEqual([line]);
  expect(begunLines([], [connection("running", 1)])).toEqual([line]);
  expect(begunLines([connection("running", 1)], [connection("running", 1)])).toEqual([]);
  expect(begunLines([connection("handshake", null)], [connection("running", null)])).toEqual([]);
});
