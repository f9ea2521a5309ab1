import { type ContractTerms, DEFAULT_TERMS } from "../../src/model/contract.ts";
import { otherFileTerms } from "./file-terms.ts";
import { CONNECTION, type SimulatedProject } from "./simulated-project.ts";
import type { Feature, Variant } from "./variants.ts";
import type { World } from "./world.ts";

/** Where contracts are to be answered, whoever is asked mostly speaks first. */
export function whoCommands(side: SimulatedProject, variant: Variant, { random, S }: World): SimulatedProject {
  const asked = variant.features.has("answers") && S.connection().facts.contract === "update required";
  return asked && random.chance(0.7) ? S : side;
}

export async function command(
  side: SimulatedProject,
  variant: Variant,
  { random, P, S }: World,
  say: (line: string) => void,
): Promise<void> {
  const options: (() => Promise<unknown>)[] = [];
  const { run, contract } = side.connection().facts;
  const author = side.letter;
  if (variant.features.has("stops"))
    options.push(() => side.command({ kind: run === "running" ? "stop" : "start", connection: CONNECTION, author }));
  if (variant.features.has("retries")) options.push(() => side.command({ kind: "retry", issue: null, author }));
  if (variant.features.has("contracts")) {
    if (side === P) {
      options.push(() => {
        const terms = side.settings.terms ?? DEFAULT_TERMS;
        const other =
          variant.features.has("files") && random.chance(0.8) ? otherFileTerms(terms, random) : otherTerms(terms, random.below(4));
        side.settings = { ...side.settings, terms: other };
        return side.command({ kind: "publish", connection: CONNECTION, note: "", unverified: true, author });
      });
    }
    if (contract === "update required") {
      const reviewed = S.connection().proposed?.contract.number ?? 0;
      options.push(() => S.command({ kind: "accept", connection: CONNECTION, contract: reviewed, note: "", unverified: true, author }));
      if (variant.features.has("answers") || random.chance(0.3))
        options.push(() => S.command({ kind: "decline", connection: CONNECTION, contract: reviewed, note: "", author }));
    }
  }
  side.restart();
  if (options.length > 0) await random.pick(options)();
  const now = side.connection().facts;
  say(`${author} commands: ${now.run}, ${now.contract} after ${contract}`);
}

export function termsOf(variant: Variant): ContractTerms {
  const has = (feature: Feature): boolean => variant.features.has(feature);
  const files: Partial<ContractTerms> = { ...(has("files") && { attachments: "all" }), ...(has("links") && { links: "known" }) };
  return { ...DEFAULT_TERMS, ...files, fields: DEFAULT_TERMS.fields.map((field) => ({ ...field, policy: variant.policy })) };
}

/** Another contract: a field less, other policies, no comments, or everything again. */
function otherTerms(terms: ContractTerms, which: number): ContractTerms {
  switch (which) {
    case 0:
      return { ...terms, fields: terms.fields.filter((field) => field.name !== "due" && field.name !== "labels") };
    case 1:
      return { ...terms, comments: terms.comments === "none" ? "public" : "none" };
    case 2:
      return {
        ...terms,
        fields: terms.fields.map((field) => ({ ...field, policy: field.policy === "primary" ? "secondary" : "primary" })),
      };
    default:
      return DEFAULT_TERMS;
  }
}

/** Another identity key from here on; both sides go on as before. */
export async function changeIdentity(side: SimulatedProject): Promise<string> {
  const outcome = await side.command({ kind: "change identity", connection: CONNECTION, draws: true, author: side.letter });
  if (outcome === null) return `${side.letter} ends while it changes its key`;
  return `${side.letter} changes its key: ${outcome.kind === "done" ? "done" : outcome.code}`;
}
