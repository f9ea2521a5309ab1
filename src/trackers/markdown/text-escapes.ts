/**
 * Lines of a body or comment that would be read as structure get one more backslash in the file, and lose one when read, so that
 * what a partner writes can never become a comment of somebody else. Whatever number of backslashes a line has comes back exactly.
 * Guarded are `## Comments`, `### Name` and the first line of a git conflict; also the spellings that formatters make these of:
 * indented, with a wider gap or none, with `#` or punctuation behind.
 */
const STRUCTURE = String.raw`##[ \t]*Comments[ \t.,;:!\u3002\uff0c\uff1b\uff1a\uff01]*#*$|###(?=[^#\n])|<<<<<<< `;
const GUARDED = new RegExp(String.raw`^([ \t]*)(\\*(?:${STRUCTURE}))`, "gmi");
const ESCAPED = new RegExp(String.raw`^([ \t]*)\\(\\*(?:${STRUCTURE}))`, "gmi");

/** Both take text in normal form: its lines end in LF, and nothing follows but the two spaces of a hard break. */
export function escapeText(text: string): string {
  return text.replace(GUARDED, "$1\\$2");
}
export function unescapeText(text: string): string {
  return text.replace(ESCAPED, "$1$2");
}
