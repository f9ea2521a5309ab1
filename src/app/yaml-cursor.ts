/** Where in a YAML text a cursor stands: the keys and list entries (0) around it. At a value the last of `path` is its key. */
export interface YamlCursor {
  readonly path: readonly (string | 0)[];
  readonly at: "key" | "value";
  /** Of that key or value what stands before the cursor, with its quotation mark. */
  readonly typed: string;
}

interface Line {
  /** Columns before the first dash, and before what follows the dashes. */
  readonly dash: number;
  readonly content: number;
  readonly text: string;
}

/** By indentation and brackets alone, since a text that is being typed is seldom whole. Of brackets only those of the cursor's own line count. null: in a comment. */
export function yamlCursor(text: string, offset: number): YamlCursor | null {
  const lines = text.slice(0, offset).split("\n");
  const here = lineOf(lines.at(-1) ?? "");
  const outer: (string | 0)[] = here.content > here.dash ? [0] : [];
  let limit = here.content > here.dash ? here.dash + 0.5 : here.content;
  for (let i = lines.length - 2; i >= 0 && limit > 0; i--) {
    const line = lineOf(lines[i] ?? "");
    if (line.text === "" || line.text.startsWith("#") || line.dash >= limit) continue;
    const key = keyOf(line.text);
    const isEntry = line.content > line.dash;
    if (line.content < limit && key !== null) outer.unshift(key);
    if (isEntry) outer.unshift(0);
    limit = isEntry ? line.dash + 0.5 : line.dash;
  }
  return within(here.text, outer);
}

function lineOf(text: string): Line {
  const { spaces = "", dashes = "", rest = "" } = /^(?<spaces>\s*)(?<dashes>(?:-\s+)*)(?<rest>.*)$/.exec(text)?.groups ?? {};
  return { dash: spaces.length, content: spaces.length + dashes.length, text: rest };
}

/** A key whose value stands below it. */
function keyOf(text: string): string | null {
  const { quoted, plain } = /^(?:"(?<quoted>[^"]*)"|(?<plain>[^:#]+?))\s*:\s*(?:#.*)?$/.exec(text)?.groups ?? {};
  return quoted ?? plain ?? (/^[^:]+:\s/.test(text) ? (text.split(":")[0]?.trim() ?? null) : null);
}

interface Frame {
  readonly path: readonly (string | 0)[];
  readonly isList: boolean;
  key: string | null;
  word: string;
  typed: string;
}

function within(text: string, outer: readonly (string | 0)[]): YamlCursor | null {
  const frames: Frame[] = [{ path: outer, isList: false, key: null, word: "", typed: "" }];
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    const frame = frames.at(-1);
    if (!frame) break;
    if (letter === "#" && quote === "" && (i === 0 || /\s/.test(text.charAt(i - 1)))) return null;
    frame.typed += letter;
    const inner = frame.key === null ? frame.path : [...frame.path, frame.key];
    if (letter === quote) quote = "";
    else if (quote !== "") frame.word += letter;
    else if ((letter === '"' || letter === "'") && frame.word.trim() === "") quote = letter;
    else if (letter === "{" && frame.word.trim() === "") frames.push({ path: inner, isList: false, key: null, word: "", typed: "" });
    else if (letter === "[" && frame.word.trim() === "") frames.push({ path: [...inner, 0], isList: true, key: null, word: "", typed: "" });
    else if ((letter === "}" || letter === "]") && frames.length > 1) frames.pop();
    else if (letter === "," && frames.length > 1) Object.assign(frame, { key: null, word: "", typed: "" });
    else if (letter === ":" && frame.key === null && !frame.isList && /^(?:\s|$)/.test(text.slice(i + 1)))
      Object.assign(frame, { key: frame.word.trim(), word: "", typed: "" });
    else frame.word += letter;
  }
  const { path, isList, key, typed: written } = frames.at(-1) ?? { path: outer, isList: false, key: null, typed: "" };
  const typed = written.trimStart();
  if (isList) return { path, at: "value", typed };
  return key === null ? { path, at: "key", typed } : { path: [...path, key], at: "value", typed };
}
