import type { Command, CommandOutcome } from "../model/command.ts";
import type { Context } from "./context.ts";
import { bringBack, deleteIssue, putIssue } from "./issue-commands.ts";
import { linkIssues } from "./link-issues.ts";
import { answerQuestion, standHere } from "./question-commands.ts";
import { reopenConflict } from "./reopen-command.ts";

type IssueCommand = Extract<
  Command,
  {
    readonly kind: "new issue" | "edit issue" | "delete issue" | "bring back" | "answer" | "reopen" | "link" | "stand here";
  }
>;

/** What a person asks of an issue. Read when somebody does (ARCHITECTURE.md, "Rooms"). */
export async function carryOutOnIssue(context: Context, command: IssueCommand): Promise<CommandOutcome> {
  switch (command.kind) {
    case "new issue":
      return putIssue(context, command.issue, command.change, true);
    case "edit issue":
      return putIssue(context, command.issue, command.change, false, command.seen, command.expected);
    case "delete issue":
      return deleteIssue(context, command.issue);
    case "bring back":
      return bringBack(context, command.issue);
    case "answer":
      return answerQuestion(context, command.issue, command.take);
    case "reopen":
      return reopenConflict(context, command);
    case "link":
      return linkIssues(context, command.issue, command.partnerKey);
    case "stand here":
      return standHere(context);
  }
}
