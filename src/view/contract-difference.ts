import type { ContractField, ContractTerms } from "../model/contract.ts";
import { attachmentTerm, contentsTerm, workflowText } from "./term-words.ts";

/** What a person reviews before accepting: plain data, so that `--json` shows it, too. */
export interface ContractDifference {
  readonly typesAdded: readonly string[];
  readonly typesRemoved: readonly string[];
  readonly fieldsAdded: readonly ContractField[];
  readonly fieldsRemoved: readonly ContractField[];
  readonly fieldsChanged: readonly { readonly name: string; readonly before: ContractField; readonly after: ContractField }[];
  /** Comments, deletes, attachments, links, contents; `before` null: nothing was agreed. */
  readonly rulesChanged: readonly { readonly name: ContractRule; readonly before: string | null; readonly after: string }[];
}

const RULES = ["comments", "deletes", "attachments", "links", "contents"] as const;
export type ContractRule = (typeof RULES)[number];

/** Whether both contracts say the same. */
export function isSame(difference: ContractDifference): boolean {
  return Object.values(difference).every((part: readonly unknown[]) => part.length === 0);
}

/** `before` null: everything is new. */
export function contractDifference(before: ContractTerms | null, after: ContractTerms): ContractDifference {
  const old = new Map((before?.fields ?? []).map((field) => [field.name, field]));
  const next = new Map(after.fields.map((field) => [field.name, field]));
  return {
    typesAdded: after.types.filter((type) => !before?.types.includes(type)),
    typesRemoved: (before?.types ?? []).filter((type) => !after.types.includes(type)),
    fieldsAdded: after.fields.filter(({ name }) => !old.has(name)),
    fieldsRemoved: [...old.values()].filter(({ name }) => !next.has(name)),
    fieldsChanged: after.fields.flatMap((field) => {
      const was = old.get(field.name);
      return was && !sameField(was, field) ? [{ name: field.name, before: was, after: field }] : [];
    }),
    rulesChanged: RULES.flatMap((name) => {
      const [was, is] = [before && ruleText(before, name), ruleText(after, name)];
      // What came later is named only where one of the two says it.
      const isUnsaid = name === "contents" && before === null && after.contents === undefined;
      return was === is || isUnsaid ? [] : [{ name, before: was, after: is }];
    }),
  };
}

function ruleText(terms: ContractTerms, name: ContractRule): string {
  if (name === "contents") return contentsTerm(terms.contents);
  return name === "attachments" ? attachmentTerm(terms.attachments) : terms[name];
}

/** How a secondary answers what it has reviewed: by its number, so that no later one is taken for it. */
export function decideSentence(name: string, number: number): string {
  return `If that is right: \`issue-ferry config accept ${name} --contract ${number}\`; else \`issue-ferry config decline ${name} --contract ${number} --note TEXT\`.`;
}

function sameField(one: ContractField, other: ContractField): boolean {
  const said = ({ kind, direction, policy, values, workflow }: ContractField): string =>
    JSON.stringify([kind, direction, policy, values, workflow && workflowText(workflow)]);
  return said(one) === said(other);
}
