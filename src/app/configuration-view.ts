import type { Connection } from "../model/connection.ts";
import { type ContractTerms, DEFAULT_TERMS } from "../model/contract.ts";
import type { Mapping } from "../model/mapping.ts";
import { statusOf } from "../protocol/machines/status.ts";
import { connectionFile } from "./connection-name.ts";
import type { OpenProject } from "./open-project.ts";
import { scopeText } from "./scope-text.ts";

/** What is agreed on a connection, what is proposed, and this side's own choices, which never leave. */
export interface ConfigurationView {
  readonly name: string;
  readonly role: Connection["role"];
  readonly status: string;
  /** The connection's own file. */
  readonly file: string;
  readonly inForce: { readonly number: number; readonly terms: ContractTerms } | null;
  readonly proposed: { readonly number: number; readonly terms: ContractTerms; readonly note: string } | null;
  readonly declined: Connection["declined"];
  /** At the primary: what the file says, and `publish` would propose. */
  readonly written: ContractTerms | null;
  /** null: the file cannot be used. */
  readonly own: { readonly share: string; readonly forward: boolean; readonly mapping: Mapping } | null;
}

export function configurationView(project: OpenProject, connection: Connection): ConfigurationView {
  const settings = project.context.settingsOf(connection);
  const { contract, proposed } = connection;
  return {
    name: connection.name,
    role: connection.role,
    status: statusOf(connection.facts),
    file: connectionFile(project.workspace, connection.name),
    inForce: contract && { number: contract.number, terms: termsOf(contract) },
    proposed: proposed && { number: proposed.contract.number, terms: termsOf(proposed.contract), note: proposed.note },
    declined: connection.declined,
    written: connection.role === "primary" && settings ? (settings.terms ?? DEFAULT_TERMS) : null,
    own: settings && { share: scopeText(settings.choice.scope), forward: settings.choice.forward, mapping: settings.mapping },
  };
}

function termsOf({ types, fields, comments, deletes, attachments, links, contents }: ContractTerms): ContractTerms {
  return { types, fields, comments, deletes, attachments, links, ...(contents !== undefined && { contents }) };
}
