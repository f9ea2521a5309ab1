import type { Check } from "./doctor-check.ts";
import { type MachineKind, type Signs, machineKind, realSigns } from "./machine-kind.ts";

const CODES: Readonly<Record<MachineKind, string>> = {
  container: "MACHINE_CONTAINER",
  WSL: "MACHINE_WSL",
  remote: "MACHINE_REMOTE",
  local: "MACHINE_LOCAL",
};

/** On which machine the work is done: that one must see the project and the exchange folders, whichever one the person sits at. */
export function checkMachine(signs: Signs = realSigns()): Check {
  return { check: "machine", connection: null, ok: true, code: CODES[machineKind(signs)], data: { host: signs.host } };
}
