import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PRIMARY_CONFIGURATION, SECONDARY_CONFIGURATION } from "../../../src/protocol/machines/configuration-table.ts";
import { ISSUE_MACHINE } from "../../../src/protocol/machines/issue-table.ts";
import { LINK_MACHINES } from "../../../src/protocol/machines/link-table.ts";
import { ANSWERING_MACHINE, ASKING_MACHINE } from "../../../src/protocol/machines/operation.ts";
import type { Cell, Machine } from "../../../src/protocol/machines/table.ts";

type AnyMachine = Machine<string, string, string, string, string>;

/** A cell as the documents show it: the new state where it is another, what is done, a code; `-` nothing, `/` cannot be. */
function cellText(state: string, cell: Cell<string, string, string>): string {
  if ("refuse" in cell) return `**${cell.refuse}**`;
  if ("ignore" in cell) return "-";
  if ("never" in cell) return "/";
  const to = cell.to === state ? [] : [`-> ${cell.to}`];
  return [...to, ...cell.does].join(", ") || "nothing";
}

/** One line for each event, one column for each state. */
function tableText({ table }: AnyMachine): string {
  const states = Object.keys(table);
  const events = Object.keys(table[states[0] ?? ""] ?? {});
  const row = (cells: string[]): string => `| ${cells.join(" | ")} |`;
  const lines = events.map((event) => row([event, ...states.map((state) => cellText(state, table[state]![event]!))]));
  return [row(["event", ...states]), row(["event", ...states].map(() => "---")), ...lines].join("\n");
}

const documents = readdirSync("docs")
  .filter((file) => file.endsWith(".md"))
  .map((file) => readFileSync(`docs/${file}`, "utf8").replaceAll("\r\n", "\n"));

const MACHINES: AnyMachine[] = [
  LINK_MACHINES.primary,
  LINK_MACHINES.secondary,
  PRIMARY_CONFIGURATION,
  SECONDARY_CONFIGURATION,
  ISSUE_MACHINE,
  ASKING_MACHINE,
  ANSWERING_MACHINE,
];

test.each(MACHINES.map((machine) => [machine.name, tableText(machine)]))("the documents show the table of the %s as it is", (_, text) => {
  expect(
    documents.some((document) => document.includes(text)),
    `put this table into docs:\n${text}`,
  ).toBe(true);
});
