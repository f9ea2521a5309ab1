import { proposedWords } from "../app/proposed-words.ts";
import { contractText, foldedLines } from "../view/contract-text.ts";
import { FORM_TOLD, brokenForm, formPage, placeOnForm, strangeForm, asksComments, unsavedAt } from "../view/form-page.ts";
import { proposalLines } from "../view/proposal-means.ts";

/** What the form of a connection shows and says, and a contract as a page. */
export interface FormViews {
  readonly contractText: typeof contractText;
  readonly foldedLines: typeof foldedLines;
  readonly proposedWords: typeof proposedWords;
  readonly proposalLines: typeof proposalLines;
  readonly formPage: typeof formPage;
  readonly brokenForm: typeof brokenForm;
  readonly strangeForm: typeof strangeForm;
  readonly placeOnForm: typeof placeOnForm;
  readonly told: typeof FORM_TOLD;
  readonly unsavedAt: typeof unsavedAt;
  readonly asksComments: typeof asksComments;
}

/** Stands in a file of its own, beside what reads and edits the text: each of the two is small enough then. */
export const FORM_VIEWS: FormViews = {
  contractText,
  foldedLines,
  proposedWords,
  proposalLines,
  formPage,
  brokenForm,
  strangeForm,
  placeOnForm,
  told: FORM_TOLD,
  unsavedAt,
  asksComments,
};
