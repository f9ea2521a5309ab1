import { attachmentOutside } from "../../src/model/attachment-set.ts";
import { linkText } from "../../src/model/link.ts";
import { type TrackerAttachment, type TrackerIssue } from "../../src/model/tracker-issue.ts";
import { OPEN_STATES } from "../../src/sync/operations-end.ts";
import { attachmentPart, linkPart } from "../../src/sync/rules.ts";
import type { Asking } from "./asking.ts";
import type { FileLedger } from "./file-ledger.ts";
import type { Ledger } from "./ledger.ts";
import { isPart } from "./part-faults.ts";
import { type SimulatedContents, sha256Of } from "./simulated-contents.ts";
import type { Letter, SimulatedProject } from "./simulated-project.ts";
import type { World } from "./world.ts";

export interface FilesCase {
  readonly world: World;
  readonly ledger: Ledger;
  readonly files: FileLedger;
  readonly contents: Readonly<Record<Letter, SimulatedContents>>;
  readonly asking: Asking;
  /** Paths in the exchange folder that somebody else put there. */
  readonly foreign: ReadonlySet<string>;
  readonly problems: string[];
}

/** What holds of files, links and contents once nothing moves any more. */
export function judgeFiles(given: FilesCase): void {
  const { world, ledger } = given;
  for (const id of ledger.introduced.keys()) {
    const [P, S] = [world.P.tracker.issue(id), world.S.tracker.issue(id)];
    const isShared = [world.P, world.S].every((side) => {
      const sync = side.row(id)?.sync;
      return sync && !sync.frozen && sync.base.shared && sync.mine.shared && !sync.base.deleted;
    });
    if (!P || !S || !isShared) continue;
    judgeFilesOf(given, id, { P, S });
    judgeLinksOf(given, id, { P, S });
  }
  judgeContents(given);
  judgeConversations(given);
}

/** P6, P11, P12: what the contract lets through is the same at both; what it does not is told at its maker, and never came. */
function judgeFilesOf({ world, files, problems }: FilesCase, issue: string, there: Readonly<Record<Letter, TrackerIssue>>): void {
  const rule = world.P.connection().contract?.attachments ?? "none";
  for (const id of new Set(files.versions.filter((version) => version.issue === issue).map((version) => version.id))) {
    const maker: Letter = files.makerOf(id) === "P" ? "P" : "S";
    const side = world[maker];
    const own = fileIn(there[maker], id);
    const copy = fileIn(there[maker === "P" ? "S" : "P"], id);
    const agreed = side.row(issue)?.sync.base.attachments?.find((file) => file.id === id && !file.removed);
    const what = `the file ${id} of ${maker} at ${issue}`;
    if (!own && !files.removed.has(id)) problems.push(`P1: ${what} is gone from its maker, who did not take it out`);
    const made = files.versions.filter((version) => version.id === id);
    // Of one whose content is lost the name alone is told.
    const isMade = made.some(({ name }) => name === copy?.name) && made.some(({ sha256 }) => sha256 === copy?.content?.sha256);
    if (copy && !isMade && rule !== "none") problems.push(`P6: ${what} is at the partner as nobody made it: ${JSON.stringify(copy)}`);
    if (rule === "none") continue;
    if (!own) {
      if (copy) problems.push(`P6: ${what} is taken out, and still at the partner`);
    } else if (own.here && own.content && attachmentOutside(rule, { ...own, ...own.content }) === null) {
      if (!copy || contentOf(copy) !== contentOf(own))
        problems.push(`P6: ${what} is ${contentOf(own)} there and ${copy ? contentOf(copy) : "nothing"} at the partner`);
    } else if (agreed ? copy && contentOf(copy) !== `${agreed.name} ${agreed.mediaType} ${agreed.size} ${agreed.sha256}` : copy)
      problems.push(`P12: ${what} may not leave as it is, and the partner has ${copy ? contentOf(copy) : "nothing"}`);
    else if (!agreed && side.row(issue)?.sync.stays?.[attachmentPart(id)] === undefined)
      problems.push(`P12: ${what} may not leave, and its maker is not told`);
  }
}

function fileIn(issue: TrackerIssue, id: string): TrackerAttachment | undefined {
  return issue.attachments?.find((file) => file.id === id);
}

