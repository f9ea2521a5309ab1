import { plainText, shortText } from "./plain-text.ts";

/** Words of the first day in the editor: what is asked, and what is said when it is done. */

export const BUTTONS = {
  showLog: "Show Log",
  undo: "Undo",
  startAgain: "Start Again",
  seen: "OK",
  tryAgain: "Try Again",
  /** What Enter takes before something that cannot simply be taken back. */
  leave: "Leave As It Is",
  copyText: "Copy Text",
  openFile: "Open File",
  newIssue: "New Issue",
  createConnection: "Create Connection",
  joinConnection: "Join a Connection",
  saveFile: "Save to a file...",
  copy: "Copy to the clipboard",
} as const;

export const INIT = {
  title: "Make This Folder a Project",
  folder: "Which folder?",
  name: "Your project's name (your partner sees it)",
  key: "Beginning of the keys of its issues, such as ACME in ACME-12",
  badKey: "1 to 10 capital letters or digits, a letter first",
  badName: "One line of up to 100 characters",
  issues: "Where shall the issues lie?",
  newFolder: (path: string): string => `New folder ${path}/`,
  newFolderDetail: "One Markdown file for each issue",
  takeOver: (path: string): string => `Take over ${plainText(path)}/`,
  takeOverDetail: (files: number): string =>
    `${files} Markdown ${files === 1 ? "file" : "files"}: each gets an id and a key in its front matter, and is renamed to its key, such as ACME-1.md`,
} as const;

/** It is one, and yet nothing can be done with it now. */
export function notOpened(name: string, sentence: string): string {
  return `${plainText(name)} is a project now, but it cannot be opened. ${sentence}`;
}

/** `excluded`: the line that keeps the issues out of git, where one was written. */
export function initDone(name: string, issues: string, prefix: string, excluded: string | null): string {
  const made = `${plainText(name)} is a project now: its issues are Markdown files in ${plainText(issues)}/, with keys such as ${prefix}-1.`;
  return excluded === null ? made : `${made} Git ignores ${plainText(excluded)} from now on, so that incoming edits never dirty your code.`;
}

export const CONNECT = {
  title: "Create Connection",
  partner: "What do you call the partner?",
  partnerPlaceholder: "Nordwind",
  shortName: (name: string): string => `(In files and commands: ${name})`,
  nameTaken: (name: string): string => `There is a connection ${name} already.`,
  noName: "Letters or digits are needed.",
  save: "Save the handshake file, not in the exchange folder",
  saveLabel: "Save Here",
  saveElsewhere: "Choose another place...",
} as const;

export const EXCHANGE = {
  ask: "Which folder do both sides reach? Choose it, or type its path",
  /** `called`: by the handshake file; null: it does not say. */
  askJoining: (partner: string, called: string | null): string =>
    called === null
      ? "Which folder do both sides reach? The handshake file may say what they call it"
      : `Which folder do both sides reach? ${shortText(partner, 40)} calls it "${shortText(called, 60)}"`,
  dialog: "Which folder do both sides reach?",
  kinds: "A network share, a synchronised folder, a USB stick. Only sealed files lie there.",
  /** `machine`: where the extension runs, when that is not where the person sits. */
  remote: (machine: string): string => `on the machine where the editor works: ${machine}`,
  choose: "Choose a folder...",
  use: "Use This Folder",
  typed: (folder: string): string => `Use ${folder}`,
  noPath: (text: string): string => `${text} is no whole path`,
  current: "as answered before",
  known: (name: string): string => `used with ${name}`,
  last: "used last",
} as const;

export const SHARE = {
  ask: "Which issues are shared? You can change this later",
  marked: "Those I mark",
  // Short: what the choice does stands beside it and takes nearly half of the line.
  markedDetail: 'One by one: "Share With..." or `share:`.',
  all: "All",
  allDetail: "New ones, too. By default internal comments and mail addresses stay here.",
  filter: "Those that match",
  filterDetail: "By their fields, such as label:pump and status != Done",
  filterAsk: "Conditions on the issues to share, such as label:pump and status != Done; and, or, not join them.",
  filterPlaceholder: "label:pump and status != Done",
  /** Over the choices that decide on the first contract now: short, since the row beside it has a second line. */
  early: "starts by itself, safety number not compared",
  /** Over those that do not. */
  asked: "you are asked before it starts",
  askedFirst: ", ask me first",
  noneYet: "None so far. New ones go as they are written.",
  newOnes: "New ones, too.",
  filterWrong: (word: string): string => `Not understood: ${plainText(word)}.`,
  filterChoice: (word: string): string => `"${plainText(word)}" is no filter: go back and choose it.`,
} as const;

export const JOIN = {
  title: "Join a Connection",
  how: "Where is the partner's handshake file?",
  from: (project: string, purpose: string): string => `from ${plainText(project)}: "${plainText(purpose)}"`,
  open: "Open the handshake file...",
  openLabel: "Use This File",
  paste: "Paste its text...",
  pasteAsk: "Paste the text that the partner sent, all of it or the block between the two lines of dashes",
  noBlock: "This is not the text of a handshake file.",
} as const;

/** `partner`: as this side calls them. `early`: the contract is decided on already. */
export function connectDone(partner: string, file: string, early = false): string {
  const then = early ? "; then the exchange starts by itself" : "";
  return `Waiting for ${plainText(partner)} to join. Give them the handshake file ${plainText(file)} by mail, chat or stick, never through the exchange folder: it holds a secret. They open it with "${JOIN.title}"${then}.`;
}

/** The name is said only where it is another one than the partner's own. */
export function joinedSentence(name: string, partner: string): string {
  return name === partner ? `Joined ${plainText(partner)}.` : `Joined ${plainText(partner)} as ${name}.`;
}

export function joinDone(name: string, partner: string, early = false): string {
  const then = early ? " When their contract comes, the exchange starts by itself." : "";
  return `${joinedSentence(name, partner)} Keep the handshake file until the view Connections says that you are connected.${then}`;
}

/** Where a settings file was there before, perhaps reviewed and committed. */
export function keptSettings(name: string): string {
  return `.issue-ferry/connections/${name}.yaml was there already and is kept as it is.`;
}

export const RESEND = {
  title: "Handshake File",
  how: "How do you hand it over? It holds a secret: give it to the partner only, never through the exchange folder.",
  copied: "The handshake file's text is in the clipboard. Paste it into a mail or chat to the partner.",
  saved: (file: string): string =>
    `The handshake file is saved: ${plainText(file)}. Give it to the partner, never through the exchange folder.`,
} as const;

/** Why an invitation is not given out again. */
export function invitationLackSentence(name: string, lack: "not invited" | "joined" | "expired" | "not kept"): string {
  switch (lack) {
    case "not invited":
      return `The other side has invited on ${name}; only they can give out the handshake file again.`;
    case "joined":
      return `Somebody has joined ${name} already: a handshake file works once.`;
    case "expired":
      return `The handshake file of ${name} has expired. Remove the connection, and create a new one.`;
    case "not kept":
      return `The handshake file of ${name} cannot be made again. Remove the connection, and create a new one.`;
  }
}
