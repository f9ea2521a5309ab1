import { expect, test } from "vitest";
import { issueIndex } from "../../../src/app/issue-index.ts";
import { settingsFacts } from "../../../src/app/settings-facts.ts";
import { sampleIssue } from "../../contract/store/samples.ts";
import { runningConnection } from "../sync/sample-context.ts";
import { openedProject, place } from "./opened-project.ts";

const MANY = 10_000;

test("the words of many issues are read once for all that is typed, and again when an issue changed", () => {
  const project = openedProject(place());
  const { store } = project;
  const put = (id: string, status: string): void =>
    store.putIssue({ ...sampleIssue(id), fields: { title: id, status, labels: [`label ${id.length}`] } });
  store.transaction(() => {
    for (let i = 0; i < MANY; i++) put(`issue ${i}`, `Status ${i % 7}`);
  });
  const index = issueIndex(store);
  index.refresh();
  let walks = 0;
  const issues = new Proxy(index.issues, {
    get(target, name) {
      if (name === "values") walks++;
      const found: unknown = Reflect.get(target, name, target);
      return typeof found === "function" ? (found.bind(target) as unknown) : found;
    },
  });
  const counted = {
    ...index,
    issues,
    get version() {
      return index.version;
    },
  };
  const connection = runningConnection(project.context, "c", "nordwind", "primary");
  const words = (): readonly string[] | undefined => settingsFacts({ project, index: counted }, connection).own.get("status");
  expect(words()).toHaveLength(7);
  for (let i = 0; i < 50; i++) words();
  expect(walks).toBe(1);
  store.transaction(() => put("issue 0", "Seventh"));
  index.refresh();
  expect(words()).toContain("Seventh");
  expect(walks).toBe(2);
});
