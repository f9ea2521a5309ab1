import type { ContractFact } from "../../model/connection.ts";
import { type Machine, go, ignore, never, refuse } from "./table.ts";

/** A primary never has to review, a secondary never waits for one. */
export type PrimaryContractFact = Exclude<ContractFact, "update required">;
export type SecondaryContractFact = Exclude<ContractFact, "waiting for secondary">;

/** What happened, as the numbers make it out (configuration-event.ts). */
export type PrimaryConfigurationEvent =
  | "user publishes"
  | "user accepts"
  | "user declines"
  | "configuration received"
  /** Configuration Updated: of what is proposed, of what was proposed before it, of what is in force. */
  | "updated"
  | "earlier updated"
  | "current updated"
  /** Of what was in force before: the secondary was restored. Of a number above all of ours: we were. */
  | "older updated"
  | "newer updated"
  | "unknown updated"
  /** Configuration Declined: of what is proposed, of what is in force (the secondary was restored), of anything else. */
  | "declined"
  | "current declined"
  | "other declined"
  /** The secondary knows the number of our contract as that of another one (we were restored); or of one that we have replaced. */
  | "number used"
  | "old number used"
  | "stream restarted";

export type SecondaryConfigurationEvent =
  | "user publishes"
  /** Answers to what is proposed, or to a contract that was replaced while the user looked at it. */
  | "user accepts"
  | "user declines"
  | "user answers another"
  /** Configuration: above every number seen, the one in force again, the proposed one again, or a number of another contract. */
  | "new configuration"
  | "current configuration"
  | "proposed configuration"
  | "used configuration"
  | "updated received"
  | "declined received"
  | "number used received"
  | "stream restarted";

export type ConfigurationAction =
  | "propose"
  /** The contract in force once more; that or the proposed one under a number that nobody used. */
  | "propose again"
  | "propose under a new number"
  | "put in force"
  | "note decline"
  | "remember number"
  | "take proposal"
  | "send contract"
  | "send proposal"
  | "send updated"
  | "send declined";

export type ConfigurationRefusal =
  | "WRONG_ROLE"
  | "NOTHING_PROPOSED"
  /** What the user answered is no longer what is proposed. */
  | "CONTRACT_CHANGED"
  | "UNKNOWN_CONTRACT"
  /** Goes to the partner, with the highest number used as its detail. */
  | "CONTRACT_NUMBER_USED";

const WRONG_ROLE = refuse("WRONG_ROLE");
const UNKNOWN = refuse("UNKNOWN_CONTRACT");
const UNPROPOSED = never("nothing is proposed");
const NOTHING_STANDS = never("there is no contract");
const KNOWN = ignore("known");
const SETTLED = ignore("settled since");

const notForPrimary = { "user accepts": WRONG_ROLE, "user declines": WRONG_ROLE, "configuration received": WRONG_ROLE } as const;

/** docs/PROTOCOL.md 4 for the primary. */
export const PRIMARY_CONFIGURATION: Machine<
  PrimaryContractFact,
  PrimaryConfigurationEvent,
  PrimaryContractFact,
  ConfigurationAction,
  ConfigurationRefusal
