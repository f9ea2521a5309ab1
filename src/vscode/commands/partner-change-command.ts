import { partnerChange } from "../../app/partner-change.ts";
import { PARTNER_CHANGE } from "../../view/partner-change-words.ts";
import type { Ferry } from "../ferry.ts";
import { say } from "../messages.ts";
import type { Commands } from "./command.ts";
import type { Given, IssueChoice } from "./issue-choice.ts";

/** What a partner changed last, in the diff editor. */
export function partnerChangeCommands(ferry: Ferry, choice: IssueChoice) {
  return {
    showPartnerChange: async (...given: Given) => {
      const chosen = await choice.one(given);
      if (!chosen) return;
      const { live, issue } = chosen;
      const change = partnerChange(live.project, issue);
      if (!change) {
        void say(PARTNER_CHANGE.none(issue.key));
        return;
      }
      if (!change.texts) {
        void say(PARTNER_CHANGE.tooLong(issue.key, change.partner));
        return;
      }
      ferry.issues.markRead(live, [issue.id]);
      const names = PARTNER_CHANGE.names(change.partner);
      await ferry.comparisons.show({
        title: PARTNER_CHANGE.title(issue.key, change.partner),
        about: `${issue.id} partner change`,
        key: issue.key,
        left: { name: names.before, text: change.texts.before },
        right: { name: names.after, text: change.texts.after },
      });
    },
  } satisfies Commands;
}
