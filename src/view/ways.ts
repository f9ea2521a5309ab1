/** Where a sentence is read: the same thing is asked for in other ways there. */
export type Surface = "command line" | "editor";

interface Way {
  /** What follows `issue-ferry`. */
  readonly typed: string;
  /** What the editor calls it: an action by its title, a view by its name. */
  readonly chosen: string;
}

/** One row for each thing that a sentence asks a person to do or to look at. Titles are those of package.nls.json. */
const WAYS = {
  init: { typed: "init", chosen: '"Make This Folder a Project"' },
  connect: { typed: "connect", chosen: '"Create Connection"' },
  connections: { typed: "connections", chosen: "the view Connections" },
  issues: { typed: "issues", chosen: "the view Issues" },
  status: { typed: "status", chosen: "the Problems panel" },
  show: { typed: "show", chosen: '"Show Sync Details"' },
  sync: { typed: "sync", chosen: '"Synchronise Now"' },
  start: { typed: "start", chosen: '"Start Connection"' },
  stop: { typed: "stop", chosen: '"Stop Connection"' },
  goOn: { typed: "resume", chosen: '"Go On With This Copy"' },
  retire: { typed: "retire", chosen: '"Retire This Copy"' },
  remove: { typed: "remove", chosen: '"Remove Connection"' },
  share: { typed: "share", chosen: '"Share With"' },
  answer: { typed: "answer", chosen: '"Answer Question"' },
  resolve: { typed: "resolve", chosen: '"Resolve Conflict"' },
  verify: { typed: "verify", chosen: '"Compare Safety Number"' },
  standHere: { typed: "branch --here", chosen: '"Read Issues From This Branch"' },
  doctor: { typed: "doctor", chosen: '"Check Everything (Doctor)"' },
  publish: { typed: "config publish", chosen: '"Publish Contract"' },
  review: { typed: "config show", chosen: '"Review Contract"' },
  exchange: { typed: "exchange", chosen: '"Choose Exchange Folder"' },
  link: { typed: "link", chosen: '"Link With Partner\'s Issue"' },
  gateway: { typed: "gateway here", chosen: '"Show Gateway"' },
  takeBack: { typed: "gateway back", chosen: '"Take the Gateway Back"' },
  restore: { typed: "restore", chosen: '"Restore From a Backup"' },
  mergeDriver: { typed: "merge-driver --install", chosen: '"Merge Issue Files in Git"' },
} as const satisfies Readonly<Record<string, Way>>;

export type Deed = keyof typeof WAYS;

/** How a person gets there, as a noun in the middle of a sentence. `words`: what is typed behind the command. */
export function way(surface: Surface, deed: Deed, ...words: readonly string[]): string {
  const { typed, chosen } = WAYS[deed];
  return surface === "editor" ? chosen : `\`${["issue-ferry", typed, ...words].join(" ")}\``;
}

/** The same at the beginning of a sentence. */
export function wayFirst(surface: Surface, deed: Deed, ...words: readonly string[]): string {
  const text = way(surface, deed, ...words);
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** What stands for an option where there is none to type; nothing where the person is asked anyway. */
const OPTIONS = {
  "--state": " in the setting issueFerry.stateDirectory",
  "--project": "",
  "--out": "",
  "--name": "",
  "--key": "",
  "--issues": "",
  "--nested": "",
} as const;

/** Ends a sentence about a choice: ` with --out`. */
export function by(surface: Surface, option: keyof typeof OPTIONS): string {
  return surface === "editor" ? OPTIONS[option] : ` with ${option}`;
}