function contentOf({ name, mediaType, content }: TrackerAttachment): string {
  return `${name} ${mediaType} ${content?.size} ${content?.sha256}`;
}

/** P1, P6: links that may travel are the same at both; the others are named at the side that has them. */
function judgeLinksOf({ world, files, problems }: FilesCase, issue: string, there: Readonly<Record<Letter, TrackerIssue>>): void {
  if (world.P.connection().contract?.links !== "known") return;
  const stays = (letter: Letter): Readonly<Record<string, unknown>> => world[letter].row(issue)?.sync.stays ?? {};
  const travelling = (letter: Letter): readonly string[] =>
    (there[letter].links ?? []).filter((link) => !(linkPart(link) in stays(letter))).map(linkText);
  const [here, other] = [travelling("P"), travelling("S")];
  if (here.join() !== other.join()) problems.push(`P6: links of ${issue} differ: ${here.join()} and ${other.join()}`);
  for (const letter of ["P", "S"] as const)
    for (const link of there[letter].links ?? [])
      if (linkPart(link) in stays(letter) && [world.P, world.S].every((side) => isAgreed(side, link.issue)))
        problems.push(`P6: ${linkText(link)} of ${issue} waits at ${letter} for an issue that both have`);
  for (const { who, issue: from, link, removed } of files.links.values())
    if (from === issue && !removed && !there[who === "P" ? "P" : "S"].links?.some((known) => linkText(known) === linkText(link)))
      problems.push(`P1: the link ${linkText(link)} of ${issue} is gone from ${who}, and nobody took it away`);
}

function isAgreed(side: SimulatedProject, issue: string): boolean {
  const sync = side.row(issue)?.sync;
  return sync !== undefined && !sync.frozen && sync.base.shared && sync.mine.shared && sync.revision.number > 0 && !sync.base.deleted;
}

/** Every content that came is one that its maker made, byte for byte, and what went is what its maker named. No part is left in the exchange folder but what others put there. */
function judgeContents({ world, files, contents, asking, foreign, problems }: FilesCase): void {
  for (const letter of ["P", "S"] as const)
    for (const key of contents[letter].went)
      if (!asking.isUnwanted(letter, key)) problems.push(`P13: ${key} was taken away at ${letter}, and nobody asked for that`);
  for (const letter of ["P", "S"] as const)
    for (const [key, bytes] of contents[letter].whole) {
      const [issue, id = ""] = key.split(" ");
      if (files.makerOf(id) === letter || files.spoiled.has(`${letter} ${key}`)) continue;
      const sum = sha256Of(bytes);
      if (!files.versions.some((version) => version.id === id && version.issue === issue && version.sha256 === sum))
        problems.push(`P1: the content of ${key} at ${letter} is none that its maker made`);
    }
  const left = world.exchange.folder.paths().filter((path) => isPart(path) && !foreign.has(path));
  if (left.length > 0) problems.push(`P6: parts are left in the exchange folder: ${left.join()}`);
}

/** No conversation stands for ever, and no alarm is about what nobody asked. */
function judgeConversations({ world, asking, problems }: FilesCase): void {
  for (const side of [world.P, world.S]) {
    const open = side.store.askedParts(null, OPEN_STATES);
    for (const { id, operation, state, content } of open)
      problems.push(`P6: ${side.letter}'s ${operation} ${id} is still ${state}: ${JSON.stringify(content)}`);
    const works = side.store.answeredIn(side.connection().id, ["working"]);
    for (const { id, operation } of works) problems.push(`P6: ${side.letter} still works on ${operation} ${id}`);
    for (const { code, info, reference, raiser } of side.store.alarms("all", 1000)) {
      if (code === "INCONSISTENT_REQUEST" || (code === "INTEGRITY_ISSUE" && info === "DIFFERENT"))
        problems.push(`P6: an alarm at ${side.letter} that nothing gave cause to: ${code} ${info}`);
      const isOfOne = code === "FAILED_TRANSFER" || code === "FAILED_OPERATION" || code === "TIMEOUT";
      if (isOfOne && raiser === "here" && !asking.wasAsked(reference ?? ""))
        problems.push(`P6: an alarm at ${side.letter} of what nobody asked: ${code} ${info} ${reference}`);
    }
  }
}
