import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readConnectionFile, writeConnectionFile } from "../../src/app/connection-file.ts";
import { connectionFile } from "../../src/app/connection-name.ts";
import { gatewayFile, isGateway } from "../../src/app/gateway.ts";
import { gatewayReader } from "../../src/app/gateway-file.ts";
import { projectFilePath, readProjectFile } from "../../src/app/project-file.ts";
import { filterFaultText, parseScope } from "../../src/app/scope-text.ts";
import { inScope } from "../../src/sync/scope.ts";
import { openStore } from "../../src/store/sqlite-store.ts";
import { ISSUE_ID } from "../unit/protocol/sample-messages.ts";
import { type Parser, must, utf8 } from "./parser.ts";

export const YAML_WORDS = [
  "---\n",
  ": ",
  "- ",
  "  ",
  "\t",
  "|\n",
  ">\n",
  "&a ",
  "*a",
  "!!js/function ",
  "<<: ",
  "{",
  "}",
  "[",
  "]",
  "'",
  '"',
  "#",
  "? ",
  "%YAML 1.1\n",
  "~",
];

function onDisk(
  file: (workspace: string) => string,
  seeds: (workspace: string) => readonly string[],
  words: readonly string[],
  read: (workspace: string) => string,
): Parser {
  const workspace = mkdtempSync(join(tmpdir(), "ferry-fuzz-"));
  const path = file(workspace);
  mkdirSync(dirname(path), { recursive: true });
  return {
    seeds: seeds(workspace).map(utf8),
    words: [...YAML_WORDS, ...words],
    run: (input) => {
      writeFileSync(path, input);
      return read(workspace);
    },
    close: () => rmSync(workspace, { recursive: true, force: true }),
  };
}

export function connectionSettings(): Parser {
  const words = [
    "share: ",
    "values: ",
    "send: ",
    "receive: ",
    "otherwise: same\n",
    "contract:\n",
    "fields:\n",
    "marked",
    "label:a,b",
    "status:",
  ];
  return onDisk(
    (workspace) => connectionFile(workspace, "x"),
    (workspace) => {
      writeConnectionFile(workspace, "x", "primary", "marked");
      const written = readFileSync(connectionFile(workspace, "x"), "utf8");
      return [
        written,
        "share: label:pump,winter status:New\nvalues:\n  status: { send: { Doing: In progress, Secret: refuse } }\nemails: true\n",
      ];
    },
    words,
    (workspace) => {
      const read = readConnectionFile(workspace, "x");
      if (read.ok) return `ok ${read.value.choice.scope.kind}`;
      return read.failure.kind === "broken"
        ? `broken ${read.failure.detail.replaceAll(/\d+|"[^"]*"/g, "").slice(0, 60)}`
        : read.failure.kind;
    },
  );
}

/** What is shared, as a person or a pushed file says it; what is read can be asked about any issue. */
export function scopeFilter(): Parser {
  return {
    seeds: [
      "label:pump,winter status:New",
      'status in (New, "In progress") and not (labels contains secret or "internal") and due < 2026-12-01',
      "assignee = none or priority != low",
    ].map(utf8),
    words: ["and ", "or ", "not ", "in (", ")", "= ", "!= ", "< 5", ">= 2026-01-01", "contains ", "label:", "none", '"', "'", ","],
    run: (input) => {
      const text = Buffer.from(input).toString("utf8");
      const read = parseScope(text);
      if (!read.ok) {
        must(read.failure.at >= 0 && read.failure.at <= text.length, "a fault lies in the text");
        return filterFaultText(read.failure)
          .replaceAll(/\d+|"[^"]*"/g, "")
          .slice(0, 60);
      }
      const { scope } = { scope: read.value };
      inScope({ share: [], fields: { status: "New", labels: ["pump"], due: "2026-12-01" } }, { scope, forward: false }, "x", false);
      return `ok ${scope.kind}`;
    },
  };
}

export function projectSettings(): Parser {
  return onDisk(
    projectFilePath,
    () => [`id: ${ISSUE_ID}\nname: Acme\nkey-prefix: ACME\ntracker:\n  kind: markdown\n  path: issues\n`],
    ["id: ", "name: ", "key-prefix: ", "tracker:\n", "kind: markdown", "path: ..", "ACME"],
    (workspace) => {
      const read = readProjectFile(workspace);
      if (read.ok) return "ok";
      return read.failure.kind === "broken project file"
        ? `broken ${read.failure.detail.replaceAll(/\d+|"[^"]*"/g, "").slice(0, 60)}`
        : read.failure.kind;
    },
  );
}

/** Whoever may push can change it. Another machine than this one is never made the gateway by it. */
export function gatewaySettings(): Parser {
  const store = openStore(":memory:");
  if (!store.ok) throw new Error(store.failure.kind);
  const parser = onDisk(
    gatewayFile,
    () => [`machine: ${ISSUE_ID}\nname: pump-house\nperson: Ada\n`],
    ["machine: ", "name: ", "person: ", ISSUE_ID],
    (workspace) => {
      const view = gatewayReader(workspace, store.value).look();
      must(view.kind !== "here", "a file makes this machine the gateway");
      must(isGateway(view) === (view.kind === "unnamed"), "a file that says something makes this machine act");
      return view.kind === "broken" ? `broken ${view.detail.replaceAll(/\d+|"[^"]*"/g, "").slice(0, 60)}` : view.kind;
    },
  );
  return {
    ...parser,
    close: () => {
      parser.close?.();
      store.value.close();
    },
  };
}
