import { LINKS } from "./link-cells.ts";
import { MACHINES, cellName } from "./visited-cells.ts";

const ROLES = ["primary", "secondary"] as const;
const links = (roles: readonly (typeof ROLES)[number][], states: readonly string[], events: readonly string[]): readonly string[] =>
  roles.flatMap((role) => states.flatMap((state) => events.map((event) => cellName(`link of the ${role}`, state, event))));

/** Cells that nothing in this version can lead to, each with why. One that is visited all the same does not belong here. */
export const NOT_MET: readonly { readonly because: string; readonly cells: readonly string[] }[] = [
  {
    because: "without a connection no table is asked: a command says NO_SUCH_CONNECTION, a message has nowhere to wait",
    cells: links(ROLES, ["absent"], Object.keys(MACHINES["link of the primary"]?.table["absent"] ?? {})),
  },
  {
    because: "a connection is made under a new id (sync/setup.ts), never at one that is there",
    cells: links(ROLES, LINKS, ["user creates", "user joins"]),
  },
  { because: "no event: a process begins with what is stored, as after every crash of a history", cells: links(ROLES, LINKS, ["restart"]) },
  {
    because: "whoever is connected, suspended or revoked has a partner: the invitation is spent",
    cells: links(["primary"], ["connected", "suspended", "revoked"], ["handshake received"]),
  },
  {
    because: "only a secondary in handshake reads refusals (sync/collect.ts; test/scenarios/bad-input.test.ts shows one)",
    cells: links(ROLES, LINKS, ["handshake refused"]),
  },
];
