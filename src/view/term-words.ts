import type { AttachmentLimits, ContractTerms } from "../model/contract.ts";
import type { Transition } from "../model/workflow.ts";
import { plainText } from "./plain-text.ts";

/** What a contract says of attachments. */
export function attachmentWords(attachments: ContractTerms["attachments"]): string {
  if (attachments === "none") return "They do not travel.";
  if (attachments === "all") return "All travel.";
  const conditions = conditionsOf(attachments);
  return conditions.length === 0 ? "All travel." : `Those travel that are ${conditions.join(", and ")}.`;
}

/** What a contract says of when their contents travel. */
export function contentsWords(contents: ContractTerms["contents"]): string {
  if (contents === undefined) return "Each comes when somebody gets it.";
  const conditions = contents === "at once" ? [] : conditionsOf(contents);
  if (conditions.length === 0) return "They come by themselves, as soon as they are agreed on.";
  return `Those come by themselves that are ${conditions.join(", and ")}; the others when somebody gets them.`;
}

function conditionsOf({ largest, mediaTypes, names }: AttachmentLimits): readonly string[] {
  return [
    ...(largest === undefined ? [] : [`of at most ${bytesText(largest)}`]),
    ...(mediaTypes === undefined ? [] : [`of the types ${mediaTypes.map(plainText).join(", ")}`]),
    ...(names === undefined ? [] : [`with names such as ${names.map(plainText).join(", ")}`]),
  ];
}

export function linkWords(links: ContractTerms["links"]): string {
  return links === "none" ? "They do not travel." : "Those between issues that both sides have travel.";
}

/** The same as one word for lists and programs. */
export function attachmentTerm(attachments: ContractTerms["attachments"]): string {
  return typeof attachments === "string" ? attachments : JSON.stringify(attachments);
}

/** The same of contents. */
export function contentsTerm(contents: ContractTerms["contents"]): string {
  if (contents === undefined) return "on demand";
  return typeof contents === "string" ? contents : JSON.stringify(contents);
}

/** `New -> Open, Rejected; Open -> Done` */
export function workflowText(workflow: readonly Transition[]): string {
  return workflow
    .filter(({ to }) => to.length > 0)
    .map(({ from, to }) => `${plainText(from)} -> ${to.map(plainText).join(", ")}`)
    .join("; ");
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 100) / 10} kB` : `${Math.round(bytes / 100_000) / 10} MB`;
}
