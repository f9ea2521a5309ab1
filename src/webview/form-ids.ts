/** An id for the document: words of the file may have spaces in them. */
export function domId(id: string): string {
  return `at-${encodeURIComponent(id).replaceAll("%", "_").replaceAll("'", "_")}`;
}
