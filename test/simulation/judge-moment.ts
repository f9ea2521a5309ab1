import { sameDocument } from "../../src/model/changes.ts";
import type { IssueSync } from "../../src/model/issue-sync.ts";
import { valueKey } from "../../src/model/value.ts";
import { revisionText } from "../../src/model/revision.ts";
import { difference } from "../../src/model/changes.ts";
import type { World } from "./world.ts";

/**
 * At any moment: "up to date" is shown only of what the partner holds as agreed, and only if the partner's tracker could take it or we
 * were told that it could not (RELIABILITY P11).
 */
export function checkMoment({ P, S }: World, problems: string[]): void {
  for (const id of P.store.issueIds(null, 100)) {
    const here = P.row(id);
    if (here?.status !== "up to date") continue;
    const there = S.row(id)?.sync;
    if (!there) problems.push(`P11: ${id} is up to date at the primary, unknown to the secondary`);
    else if (!sameDocument(here.sync.mine, there.base)) problems.push(`P11: ${id} is up to date at the primary, the secondary holds ${differences(there, here.sync)}`);
    else {
      const untold = Object.keys(there.refusedHere).filter((part) => !(part in here.sync.partnerRefuses));
      if (untold.length > 0) problems.push(`P11: ${id} is up to date at the primary, the secondary's tracker could not take ${untold.join()}`);
    }
  }
  for (const id of S.store.issueIds(null, 100)) {
    const here = S.row(id);
    if (here?.status !== "up to date") continue;
    const there = P.row(id)?.sync;
    const { mine, revision } = here.sync;
    const agreed = there?.snapshots.find((snapshot) => revisionText(snapshot.revision) === revisionText(revision));
    if (!agreed) problems.push(`P11: ${id} is up to date at the secondary, revision ${revisionText(revision)} is unknown to the primary`);
    else if (!sameDocument(agreed.document, mine)) problems.push(`P11: ${id} is up to date at the secondary, the primary numbered something else`);
  }
}

function differences(there: IssueSync, here: IssueSync): string {
  return `${valueKey(JSON.stringify(difference(here.mine, there.base)))}`;
}
