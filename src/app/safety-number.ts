import { safetyNumber } from "../envelope/safety-number.ts";
import { presentContext } from "../sync/setup.ts";
import type { OpenProject } from "./open-project.ts";

/** The 60 digits that both users compare (docs/PROTOCOL.md 3); null until both sides know each other, and for an unknown name. */
export function safetyNumberOf(project: OpenProject, name: string): string | null {
  const connection = project.store.connections().find((other) => other.name === name);
  if (!connection?.partner || connection.invitation.transcript === null) return null;
  return safetyNumber(project.context.crypto, presentContext(project.context, connection));
}
