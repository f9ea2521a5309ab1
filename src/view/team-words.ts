/** Words of the editor's actions for a team: who talks to partners, what keeps the keys from being lost, and git. */

/** The shortest passphrase that seals a file, in characters. */
const SHORTEST = 8;

export const GATEWAY = {
  move: {
    label: "Hand it over to another machine...",
    detail: "Writes keys and state into a sealed file; this machine sends nothing any more",
  },
  back: { label: "Take it back", detail: "It was handed over from here, and the file was restored nowhere" },
  here: { label: "This machine is it from now on", detail: "Names it in .issue-ferry/gateway.yaml, which your team commits" },
  backUp: { label: "Back up keys and state...", detail: "A sealed file for a bad day; this machine goes on" },
  restore: { label: "Restore from a file...", detail: "A backup, or what another machine handed over: this machine becomes the gateway" },
  /** Ends what stands above the connections. */
  takeOver: 'If this machine is to take over: "Show Gateway", in the menu of this view.',
  hereQuestion: "Is this machine the gateway from now on?",
  hereDetail:
    "Exactly one machine of a team may be it: it holds the keys, talks to partners and gives out issue keys. Say so only when no other machine is it any more.",
  hereButton: "This Machine Is It",
  backQuestion: "Take the gateway back?",
  backDetail: "Only while the file was restored nowhere: two machines that send with the same keys break every connection.",
  backButton: "Take It Back",
} as const;

export const MOVE = {
  question: "Hand the gateway over to another machine?",
  detail:
    "Keys and state are written into a file, sealed with a passphrase. As soon as it is written this machine sends nothing any more; the other one goes on where this one ended, once the file is restored there.",
  button: "Hand Over...",
  save: "Save What the Other Machine Needs",
  saveLabel: "Hand Over",
} as const;

export const RESTORE = {
  question: "Make this machine the gateway, from a file?",
  detail:
    "This machine gets the keys and state that the file holds, in place of what it has of this project, and begins to send. The machine that the file comes from must rest from then on: two that send with the same keys break every connection.",
  button: "Restore...",
} as const;

export const BACKUP = {
  save: "Save the Backup",
  saveLabel: "Save Backup",
  open: "Open a Backup, or What Was Handed Over",
  openLabel: "Restore",
  sealWith: "A passphrase to seal the file with: several words. Without it the file is of no use, and nobody can bring it back.",
  again: "The same passphrase again",
  openWith: "The passphrase that the file was sealed with",
  short: `${SHORTEST} characters or more are needed.`,
  different: "This is not the same.",
} as const;

/** What is wrong with a passphrase that is to seal a file; null: nothing. */
export function passphraseLack(passphrase: string): string | null {
  return [...passphrase].length < SHORTEST ? BACKUP.short : null;
}

export const DRIVER = {
  set: { label: "Set it", detail: "In the git settings of this clone; adds the rule to .gitattributes beside the issues" },
  renew: { label: "Set it anew", detail: "With the program of this extension, and the rule in .gitattributes beside the issues" },
  remove: { label: "Take it away", detail: "From the git settings of this clone and from .gitattributes" },
  done: "Git merges issue files field by field in this clone from now on. Commit .gitattributes beside the issues; each member sets it once.",
  removed: "Git merges issue files as any other text again.",
} as const;
