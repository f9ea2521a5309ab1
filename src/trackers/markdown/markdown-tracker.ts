import { basename, dirname, join, resolve } from "node:path";
import type { IssueId } from "../../model/document.ts";
import { NO_CUSTOM_FIELDS } from "../../model/custom-fields.ts";
import type { TrackerIssue } from "../../model/tracker-issue.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { answerQuestion } from "./answer-question.ts";
import { LONGEST_TEXT } from "./issue-change.ts";
import { trackerIssue } from "./issue-file.ts";
import { checkoutMark } from "./git-checkout.ts";
import { heldFields } from "./held-fields.ts";
import { attachmentsOf, linksOf, wordsOf } from "./file-words.ts";
import { type FoundIssue, IssueFinder } from "./issue-finder.ts";
import { joinIssues } from "./join-issues.ts";
import { mapBounded } from "./map-bounded.ts";
import { MemoryDraft } from "./memory-rows.ts";
import { type MarkdownOptions, type Project, checkoutOf, openFolder } from "./project-folder.ts";
import { standHere } from "./stand-here.ts";
import { scanFolder } from "./scan.ts";
import { watchFolder } from "./watch-folder.ts";
import { writeIssues } from "./write-issues.ts";

/** The tracker that keeps each issue in a Markdown file of the workspace (docs/USER-GUIDE.md, "The issue file"). */
export function markdownTracker(options: MarkdownOptions): Tracker {
  const project: Project = {
    directory: "issues",
    isUnsaved: () => false,
    settle: () => Promise.resolve(),
    mayMint: () => true,
    isConnection: () => true,
    fields: NO_CUSTOM_FIELDS,
    graceMs: 2000,
    ...options,
    highestKey: 0,
    trashIds: new Map(),
    swept: false,
    looked: null,
  };
  return {
    limits: { holds: { attachments: true, links: true }, fields: heldFields(project.fields), longestText: LONGEST_TEXT, tombstones: true },
    changes: ({ observeOnly }) => scanFolder(project, observeOnly),
    read: (ids) => readIssues(project, ids),
    write: (writes) => writeIssues(project, writes),
    answer: async (id, take) => answerQuestion(project, id, take),
    standHere: () => standHere(project),
    join: (from, to) => joinIssues(project, from, to),
    place: (id) => placeOfIssue(project, id),
    issueAt: (place) => issueAt(project, place),
    partnerChange: (id) => new MemoryDraft(project.memory).partnerChange(id),
    watch: (hint, signal) => watchFolder(project, hint, signal),
  };
}

async function placeOfIssue(project: Project, id: IssueId): Promise<string | null> {
  const folder = await openFolder(project);
  if (folder.kind !== "ready") return null;
  const found = await new IssueFinder(folder.path, new MemoryDraft(project.memory), project.fields).find(id);
  // Not the place that links lead to: an editor knows the file by the way through its workspace.
  return found.kind === "absent" ? null : join(resolve(project.workspace, project.directory), found.name);
}

function issueAt(project: Project, place: string): IssueId | null {
  const path = resolve(place);
  if (dirname(path) !== resolve(project.workspace, project.directory)) return null;
  return new MemoryDraft(project.memory).file(basename(path))?.id ?? null;
}

function issueOf(draft: MemoryDraft, { file, version }: Extract<FoundIssue, { kind: "issue" }>): TrackerIssue | null {
  if (file.id === null) return null;
  const { links } = linksOf(file, wordsOf(draft, file.id));
  return trackerIssue(file, version, { attachments: attachmentsOf(file, draft.attachments(file.id)), links });
}

async function readIssues(project: Project, ids: readonly IssueId[]): Promise<readonly TrackerIssue[] | null> {
  const folder = await openFolder(project);
  const draft = new MemoryDraft(project.memory);
  if (folder.kind !== "ready") return folder.kind === "absent" && draft.files().size === 0 ? [] : null;
  const { checkout, hold, mark } = await checkoutOf(project, folder.path, draft);
  if (hold !== null) return null;
  const finder = new IssueFinder(folder.path, draft, project.fields);
  const found = await mapBounded(ids, 16, (id) => finder.find(id));
  // Git may have begun meanwhile: what was read then is of no branch.
  if (checkout !== null && mark !== null && (await checkoutMark(folder.path)) !== mark) return null;
  return found.flatMap((one) => {
    const issue = one.kind === "issue" ? issueOf(draft, one) : null;
    return issue === null ? [] : [issue];
  });
}
