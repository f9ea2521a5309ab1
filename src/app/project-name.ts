const PREFIX = /^[A-Z][A-Z0-9]{0,9}$/;

/** Beginnings of keys: `ACME` in ACME-12. */
export function isKeyPrefix(text: string): boolean {
  return PREFIX.test(text);
}

/** The first word of a project's name: `Acme Pumps` gives `ACME`. */
export function prefixFrom(name: string): string {
  const words = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .map((word) => word.replace(/^[0-9]+/, "").slice(0, 10));
  return words.find(isKeyPrefix) ?? "ISSUE";
}
