import type { ListCost, ReconcileCost } from "./reconcile-round.ts";
import type { FilesRound } from "./files-round.ts";
import type { FerryRound } from "./ferry-round.ts";
import type { Options } from "./options.ts";
import type { PouchRound } from "./pouch-round.ts";
import type { HubRound } from "./hub.ts";
import { median, percentile } from "./statistics.ts";

export interface Machine {
  readonly node: string;
  readonly system: string;
  readonly cores: number;
  readonly processor: string;
  /** True: what was synced to disk was not. */
  readonly inMemoryDisk: boolean;
}

export interface Report {
  readonly data: unknown;
  readonly lines: readonly string[];
}

export interface Measured {
  readonly ferry: readonly FerryRound[];
  readonly pouch: readonly PouchRound[];
  readonly markdownSeconds: number;
}

/** Ratios are PouchDB's median divided by ours: above 1 we are the faster one. */
export function speedReport(machine: Machine, options: Options, { ferry, pouch, markdownSeconds }: Measured): Report {
  const { issues, changes, markdownIssues } = options;
  const ours = summary(ferry);
  const theirs = summary(pouch);
  const idle = ferry.map((round) => median(round.idlePassesMs.slice(1)));
  const peak = {
    sender: Math.max(...ferry.map((round) => round.peakMegabytes.sender)),
    receiver: Math.max(...ferry.map((round) => round.peakMegabytes.receiver)),
    pouchdb: Math.max(...pouch.map((round) => round.peakMegabytes)),
  };
  const ratios = {
    "pouchdb/full": round(theirs.full / ours.full, 3),
    "pouchdb/changes": round(theirs.changes / ours.changes, 3),
  };
  const data = {
    benchmark: "store to store",
    machine,
    issues,
    changes,
    rounds: ferry.length,
    ratios,
    medianSeconds: {
      ferry: { full: round(ours.full, 3), changes: round(ours.changes, 3) },
      pouchdb: { full: round(theirs.full, 3), changes: round(theirs.changes, 3) },
    },
    seconds: {
      ferry: { full: ferry.map((one) => round(one.fullSeconds, 3)), changes: ferry.map((one) => round(one.changesSeconds, 3)) },
      pouchdb: { full: pouch.map((one) => round(one.fullSeconds, 3)), changes: pouch.map((one) => round(one.changesSeconds, 3)) },
    },
    cpuSeconds: { ferry: cpuSummary(ferry), pouchdb: cpuSummary(pouch) },
    idlePassMs: {
      ferry: { median: round(median(idle), 2), firstOfAProcess: round(median(ferry.map((one) => one.idlePassesMs[0] ?? NaN)), 2) },
      pouchdb: { median: round(median(pouch.map((one) => one.idleMs)), 2) },
    },
    peakMegabytes: { sender: round(peak.sender, 0), receiver: round(peak.receiver, 0), pouchdb: round(peak.pouchdb, 0) },
    markdown: { issues: markdownIssues, seconds: round(markdownSeconds, 2) },
  };
  const lines = [
    `${issues} issues of about 1 KiB, then ${changes} changes; ${ferry.length} alternating rounds, medians`,
    `Node ${machine.node}, ${machine.system}, ${machine.cores} x ${machine.processor}${machine.inMemoryDisk ? ", disk in memory" : ""}`,
    "",
    `               ${cell("full")}${cell("changes")}${cell("idle")}${cell("peak memory")}`,
    `Issue Ferry    ${cell(`${ours.full.toFixed(2)} s`)}${cell(`${ours.changes.toFixed(2)} s`)}${cell(`${median(idle).toFixed(1)} ms`)}${cell(`${peak.sender.toFixed(0)} + ${peak.receiver.toFixed(0)} MB`)}`,
    `PouchDB 9      ${cell(`${theirs.full.toFixed(2)} s`)}${cell(`${theirs.changes.toFixed(2)} s`)}${cell(`${data.idlePassMs.pouchdb.median.toFixed(1)} ms`)}${cell(`${peak.pouchdb.toFixed(0)} MB`)}`,
    `ratio          ${cell(ratios["pouchdb/full"].toFixed(2))}${cell(ratios["pouchdb/changes"].toFixed(2))}`,
    `Processor time: ours ${data.cpuSeconds.ferry.full} s and ${data.cpuSeconds.ferry.changes} s of both processes, PouchDB ${data.cpuSeconds.pouchdb.full} s and ${data.cpuSeconds.pouchdb.changes} s`,
    "",
    "Ours: two processes, a folder, sealed, signed and synced files, confirmed. PouchDB: its best case, two LevelDBs in one process, nothing synced.",
    `Markdown to Markdown, ${markdownIssues} new issues: ${markdownSeconds.toFixed(1)} s`,
  ];
  return { data, lines };
}

