import type { Row } from "../view/cell.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** How a command ended: what is printed, and with which code the program ends. */
export type Answer =
  | {
      readonly kind: "done";
      readonly exit: ExitCode;
      /** The one document of `--json`; undefined: the command has printed its own. */
      readonly document: unknown;
      /** What was asked for: stdout. Rows that follow each other are a table. */
      readonly lines: readonly (string | Row)[];
      /** What stands last in a row is a text for people, which goes on in the next line where the terminal ends. */
      readonly wrapped: boolean;
      /** The notes say the lines again: a person who reads both needs them once. */
      readonly repeated: boolean;
      /** What is said besides: stderr, unless --quiet. */
      readonly notes: readonly string[];
    }
  | {
      readonly kind: "failed";
      readonly exit: ExitCode;
      readonly code: string;
      readonly message: string;
      /** What was done all the same: stands beside `error` in the document of `--json`. */
      readonly besides?: Readonly<Record<string, unknown>>;
    };

interface Printed {
  readonly lines?: readonly (string | Row)[];
  readonly wrapped?: boolean;
  readonly repeated?: boolean;
  readonly notes?: readonly string[];
  readonly exit?: ExitCode;
}

export function answer(
  document: unknown,
  { lines = [], wrapped = false, repeated = false, notes = [], exit = EXIT.done }: Printed = {},
): Answer {
  return { kind: "done", exit, document, lines, wrapped, repeated, notes };
}

/** `code` is stable, for programs; `message` is for people. */
export function failure(code: string, message: string, exit: ExitCode = EXIT.failed): Extract<Answer, { readonly kind: "failed" }> {
  return { kind: "failed", exit, code, message };
}
