/**
 * Issue files as a person with a plain editor sees them: lines. Written apart from the product, and only for the plain texts
 * that the editor of the kill test types: values without quotes, bodies and comments of one paragraph.
 */
export interface IssueText {
  readonly id: string | null;
  readonly title: string;
  readonly body: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly labels: readonly string[];
  readonly comments: readonly { readonly id: string | null; readonly body: string }[];
}

const COMMENTS = "## Comments";

export function readIssueText(text: string): IssueText {
  const lines = text.split("\n");
  const end = endOfFront(lines);
  const fields: Record<string, string> = {};
  const labels: string[] = [];
  for (const line of lines.slice(1, end)) {
    const value = /^([a-z]+): (.+)$/.exec(line);
    if (value) fields[value[1] ?? ""] = value[2] ?? "";
    const item = /^ +- (.+)$/.exec(line);
    if (item) labels.push(item[1] ?? "");
  }
  const rest = lines.slice(end + 1);
  const at = rest.indexOf(COMMENTS);
  const head = at < 0 ? rest : rest.slice(0, at);
  const heading = head.findIndex((line) => line.startsWith("# "));
  const comments: { id: string | null; body: string }[] = [];
  for (const line of at < 0 ? [] : rest.slice(at + 1)) {
    if (line.startsWith("### ")) comments.push({ id: /<!-- c:(\S+) -->/.exec(line)?.[1] ?? null, body: "" });
    else if (line !== "") comments.push({ id: comments.at(-1)?.id ?? null, body: (comments.pop()?.body ?? "") + line });
  }
  return {
    id: fields["id"] ?? null,
    title: (head[heading] ?? "").slice(2),
    body: head
      .slice(heading + 1)
      .join("\n")
      .trim(),
    fields,
    labels,
    comments,
  };
}

export function withField(text: string, name: string, value: string): string {
  const lines = text.split("\n");
  const end = endOfFront(lines);
  const at = lines.findIndex((line, n) => n < end && line.startsWith(`${name}: `));
  if (at < 0) lines.splice(end, 0, `${name}: ${value}`);
  else lines[at] = `${name}: ${value}`;
  return lines.join("\n");
}

export function withLabel(text: string, label: string): string {
  const lines = text.split("\n");
  const at = lines.indexOf("labels:");
  if (at < 0) lines.splice(endOfFront(lines), 0, "labels:", `  - ${label}`);
  else lines.splice(at + 1, 0, `  - ${label}`);
  return lines.join("\n");
}

export function withoutLabel(text: string, label: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== `- ${label}`);
  const at = lines.indexOf("labels:");
  if (at >= 0 && !/^ +- /.test(lines[at + 1] ?? "")) lines.splice(at, 1);
  return lines.join("\n");
}

export function withTitle(text: string, title: string): string {
  return text.replace(/^# .*$/m, `# ${title}`);
}

export function withBody(text: string, body: string): string {
  const lines = text.split("\n");
  const heading = lines.findIndex((line) => line.startsWith("# "));
  const comments = lines.indexOf(COMMENTS);
  const rest = comments < 0 ? [] : lines.slice(comments);
  return [...lines.slice(0, heading + 1), "", body, "", ...rest].join("\n");
}

export function withComment(text: string, author: string, body: string): string {
  const begun = text.includes(`\n${COMMENTS}\n`) ? text.trimEnd() : `${text.trimEnd()}\n\n${COMMENTS}`;
  return `${begun}\n\n### ${author}\n\n${body}\n`;
}

export function withCommentBody(text: string, old: string, body: string): string {
  return text
    .split("\n")
    .map((line) => (line === old ? body : line))
    .join("\n");
}

function endOfFront(lines: readonly string[]): number {
  const end = lines.indexOf("---", 1);
  if (lines[0] !== "---" || end < 0) throw new Error("an issue file without front matter");
  return end;
}
