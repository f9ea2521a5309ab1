import { unlinkSync } from "node:fs";
import { readIssueFile } from "../../../src/trackers/markdown/issue-file.ts";
import { MarkdownWorkspace } from "../../support/markdown-workspace.ts";
import { trackerContract } from "./tracker-contract.ts";

trackerContract("Markdown files", () => {
  const space = new MarkdownWorkspace();
  let added = 0;
  const nameOf = (id: string): string => {
    const name = space.names().find((one) => {
      const read = one.endsWith(".md") ? readIssueFile(space.read(one)) : null;
      return read?.ok === true && read.value.id === id;
    });
    if (name === undefined) throw new Error(`no file of ${id}`);
    return name;
  };
  return {
    tracker: () => space.tracker,
    restart: () => space.open(),
    commit: (changes) => space.memory.commit(changes),
    user: {
      add: (title, body) => space.put(`note-${added++}.md`, `# ${title}\n\n${body}\n`),
      edit: (id, field, value) => {
        const name = nameOf(id);
        space.put(name, space.read(name).replace(new RegExp(`^${field}: .*$`, "m"), `${field}: ${value}`));
      },
      remove: (id) => unlinkSync(space.path(nameOf(id))),
    },
    waitGrace: () => (space.ahead += 5000),
    close: () => space.close(),
  };
});
