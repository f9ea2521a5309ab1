import type { Connection } from "../model/connection.ts";
import { type ContractTerms, DEFAULT_TERMS } from "../model/contract.ts";
import { type Result, failed, ok } from "../model/failure.ts";
import { contractTerms } from "../protocol/parts/contract.ts";
import type { LiveProject } from "./live-project.ts";
import { settingsFacts } from "./settings-facts.ts";
import { type FileFault, linesIn, writtenIn } from "./yaml-file.ts";
import { type TextChange, type YamlEditFailure, editYaml } from "./yaml-edit.ts";
import { type Plain, type YamlEdit, type YamlPath, editedPlain, isMapping, valueAt } from "./yaml-plain.ts";

/** What a form over the text of a connection's file shows, sound or not. */
export interface ConnectionForm {
  /** As it is written, without what is left out. */
  readonly written: { readonly [key: string]: Plain };
  /** What the mapping works with: written and understood at the primary, else proposed or agreed, else the usual one. */
  readonly terms: ContractTerms;
  /** Fields of this project and values that issues have in them; people. */
  readonly own: ReadonlyMap<string, readonly string[]>;
  readonly people: readonly string[];
  /** Kinds of the project's fields, where they are known. */
  readonly kinds: Readonly<Record<string, string>>;
  /** Lines of what is written, by paths. */
  readonly line: (path: readonly (string | number)[]) => number;
}

/** What the project has that may stand in the file; how long it takes grows with the number of issues. */
export type FormFacts = Pick<ConnectionForm, "own" | "people">;

/** The failure says where the text cannot be read: then there is no form, and nothing is edited. */
export function connectionForm(
  live: LiveProject,
  connection: Connection,
  text: string,
  { own, people }: FormFacts = settingsFacts(live, connection),
): Result<ConnectionForm, readonly FileFault[]> {
  const read = writtenIn(text);
  if (!read.ok) return read;
  const written = (read.value ?? {}) as Plain;
  if (!isMapping(written)) return failed([{ line: 1, detail: "the file: must be a map of keys and values" }]);
  const held = live.project.tracker.limits.fields;
  return ok({
    written,
    terms: termsIn(connection, written),
    own,
    people,
    kinds: Object.fromEntries(Array.from(held ?? [], ([name, { kinds }]) => [name, kinds[0] ?? "scalar"])),
    line: linesIn(text),
  });
}

function termsIn({ role, proposed, contract }: Connection, written: Plain): ContractTerms {
  const given = role === "primary" ? contractTerms.safeParse(valueAt(written, "contract")) : null;
  return (given?.success ? given.data : null) ?? proposed?.contract ?? contract ?? DEFAULT_TERMS;
}

/** What a person does in the form. */
export type FormEdit = YamlEditAsked | { readonly do: "add"; readonly path: YamlPath; readonly key: string; readonly value: Plain };

type YamlEditAsked =
  | { readonly do: "set"; readonly path: YamlPath; readonly value: Plain }
  | { readonly do: "remove"; readonly path: YamlPath }
  | { readonly do: "rename"; readonly path: YamlPath; readonly to: string };

/** What it changes in the text, as little as possible. A row that is there already is not overwritten by a new one. */
export function formChange(text: string, edit: FormEdit, usual: ContractTerms): Result<TextChange, YamlEditFailure> {
  switch (edit.do) {
    case "add": {
      const read = writtenIn(text);
      const path = [...edit.path, edit.key];
      const there = read.ok ? path.reduce<Plain | undefined>((inner, part) => valueAt(inner, part), (read.value ?? {}) as Plain) : null;
      return there === undefined ? editSettings(text, { kind: "set", path, value: edit.value }, usual) : failed("taken");
    }
    case "set":
      return editSettings(text, { kind: "set", path: edit.path, value: edit.value }, usual);
    case "remove":
      return editSettings(text, { kind: "remove", path: edit.path }, usual);
    case "rename":
      return editSettings(text, { kind: "rename", path: edit.path, to: edit.to }, usual);
  }
}

/** The first edit of a contract that is not written writes it: `usual`. */
function editSettings(text: string, edit: YamlEdit, usual: ContractTerms): Result<TextChange, YamlEditFailure> {
  if (edit.path[0] !== "contract") return editYaml(text, edit);
  const read = writtenIn(text);
  if (!read.ok || (isMapping(read.value as Plain) && valueAt(read.value as Plain, "contract") !== undefined)) return editYaml(text, edit);
  const { types, fields, comments, deletes, attachments, links, contents } = usual;
  const terms = { types, fields, comments, deletes, attachments, links, ...(contents !== undefined && { contents }) };
  const whole = { contract: terms } as unknown as Plain;
  const edited = editedPlain(whole, edit);
  if (!edited.ok) return edited;
  return editYaml(text, { kind: "set", path: ["contract"], value: valueAt(edited.value, "contract") ?? null });
}
