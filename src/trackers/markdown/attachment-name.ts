/** Bytes of UTF-8: file systems take 255, and there is room for a number and what copies add. */
const LONGEST = 120;
const LONGEST_ENDING = 20;

/** Devices of Windows, with any ending. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
/** What some system takes for a path, a stream or a pattern; what cannot be seen or turns the rest around. */
const UNSAFE = /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu;

/**
 * A name that is a plain file on every system, nearest to the given one: never a path, hidden, a device or too long. The same for a safe name. Two
 * that differ by case are one name on some systems: see `unusedName`.
 */
export function safeName(name: string): string {
  const shown = name.toWellFormed().normalize("NFC").replace(UNSAFE, "_").replace(/\s+/g, " ");
  const bare = shown.replace(/^[. ]+/, "").replace(/[. ]+$/, "");
  const kept = RESERVED.test(bare) ? `_${bare}` : bare;
  return kept === "" ? "file" : cut(kept);
}

export function isSafeName(name: string): boolean {
  return safeName(name) === name;
}

/** The name, or the first beside it that none of `taken` is, whatever the case of letters. */
export function unusedName(name: string, taken: Iterable<string>): string {
  const used = new Set(Array.from(taken, (other) => other.toLowerCase()));
  const { stem, ending } = parts(name);
  for (let n = 1; ; n++) {
    const next = n === 1 ? name : `${stem}-${n}${ending}`;
    if (!used.has(next.toLowerCase())) return next;
  }
}

function cut(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST) return name;
  const { stem, ending } = parts(name);
  let short = stem;
  while (Buffer.byteLength(short + ending) > LONGEST) short = Array.from(short).slice(0, -1).join("");
  return `${short.trimEnd()}${ending}`;
}

function parts(name: string): { readonly stem: string; readonly ending: string } {
  const at = name.lastIndexOf(".");
  const ending = at > 0 ? name.slice(at) : "";
  return Buffer.byteLength(ending) > LONGEST_ENDING ? { stem: name, ending: "" } : { stem: at > 0 ? name.slice(0, at) : name, ending };
}

const TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  svg: "image/svg+xml",
  webp: "image/webp",
  bmp: "image/bmp",
  tif: "image/tiff",
  tiff: "image/tiff",
  pdf: "application/pdf",
  txt: "text/plain",
  log: "text/plain",
  md: "text/markdown",
  csv: "text/csv",
  html: "text/html",
  json: "application/json",
  xml: "application/xml",
  yaml: "application/yaml",
  yml: "application/yaml",
  zip: "application/zip",
  gz: "application/gzip",
  tar: "application/x-tar",
  "7z": "application/x-7z-compressed",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  mp4: "video/mp4",
  webm: "video/webm",
  mov: "video/quicktime",
};

/** By the ending of the name alone: what is in a file is not looked at. */
export function mediaTypeOf(name: string): string {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(TYPES, ending) ? (TYPES[ending] ?? "") : "application/octet-stream";
}
