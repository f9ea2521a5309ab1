/**
 * What Prettier rewrites in a heading, or `markdownlint --fix` repairs: emphasis, escapes, white space, links, bare addresses,
 * punctuation or `#` at the end. Code spans are safe.
 */
const UNSTEADY =
  /[*\\<[\]`~$|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|  |(?! )[\s\p{C}]|^#|:\/\/|www\.|[\p{L}\p{N}]@[\p{L}\p{N}]|[.,;:!\u3002\uff0c\uff1b\uff1a\uff01#]$/iu;
const CODE_SPAN = /`[^`\s\p{C}]+(?: [^`\s\p{C}]+)*`/gu;

/**
 * Whether a title is safe as an H1. Every title can be read from an H1; Ferry writes those that a formatter would change as `title`
 * in the front matter instead.
 */
export function headingHolds(title: string): boolean {
  return !UNSTEADY.test(title.replace(CODE_SPAN, "x"));
}
