/** The commands that a hover of ours may run, and nothing else. */
export const HOVER_COMMANDS = ["issueFerry.openIssue", "issueFerry.showDetails"] as const;

/** Names an issue for a command: what links and prompts pass on. Both are ids of ours. */
export interface IssueName {
  readonly project: string;
  readonly issue: string;
}

/** The address by which an editor runs a command for an issue. */
export function commandAddress(command: (typeof HOVER_COMMANDS)[number], name: IssueName): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([name]))}`;
}

/** The last line of a hover, as Markdown. Nothing in it came from a partner: an editor is told to trust its links. */
export function hoverLinks(name: IssueName): string {
  return `[Open Issue](${commandAddress("issueFerry.openIssue", name)}) | [Sync Details](${commandAddress("issueFerry.showDetails", name)})`;
}

export const KEY_WORDS = {
  openLink: (key: string): string => `Open ${key}`,
} as const;
