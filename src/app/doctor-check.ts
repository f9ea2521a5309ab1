import type { TransportFailure } from "../ports/transport.ts";

/** What `doctor` found: codes and data, sentences are made in `view`. `connection` null: it is about this machine or project. */
export interface Check {
  readonly check:
    | "host"
    | "machine"
    | "state directory"
    | "worker"
    | "gateway"
    | "git"
    | "issues folder"
    | "issues watching"
    | "issue files"
    | "settings"
    | "exchange folder"
    | "rename"
    | "watching"
    | "clock"
    | "foreign files"
    | "contents"
    | "sync client"
    | "partner's files"
    | "earlier state";
  readonly connection: string | null;
  readonly ok: boolean;
  readonly code: string;
  readonly data: Readonly<Record<string, string | number>>;
  /** What the transport said, where it was asked. */
  readonly failure?: TransportFailure;
}
