import { isBuiltin } from "node:module";

/** A row of the rooms table in ARCHITECTURE.md: what a room may import. Type-only imports count. */
export interface Room {
  /** Rooms of this project; a trailing `/*` means each one inside. Its own files are always allowed. */
  readonly rooms: readonly string[];
  /** npm packages, `node` for Node's own modules, `@scope/*` for all of a scope. */
  readonly packages: readonly string[];
}

const PURE = ["model", "ports"];

/** Rooms that hold several which must not know each other: each folder inside is a room of its own. */
const FAMILIES = ["trackers", "transports"];

export const ROOMS: Readonly<Record<string, Room>> = {
  model: { rooms: [], packages: ["node-diff3"] },
  ports: { rooms: ["model"], packages: [] },
  protocol: { rooms: ["model"], packages: ["zod"] },
  envelope: { rooms: PURE, packages: [] },
  crypto: { rooms: PURE, packages: ["hpke", "@noble/*", "node"] },
  keys: { rooms: PURE, packages: ["hpke", "@noble/*", "node"] },
  sync: { rooms: [...PURE, "protocol", "envelope"], packages: [] },
  store: { rooms: PURE, packages: ["node"] },
  "trackers/markdown": { rooms: PURE, packages: ["node", "chokidar", "yaml"] },
  "transports/folder": { rooms: PURE, packages: ["node", "chokidar"] },
  view: { rooms: ["model"], packages: [] },
  app: {
    rooms: [...PURE, "crypto", "keys", "protocol", "envelope", "sync", "store", "trackers/*", "transports/*"],
    packages: ["node", "env-paths", "yaml", "zod"],
  },
  cli: { rooms: ["app", "view", "model"], packages: ["node", "commander"] },
  vscode: { rooms: ["app", "view", "model", "ports"], packages: ["vscode"] },
  webview: { rooms: ["view"], packages: ["lit", "@vscode-elements/elements", "@vscode/codicons", "markdown-it", "dompurify"] },
};

/** One import, as dependency-cruiser read it. Paths from the project's root, with `/`. */
export interface Import {
  readonly from: string;
  /** As written in the source. */
  readonly specifier: string;
  /** The file a relative specifier leads to; null when there is none. */
  readonly to: string | null;
}

/** The room of a file below src, null for a file that stands in no room. */
export function roomOf(file: string): string | null {
  const [src, first, second, third] = file.split("/");
  if (src !== "src" || first === undefined || second === undefined) return null;
  if (!FAMILIES.includes(first)) return first;
  return third === undefined ? null : `${first}/${second}`;
}

/** Why this import is against the table; null when it is not. */
export function importViolation({ from, specifier, to }: Import): string | null {
  const name = roomOf(from);
  const room = name === null ? undefined : ROOMS[name];
  if (name === null || room === undefined) return `${from} stands in no room of the table`;
  if (!specifier.startsWith(".")) {
    const allowed = room.packages.some((wanted) => matches(wanted, packageOf(specifier)));
    return allowed ? null : `${from} imports ${specifier}: not a package of ${name}`;
  }
  const target = to === null ? null : roomOf(to);
  if (target === null) return `${from} imports ${specifier}: that is no file of a room`;
  const allowed = target === name || room.rooms.some((wanted) => matches(wanted, target));
  return allowed ? null : `${from} imports ${specifier}: ${name} may not know ${target}`;
}

function packageOf(specifier: string): string {
  if (isBuiltin(specifier)) return "node";
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function matches(wanted: string, name: string): boolean {
  return wanted.endsWith("/*") ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}
