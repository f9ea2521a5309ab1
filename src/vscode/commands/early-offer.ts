import type { FirstDayParts } from "../../app/first-day-parts.ts";
import type { LiveProject } from "../../app/live-project.ts";
import type { Plan } from "../../app/planned-leaving.ts";
import { DEFAULT_TERMS } from "../../model/contract.ts";
import { type EarlyOffer, leavingLine } from "../../view/share-question.ts";
import { inView } from "../messages.ts";
import type { Given } from "./invitation-questions.ts";

type Parts = Pick<FirstDayParts, "announcementOf" | "inviterIn" | "plannedLeaving" | "readHandshakeText" | "termsToOffer">;

/** What may be decided on with the invitation, and what would leave then: looked at before it is asked. */
export async function offerAsPrimary(live: LiveProject, parts: Parts, name: string): Promise<EarlyOffer> {
  const terms = parts.termsToOffer(live.project, name);
  return withLeaving(live, parts, { name, role: "primary" }, { terms, own: terms !== DEFAULT_TERMS });
}

/** By what the invitation announces; what nobody here has seen waits for a review. */
export async function offerAsSecondary(
  live: LiveProject,
  parts: Parts,
  name: string,
  given: Given,
  exchange: string,
): Promise<EarlyOffer | "own" | "none"> {
  const inviter = parts.inviterIn(await textOf(live, parts, given, exchange));
  const announced = inviter === null ? "none" : parts.announcementOf(live.project, inviter);
  if (inviter === null || announced !== "default") return announced === "own" ? "own" : "none";
  return withLeaving(live, parts, { name, role: "secondary" }, { terms: DEFAULT_TERMS, own: false, inviter: inviter.project });
}

/** Empty where the file cannot be used: why is said when it is. */
async function textOf(live: LiveProject, { readHandshakeText }: Parts, given: Given, exchange: string): Promise<string> {
  if (given.kind === "text") return given.text;
  const read = await inView("issueFerry.connections", () => readHandshakeText(live.project, given.file, exchange));
  return read.ok ? read.value : "";
}

function withLeaving(
  { project }: LiveProject,
  { plannedLeaving }: Parts,
  plan: Omit<Plan, "share">,
  offer: Omit<EarlyOffer, "marked" | "all">,
): Promise<EarlyOffer> {
  return inView("issueFerry.connections", async () => ({
    ...offer,
    marked: await plannedLeaving(project, { ...plan, share: "marked" }),
    all: await plannedLeaving(project, { ...plan, share: "all" }),
  }));
}

/** What would leave by a filter, in a line. */
export async function toldOf({ project }: LiveProject, { plannedLeaving }: Parts, plan: Plan, partner: string): Promise<string> {
  return leavingLine(await plannedLeaving(project, plan), partner);
}
