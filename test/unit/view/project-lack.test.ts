import { expect, test } from "vitest";
import { type FolderStanding, projectLackSentence } from "../../../src/view/project-lack.ts";

const of = (kind: "open" | "restricted" | "no project" | "not here"): FolderStanding => ({ kind, name: `${kind} folder` });
const BROKEN: FolderStanding = {
  kind: "failed",
  name: "Acme",
  failure: { kind: "broken project file", at: "/a/project.yaml", line: 3, detail: "not YAML" },
};

test.each<readonly ["project" | "free folder", boolean, readonly FolderStanding[], RegExp]>([
  ["free folder", false, [of("restricted")], /Restricted Mode.*Trust/],
  ["project", false, [], /Restricted Mode/],
  ["project", true, [], /^No folder is open/],
  ["free folder", true, [], /^No folder is open/],
  ["free folder", true, [of("open"), of("open")], /^Every folder of this window is a project already\.$/],
  ["free folder", true, [of("open"), of("not here")], /^Every folder/],
  ["free folder", true, [of("not here")], /^not here folder lies on no disk/],
  ["project", true, [of("not here")], /lies on no disk/],
  ["project", true, [of("no project"), BROKEN], /^\/a\/project\.yaml:3: not YAML\. Correct/],
  ["free folder", true, [of("open"), BROKEN], /^\/a\/project\.yaml:3/],
  ["project", true, [of("no project")], /"Make This Folder a Project" first\.$/],
])("a lack of a %s, trusted %s: %j", (wanted, trusted, folders, sentence) => {
  expect(projectLackSentence(wanted, trusted, folders)).toMatch(sentence);
});