export function latencyReport(machine: Machine, seconds: readonly number[]): Report {
  const figures = { median: round(median(seconds), 3), p95: round(percentile(seconds, 0.95), 3), largest: round(Math.max(...seconds), 3) };
  return {
    data: { benchmark: "latency", machine, edits: seconds.length, latencySeconds: figures, seconds: seconds.map((one) => round(one, 3)) },
    lines: [
      `From saving a file to the partner's file, \`watch\` on both sides, ${seconds.length} edits:`,
      `median ${figures.median} s, p95 ${figures.p95} s, largest ${figures.largest} s`,
    ],
  };
}

export function hubReport(machine: Machine, rounds: readonly HubRound[]): Report {
  const figures = rounds.map(({ beside, confirmed, idleCpuMs, peakBytes }) => ({
    beside,
    median: round(median(confirmed), 3),
    p95: round(percentile(confirmed, 0.95), 3),
    largest: round(Math.max(...confirmed), 3),
    ...(idleCpuMs !== undefined && { idleCpuMs: round(idleCpuMs, 0) }),
    ...(peakBytes !== undefined && { peakMebibytes: round(peakBytes / 1024 ** 2, 0) }),
  }));
  return {
    data: { benchmark: "hub", machine, connections: 20, figures, rounds },
    lines: [
      "From saving a file to the Confirmation of a healthy partner, `watch` on both sides, seconds:",
      ...figures.map(({ beside, median: middle, p95, largest, peakMebibytes }) => {
        const where = beside === "alone" ? "alone" : beside === "idle" ? "beside 19 idle partners" : "beside 19 bad partners";
        return `${where}: median ${middle}, p95 ${p95}, largest ${largest}${peakMebibytes === undefined ? "" : `; the hub's memory at its highest ${peakMebibytes} MiB`}`;
      }),
      ...figures.flatMap(({ idleCpuMs }) => (idleCpuMs === undefined ? [] : [`20 idle connections: ${idleCpuMs} ms of CPU a minute`])),
    ],
  };
}

export function reconcileReport(machine: Machine, costs: readonly ReconcileCost[], lists: readonly ListCost[]): Report {
  return {
    data: { benchmark: "reconcile", machine, costs, lists, peakMegabytes: process.resourceUsage().maxRSS / 1024 },
    lines: [
      "Comparing two stores, both sides together, without files between:",
      ...costs.map(
        ({ issues, differences, rounds, bytes, packed, firstMs, againMs, longestMs }) =>
          `${issues} issues, ${differences} different: ${rounds} requests, ${bytes} bytes of JSON (${packed} packed), first ${round(firstMs / 1000, 2)} s, again ${round(againMs / 1000, 2)} s, longest step ${round(longestMs, 0)} ms`,
      ),
      "Reading the whole list of a partner's issues:",
      ...lists.map(
        ({ issues, pages, bytes, packed, ms, longestMs, againMs }) =>
          `${issues} issues: ${pages} pages, ${bytes} bytes of JSON (${packed} packed), ${round(ms / 1000, 2)} s, longest step ${round(longestMs, 0)} ms; again ${round(againMs / 1000, 2)} s`,
      ),
      `Both stores in one process, in memory: ${round(process.resourceUsage().maxRSS / 1024, 0)} MiB at most.`,
    ],
  };
}

export function filesReport(machine: Machine, rounds: readonly FilesRound[]): Report {
  return {
    data: { benchmark: "files", machine, rounds },
    lines: [
      "A content from one Markdown project to another, both in one process:",
      ...rounds.map(
        ({ megabytes, seconds, copySeconds, extraMegabytes, passes }) =>
          `${megabytes} MiB: ${round(seconds, 1)} s, ${round(megabytes / seconds, 1)} MiB/s (a copy: ${round(megabytes / copySeconds, 1)} MiB/s), ${round(extraMegabytes, 0)} MiB of memory above what there was, ${passes} passes of each side`,
      ),
    ],
  };
}

function summary(rounds: readonly { readonly fullSeconds: number; readonly changesSeconds: number }[]): { full: number; changes: number } {
  return { full: median(rounds.map((one) => one.fullSeconds)), changes: median(rounds.map((one) => one.changesSeconds)) };
}

function cpuSummary(rounds: readonly { readonly cpuSeconds: { readonly full: number; readonly changes: number } }[]): {
  full: number;
  changes: number;
} {
  return {
    full: round(median(rounds.map(({ cpuSeconds }) => cpuSeconds.full)), 3),
    changes: round(median(rounds.map(({ cpuSeconds }) => cpuSeconds.changes)), 3),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function cell(text: string): string {
  return text.padStart(14);
}
