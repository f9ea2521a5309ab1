import type { GatewayView } from "../model/snapshot.ts";
import { plainText } from "./plain-text.ts";
import { type Surface, way } from "./ways.ts";

/** Who talks to partners, for everybody who opens the project; null: this machine may, and nobody needs to hear it. */
export function gatewaySentence(gateway: GatewayView, surface: Surface = "command line"): string | null {
  switch (gateway.kind) {
    case "unnamed":
    case "here":
      return null;
    case "elsewhere":
      if (gateway.lost !== undefined) return lostSentence(gateway, gateway.lost, surface);
      return `${elsewhereSentence(gateway, surface)} New issues get their keys there, too.`;
    case "broken":
      return `${plainText(gateway.at)}:${gateway.line}: ${plainText(gateway.detail)}. It says which machine talks to partners: correct it; until then nothing is sent.`;
  }
}

export const NOT_HANDED_OVER = "The gateway was not handed over from this machine, so there is nothing to take back.";

/** The same where it is asked for, or examined. */
export function gatewayLine(gateway: GatewayView, surface: Surface = "command line"): string {
  switch (gateway.kind) {
    case "unnamed":
      return "No machine is named yet. The first connection names the one that it is made on.";
    case "here":
      return `This machine is the gateway: it holds the keys and talks to partners (named ${machine(gateway)}).`;
    default:
      return gatewaySentence(gateway, surface) ?? "";
  }
}

/** The same in a few words, where there is one short line. */
export function gatewayShort(gateway: GatewayView): string {
  switch (gateway.kind) {
    case "unnamed":
      return "No machine is named as the gateway yet";
    case "here":
      return "This machine is the gateway";
    case "elsewhere":
      return gateway.name === "" ? "It was handed over, and no machine has taken it yet" : `The gateway is ${machine(gateway)}`;
    case "broken":
      return `${plainText(gateway.at)}:${gateway.line} cannot be read`;
  }
}

/** Why a command is not for this machine. `name` empty: the gateway was handed over and nobody has taken it yet. */
export function notGatewaySentence(name: string, person: string): string {
  const where = name === "" ? "on the machine that takes the gateway over" : `on ${machine({ name, person })}, the gateway of this project`;
  return `Do this ${where}: it holds the keys, talks to partners and gives out issue keys. A new issue can be written here as a Markdown file; it gets its key there.`;
}

/**
 * What may have happened where this machine's own state is not there, and what to do. Nothing that harms the gateway where it only runs in another
 * environment of the same name.
 */
export function lostSentence(
  { name, person }: { readonly name: string; readonly person: string },
  state: string,
  surface: Surface,
): string {
  const other = surface === "editor" ? "the setting issueFerry.stateDirectory" : "`--state` or ISSUE_FERRY_STATE";
  return (
    `${machine({ name, person })} talks to this project's partners. That is this machine's name, but its keys and connections are not in ${plainText(state)}. ` +
    "In another environment of the same machine (WSL, a container) nothing is wrong: work goes on where they are. " +
    `If they lie elsewhere, name the place by ${other}. If they are lost, ${way(surface, "restore", "FILE")} brings them back from a backup; the user guide says what to do without one. ` +
    "Until then nothing is sent from here; the issues are all here."
  );
}

function elsewhereSentence({ name, person }: { readonly name: string; readonly person: string }, surface: Surface): string {
  if (name === "")
    return `The gateway was handed over${person === "" ? "" : ` by ${plainText(person)}`}, and no machine has taken it yet (${way(surface, "restore", "FILE")} there). This machine shows the issues and sends nothing.`;
  return `${machine({ name, person })} is the gateway of this project and talks to its partners. This machine shows the issues and sends nothing.`;
}

function machine({ name, person }: { readonly name: string; readonly person: string }): string {
  return person === "" ? plainText(name) : `${plainText(name)} (${plainText(person)})`;
}
