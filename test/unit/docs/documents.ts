import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Paths of the files below a folder whose names end so, in order. */
export function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file).replaceAll("\\", "/"))
    .sort();
}

export function textOf(file: string): string {
  return readFileSync(file, "utf8").replaceAll("\r\n", "\n");
}

/** Headings of a Markdown text, without their marks. Code fences in these documents hold no line that begins with `#`. */
export function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
}
