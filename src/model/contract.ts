import type { FieldKind } from "./value.ts";
import type { Transition } from "./workflow.ts";

export type Role = "primary" | "secondary";
export type Direction = "both" | "to-secondary" | "to-primary";

export interface ContractField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly direction: Direction;
  /** Who wins when both changed it without having seen each other. */
  readonly policy: Role;
  /** The only values allowed, when given. */
  readonly values?: readonly string[];
  /**
   * For options: how one value may become another in the tracker of the side that receives it. It goes there step by step, or is refused. Absent:
   * any becomes any.
   */
  readonly workflow?: readonly Transition[];
}

/** Which attachments are exchanged; every condition that is given must hold. */
export interface AttachmentLimits {
  /** Bytes. */
  readonly largest?: number;
  /** `image/png`, `image/*`. */
  readonly mediaTypes?: readonly string[];
  /** `*.png`: a star stands for any characters. */
  readonly names?: readonly string[];
}

/** What both sides of a connection share about what is exchanged. Written and numbered by the primary. */
export interface Contract {
  readonly number: number;
  /** Issue types that are exchanged. */
  readonly types: readonly string[];
  readonly fields: readonly ContractField[];
  readonly comments: "all" | "public" | "none";
  readonly deletes: "propagate" | "keep";
  readonly attachments: "none" | "all" | AttachmentLimits;
  /** `known`: between issues that both sides have. */
  readonly links: "none" | "known";
  /** Which contents of attachments travel as soon as they are agreed on; absent: each when somebody asks for it. */
  readonly contents?: "at once" | AttachmentLimits;
}

/** Everything but the number, as a primary's user writes it. */
export type ContractTerms = Omit<Contract, "number">;

const field = (name: string, kind: FieldKind): ContractField => ({ name, kind, direction: "both", policy: "primary" });

/** What a primary proposes unless its connection file says otherwise (docs/PROTOCOL.md 4). */
export const DEFAULT_TERMS: ContractTerms = {
  types: ["bug", "task", "request"],
  fields: [
    field("title", "scalar"),
    field("body", "text"),
    field("type", "option"),
    field("status", "option"),
    field("priority", "option"),
    field("labels", "set"),
    field("assignee", "person"),
    field("due", "date"),
  ],
  comments: "public",
  deletes: "propagate",
  attachments: "none",
  links: "none",
};

/** Whether a side of this role may send changes of the field. */
export function maySend(field: ContractField, role: Role): boolean {
  return field.direction === "both" || field.direction === (role === "primary" ? "to-secondary" : "to-primary");
}

export function otherRole(role: Role): Role {
  return role === "primary" ? "secondary" : "primary";
}
