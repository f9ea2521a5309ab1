import { expect, test } from "vitest";
import { postHostile } from "../../../bench/hostile-operations.ts";
import { sampleConnection } from "../../contract/store/samples.ts";
import { openedProject, place } from "../app/opened-project.ts";

test("what a hostile partner of the bench asks for passes its schema: all issues compared and listed, too", () => {
  const project = openedProject(place());
  project.store.transaction(() => project.store.putConnection(sampleConnection("c")));
  postHostile(project, 6);
  const sent = project.store
    .unsealed("c", { count: 99, bytes: 1e6 })
    .map(({ body }) => JSON.parse(body) as { kind: string; operation?: string });
  const requests = sent.filter(({ kind }) => kind === "operation request").map(({ operation }) => operation);
  expect(new Set(requests)).toEqual(new Set(["GetChecksums", "GetFile", "GetIssueIds", "PutFile"]));
});
