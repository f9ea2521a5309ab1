/** What the keys of the settings files are for: in JSON schemas, and where an editor completes them. */
export const SETTINGS_WORDS = {
  connection: {
    share: "Which of your issues are shared: marked, all, or a filter such as `label:pump and status != Done`.",
    forward: "Whether issues that came over another connection are shared over this one, too.",
    emails: "Whether mail addresses of people travel with their names.",
    fields: "The contract's name of a field: your project's name for it.",
    values: "Your words and the contract's, by field.",
    people: "Other names for people: `Name`, `Name <mail>` or a mail address.",
    templates: "A text around a title or another text: `{title}` stands for the title.",
    fixed: "What a field of yours is set to when something arrives.",
    alarms:
      "Which alarms the partner hears of, and which of the partner's you take: `send` and `receive`, each all, none or a list of codes.",
    contract: 'What both sides exchange. Only the primary\'s is published, by "Publish Contract".',
  },
  project: {
    id: "Names the project for ever. Never change it.",
    name: "What partners see.",
    "key-prefix": "Beginning of the keys of new issues: ACME gives ACME-1.",
    tracker: "Where the issues are: a folder inside of this one.",
    commit: "Whether issue files are committed after a pass. Never pushed.",
    compare: "Whether all that is shared is compared with each partner once a day, which costs a few small messages. Without it: daily.",
    fields: "Keys of the front matter that are fields of this project's own, by their kinds.",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** From the text of such a file to the form over it. */
export const EDIT_FORM = "Open as Form";

/** Of a key at the top of such a file; null: there is none. */
export function keyWords(file: keyof typeof SETTINGS_WORDS, key: string): string | null {
  const words: Readonly<Record<string, string>> = SETTINGS_WORDS[file];
  return Object.hasOwn(words, key) ? (words[key] ?? null) : null;
}
