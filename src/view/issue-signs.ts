import type { Standing } from "./issue-item.ts";

/** How an issue's standing is shown besides its words: never by one of them alone. */
export interface Sign {
  /** Name of a codicon. */
  readonly icon: string;
  /** Id of a theme colour for the icon; null: that of the text. */
  readonly iconColour: string | null;
  /** One letter or sign. */
  readonly letter: string;
  /** Id of a theme colour for letter and title; null: that of the text. */
  readonly colour: string | null;
  /** A word for lists. */
  readonly word: string;
  /** What it means. */
  readonly meaning: string;
}

export const SIGNS: Readonly<Record<Standing, Sign>> = {
  error: {
    icon: "error",
    iconColour: "problemsErrorIcon.foreground",
    letter: "E",
    colour: "list.errorForeground",
    word: "error",
    meaning: "Refused or failed: Sync Details say why",
  },
  conflict: {
    icon: "warning",
    iconColour: "problemsWarningIcon.foreground",
    letter: "C",
    colour: "list.warningForeground",
    word: "conflict",
    meaning: "Both sides changed the same: choose what is to stay",
  },
  question: {
    icon: "question",
    iconColour: "problemsWarningIcon.foreground",
    letter: "?",
    colour: "list.warningForeground",
    word: "question",
    meaning: "Held until you answer a question",
  },
  held: {
    icon: "debug-pause",
    iconColour: "descriptionForeground",
    letter: "H",
    colour: null,
    word: "held",
    meaning: "Held: goes on by itself when what stops it is over",
  },
  pending: {
    icon: "arrow-swap",
    iconColour: "problemsInfoIcon.foreground",
    letter: "P",
    colour: null,
    word: "pending",
    meaning: "On its way: not confirmed by the partner yet",
  },
  "up to date": {
    icon: "pass",
    iconColour: "testing.iconPassed",
    letter: "✓",
    colour: null,
    word: "up to date",
    meaning: "Up to date: the partner confirmed it",
  },
  local: {
    icon: "circle-outline",
    iconColour: "descriptionForeground",
    letter: "L",
    colour: null,
    word: "only here",
    meaning: "Only here: shared with nobody",
  },
};
