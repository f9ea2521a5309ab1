import type { GatewayView } from "../model/snapshot.ts";
import type { TransportFailure } from "../ports/transport.ts";
import type { HandshakeFileFailure } from "../protocol/handshake-file.ts";
import type { StatePlaceFailure } from "../store/state-directory.ts";
import type { AcceptanceFailure } from "./announced-contract.ts";

export type ConnectFailure =
  | { readonly kind: "bad name"; readonly name: string }
  | { readonly kind: "name taken"; readonly name: string }
  | { readonly kind: "bad share"; readonly word: string }
  | { readonly kind: "exchange"; readonly failure: TransportFailure }
  /** What partners may read and the project's own files are kept apart. */
  | { readonly kind: "exchange in project"; readonly exchange: string; readonly workspace: string }
  | { readonly kind: "state in exchange"; readonly failure: StatePlaceFailure }
  | { readonly kind: "handshake place"; readonly failure: StatePlaceFailure }
  /** The connection has a settings file already, which cannot be used. */
  | { readonly kind: "broken settings"; readonly file: string; readonly line: number; readonly detail: string }
  /** The connection has a settings file already, which shares something else than was asked for. */
  | { readonly kind: "other share"; readonly file: string; readonly share: string }
  /** The settings file that is there has another contract than the one that was shown. */
  | { readonly kind: "other terms"; readonly file: string }
  | { readonly kind: "cannot write" | "cannot write settings"; readonly file: string; readonly detail: string }
  | { readonly kind: "cannot read"; readonly file: string; readonly detail: string }
  | { readonly kind: "handshake file"; readonly code: HandshakeFileFailure | "FORGED_KEYS" }
  | { readonly kind: "expired"; readonly expires: string }
  | { readonly kind: "version"; readonly because: string }
  /** Only the gateway makes connections. */
  | { readonly kind: "not gateway"; readonly gateway: GatewayView }
  | { readonly kind: "own invitation" }
  | AcceptanceFailure
  | { readonly kind: "joined already"; readonly name: string }
  /** By this project, which was put back to a state that does not know it. */
  | { readonly kind: "joined before"; readonly partner: string };
