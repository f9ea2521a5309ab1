/** One line of the audit trail (docs/PROTOCOL.md 6). The store numbers them. */
export interface AuditEvent {
  /** Milliseconds since 1970, display only. */
  readonly time: number;
  /** Who: a person's name, `partner <name>`, or `issue-ferry`. */
  readonly actor: string;
  readonly action: string;
  readonly connection?: string;
  readonly issue?: string;
  /** Message id `life.number` or file name the event is about. */
  readonly reference?: string;
  readonly info?: string;
}
