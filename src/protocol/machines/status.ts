import type { Facts } from "../../model/connection.ts";

/**
 * The one word shown for a connection (docs/PROTOCOL.md 4): the link if it is not connected, else the contract if something about it waits or was
 * declined, else whether it runs.
 */
export function statusOf(facts: Facts): string {
  if (facts.link !== "connected") return facts.link;
  switch (facts.contract) {
    case "waiting for secondary":
    case "update required":
    case "declined":
      return facts.contract;
    case "none":
    case "agreed":
      return facts.run;
  }
}
