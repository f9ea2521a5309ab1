// The README as an editor shows it beside the extension: there is no repository around it there.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Pictures stand in the text itself, as editors show only those and ones from the web; links to our other documents are plain words, and so
 * nothing leads nowhere. What stands between `<!-- repository -->` and `<!-- /repository -->` is for those who have the source, and goes.
 * @param {string} text
 * @param {string} directory where the README stands
 */
export function readmeWithoutRepository(text, directory) {
  return text
    .replaceAll(/<!-- repository -->[\s\S]*?<!-- \/repository -->\n*/g, "")
    .replaceAll(/!\[([^\]]*)\]\((?!\w+:)([^)\s]+\.png)\)/g, (_, title, path) => {
      return `![${title}](data:image/png;base64,${readFileSync(join(directory, path)).toString("base64")})`;
    })
    .replaceAll(/(?<!!)\[([^\]]+)\]\((?!\w+:|#)[^)]*\)/g, "$1");
}