> = {
  name: "configuration of the primary",
  table: {
    none: {
      ...notForPrimary,
      "user publishes": go("waiting for secondary", "propose"),
      updated: UNPROPOSED,
      "earlier updated": UNPROPOSED,
      "current updated": NOTHING_STANDS,
      "older updated": NOTHING_STANDS,
      "newer updated": go("none", "remember number"),
      "unknown updated": UNKNOWN,
      declined: UNPROPOSED,
      "current declined": NOTHING_STANDS,
      "other declined": SETTLED,
      "number used": NOTHING_STANDS,
      "old number used": go("none", "remember number"),
      "stream restarted": ignore("nothing to say"),
    },
    agreed: {
      ...notForPrimary,
      "user publishes": go("waiting for secondary", "propose"),
      updated: UNPROPOSED,
      "earlier updated": UNPROPOSED,
      "current updated": KNOWN,
      "older updated": go("waiting for secondary", "propose again"),
      "newer updated": go("waiting for secondary", "propose under a new number"),
      "unknown updated": UNKNOWN,
      declined: UNPROPOSED,
      "current declined": go("declined", "note decline"),
      "other declined": SETTLED,
      "number used": go("waiting for secondary", "propose under a new number"),
      "old number used": go("agreed", "remember number"),
      "stream restarted": go("agreed", "send contract"),
    },
    "waiting for secondary": {
      ...notForPrimary,
      "user publishes": go("waiting for secondary", "propose"),
      updated: go("agreed", "put in force"),
      "earlier updated": go("waiting for secondary", "put in force"),
      "current updated": KNOWN,
      "older updated": ignore("a newer one is proposed"),
      "newer updated": go("waiting for secondary", "propose under a new number"),
      "unknown updated": UNKNOWN,
      declined: go("declined", "note decline"),
      "current declined": ignore("a newer one is proposed"),
      "other declined": SETTLED,
      "number used": go("waiting for secondary", "propose under a new number"),
      "old number used": go("waiting for secondary", "remember number"),
      "stream restarted": go("waiting for secondary", "send proposal"),
    },
    declined: {
      ...notForPrimary,
      "user publishes": go("waiting for secondary", "propose"),
      updated: UNPROPOSED,
      "earlier updated": UNPROPOSED,
      "current updated": KNOWN,
      "older updated": go("waiting for secondary", "propose again"),
      "newer updated": go("declined", "remember number"),
      "unknown updated": UNKNOWN,
      declined: UNPROPOSED,
      "current declined": go("declined", "note decline"),
      "other declined": SETTLED,
      "number used": go("declined", "remember number"),
      "old number used": go("declined", "remember number"),
      "stream restarted": go("declined", "send contract"),
    },
  },
};

const UNANSWERABLE = refuse("NOTHING_PROPOSED");
const USED = refuse("CONTRACT_NUMBER_USED");

const notForSecondary = {
  "user publishes": WRONG_ROLE,
  "updated received": WRONG_ROLE,
  "declined received": WRONG_ROLE,
  // A Refused is never answered, so that two sides cannot refuse each other for ever.
  "number used received": ignore("meant for a primary"),
} as const;

const nothingToAnswer = {
  "user accepts": UNANSWERABLE,
  "user declines": UNANSWERABLE,
  "user answers another": UNPROPOSED,
  "proposed configuration": UNPROPOSED,
} as const;

/** docs/PROTOCOL.md 4 for the secondary. */
export const SECONDARY_CONFIGURATION: Machine<
  SecondaryContractFact,
  SecondaryConfigurationEvent,
  SecondaryContractFact,
  ConfigurationAction,
  ConfigurationRefusal
> = {
  name: "configuration of the secondary",
  table: {
    none: {
      ...notForSecondary,
      ...nothingToAnswer,
      "new configuration": go("update required", "take proposal"),
      "current configuration": NOTHING_STANDS,
      "used configuration": never("no number was used"),
      "stream restarted": ignore("nothing to say"),
    },
    agreed: {
      ...notForSecondary,
      ...nothingToAnswer,
      "new configuration": go("update required", "take proposal"),
      "current configuration": go("agreed", "send updated"),
      "used configuration": USED,
      "stream restarted": go("agreed", "send updated"),
    },
    "update required": {
      ...notForSecondary,
      "user accepts": go("agreed", "put in force", "send updated"),
      "user declines": go("declined", "note decline", "send declined"),
      "user answers another": refuse("CONTRACT_CHANGED"),
      "new configuration": go("update required", "take proposal"),
      "current configuration": go("update required", "send updated"),
      "proposed configuration": KNOWN,
      "used configuration": USED,
      "stream restarted": go("update required", "send updated"),
    },
    declined: {
      ...notForSecondary,
      ...nothingToAnswer,
      "new configuration": go("update required", "take proposal"),
      "current configuration": go("declined", "send updated"),
      "used configuration": USED,
      "stream restarted": go("declined", "send updated", "send declined"),
    },
  },
};
