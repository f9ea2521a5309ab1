import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHistory } from "../history.ts";
import { FAMILIES } from "../variants.ts";
import { type CellWorld, cellWorld } from "./cell-world.ts";
import { walkContractCells } from "./contract-cells.ts";
import { compareHandshakes } from "./handshake-cells.ts";
import { walkIssueCells } from "./issue-cells.ts";
import { walkLinkCells } from "./link-cells.ts";
import { walkOperationCells } from "./operation-cells.ts";
import { NOT_MET } from "./not-met.ts";
import { ALL_CELLS, MACHINES, tellVisits } from "./visited-cells.ts";

/** Of each of these families one history: more of them visit hardly more cells (`node scripts/cells.ts`). */
const HISTORIES = ["answers", "scope", "everything"];

const lookedUp: string[] = [];
const byHistories = new Set<string>();
const visited = new Set<string>();
const compared = new Set<string>();
let at: CellWorld;
let untell: () => void;
beforeAll(async () => {
  untell = tellVisits((cell) => {
    lookedUp.push(cell);
    visited.add(cell);
  });
  for (const family of HISTORIES) for (const variant of FAMILIES[family]?.slice(0, 1) ?? []) await runHistory(1, variant);
  for (const cell of visited) byHistories.add(cell);
  at = await cellWorld();
});
afterAll(() => {
  untell();
  at.close();
});

describe("the cells of the transition tables, by the engine that asks them", () => {
  it("issues: every message about one does at both roles what the table says", async () => {
    expect(await walkIssueCells(at, visited)).toEqual([]);
  });

  it("contracts: every message and command in every state does what the table says", async () => {
    expect(await walkContractCells(at, lookedUp)).toEqual([]);
  });

  it("links: every message, command and finding in every state does what the table says", async () => {
    expect(await walkLinkCells(at, visited)).toEqual([]);
  });

  it("operations: every message and end in every state does what the table says, at who asks and at who answers", () => {
    expect(walkOperationCells(at)).toEqual([]);
  });

  it("handshakes are judged elsewhere, as the table says", async () => {
    const found = await compareHandshakes(at);
    for (const cell of found.compared) compared.add(cell);
    expect(found.wrong).toEqual([]);
  });

  it("are all visited, or it is said why they cannot be", () => {
    const listed = new Set(NOT_MET.flatMap(({ cells }) => cells));
    const reached = (cell: string): boolean => visited.has(cell) || compared.has(cell);
    const count = (which: (cell: string) => boolean, machine: string): string =>
      String(ALL_CELLS.filter((cell) => cell.startsWith(machine) && which(cell)).length).padStart(5);
    const rows = [...Object.keys(MACHINES), ""].map((name) => {
      const walked = count((cell) => visited.has(cell) && !byHistories.has(cell), name);
      const elsewhere = count((cell) => compared.has(cell) && !visited.has(cell), name);
      return `${(name || "all").padEnd(28)}${count(() => true, name)}${count((cell) => byHistories.has(cell), name)}${walked}${elsewhere}${count((cell) => listed.has(cell), name)}`;
    });
    console.log(["cells: all, by histories, besides one by one, judged elsewhere, not to be met", ...rows].join("\n"));
    expect(
      ALL_CELLS.filter((cell) => !reached(cell) && !listed.has(cell)),
      "not visited",
    ).toEqual([]);
    expect(
      [...listed].filter((cell) => reached(cell)),
      "said not to be met, and visited",
    ).toEqual([]);
    expect(
      [...listed].filter((cell) => !ALL_CELLS.includes(cell)),
      "no such cell",
    ).toEqual([]);
  });
});
