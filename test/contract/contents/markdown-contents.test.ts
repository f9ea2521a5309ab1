import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { markdownContents } from "../../../src/trackers/markdown/markdown-contents.ts";
import { MarkdownWorkspace } from "../../support/markdown-workspace.ts";
import { contentsContract } from "./contents-contract.ts";

contentsContract("the files beside Markdown issues", async (mark) => {
  const workspace = new MarkdownWorkspace();
  const attachment = workspace.id();
  const announced = {
    id: attachment,
    name: "pump.bin",
    mediaType: "application/octet-stream",
    author: "Bo",
    created: null,
    content: mark,
    here: false,
  };
  const { id: issue, key } = await workspace.create({ fields: { title: "Pump" }, attachments: [announced] });
  const place = workspace.path(`attachments/${key}/pump.bin`);
  mkdirSync(dirname(place), { recursive: true });
  const again = () => markdownContents({ workspace: workspace.root, directory: "issues", memory: workspace.memory });
  return { contents: again(), issue, attachment, mark, place, again, close: () => workspace.close() };
});
