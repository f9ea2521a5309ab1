import { type ContractTerms, DEFAULT_TERMS } from "../model/contract.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import type { Invite } from "../protocol/invite.ts";
import { announcedHash } from "../sync/announced-hash.ts";
import { readConnectionFile } from "./connection-file.ts";
import type { OpenProject } from "./open-project.ts";

/** What an invitation announces of the first contract: the default one, whose terms everybody knows, or one that is seen only when it comes. */
export type Announcement = "none" | "default" | "own";

/** How far somebody who joins accepts what is announced. `unseen`: also terms that are not known here. */
export type Acceptance = "no" | "known" | "unseen";

export type AcceptanceFailure = { readonly kind: "nothing announced" } | { readonly kind: "unseen contract" };

/** What a new connection of this name would propose. A settings file that is there already was looked at before. */
export function termsToOffer({ workspace, tracker }: OpenProject, name: string): ContractTerms {
  const there = readConnectionFile(workspace, name, tracker.limits.fields);
  return (there.ok ? there.value.terms : null) ?? DEFAULT_TERMS;
}

export function announcementOf({ context }: OpenProject, { contract }: Pick<Invite, "contract">): Announcement {
  if (contract === undefined) return "none";
  return contract === announcedHash(context.crypto, DEFAULT_TERMS) ? "default" : "own";
}

/** Whether that can be accepted, and with it who does; null: nobody, it is decided when it comes. */
export function acceptedBy(project: OpenProject, invite: Invite, accept: Acceptance): Result<string | null, AcceptanceFailure> {
  if (accept === "no") return ok(null);
  const announced = announcementOf(project, invite);
  if (announced === "none") return failed({ kind: "nothing announced" });
  return announced === "own" && accept !== "unseen" ? failed({ kind: "unseen contract" }) : ok(project.author);
}
