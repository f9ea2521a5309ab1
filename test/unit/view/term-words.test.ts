import { expect, it } from "vitest";
import { DEFAULT_TERMS } from "../../../src/model/contract.ts";
import { commandSentence } from "../../../src/view/command-failures.ts";
import { contractDifference } from "../../../src/view/contract-difference.ts";
import { changeSentences, contractText } from "../../../src/view/contract-text.ts";

const [TITLE] = DEFAULT_TERMS.fields;
const STATUS = { name: "status", kind: "option", direction: "both", policy: "primary" } as const;
const before = { ...DEFAULT_TERMS, fields: [TITLE ?? STATUS, STATUS] };
const after = {
  ...before,
  fields: [
    TITLE ?? STATUS,
    {
      ...STATUS,
      workflow: [
        { from: "New", to: ["Open", "Rejected"] },
        { from: "Rejected", to: [] },
      ],
    },
  ],
  attachments: { largest: 1_500_000, mediaTypes: ["image/*"], names: ["*.png"] },
  links: "known",
} as const;
const reader = { role: "secondary", partner: "Acme" } as const;

it("what a contract says of steps, attachments and links is said in words", () => {
  expect(contractText(after, reader).join("\n")).toContain("status (by the steps New -> Open, Rejected)");
  expect(contractText(after, reader).join("\n")).toContain(
    "Those travel that are of at most 1.5 MB, and of the types image/*, and with names such as *.png.",
  );
  expect(contractText(before, reader).join("\n")).toContain("Attachments and links between issues\n  They do not travel.");
  expect(contractText(after, reader).join("\n")).toContain("Links between issues\n  Those between issues that both sides have travel.");
  expect(changeSentences(contractDifference(before, after), reader)).toEqual([
    "Changed: status: only by the steps New -> Open, Rejected.",
    "Attachments: Those travel that are of at most 1.5 MB, and of the types image/*, and with names such as *.png.",
    "Links between issues: Those between issues that both sides have travel.",
  ]);
  expect(changeSentences(contractDifference(after, before), reader)[0]).toBe("Changed: status: any value may follow another.");
  expect(contractDifference(before, after).fieldsChanged).toEqual([{ name: "status", before: STATUS, after: after.fields[1] }]);
});

it("when contents come is said where a contract says it, and what of it changes", () => {
  const atOnce = { ...after, contents: "at once" } as const;
  const some = { ...after, contents: { largest: 1_000 } } as const;
  expect(contractText(after, reader).join("\n")).not.toContain("Contents of attachments");
  expect(contractText(atOnce, reader).join("\n")).toContain(
    "Contents of attachments\n  They come by themselves, as soon as they are agreed on.",
  );
  const told = (one: typeof after, other: typeof after): readonly string[] => changeSentences(contractDifference(one, other), reader);
  expect(told(after, some)).toEqual([
    "Contents of attachments: Those come by themselves that are of at most 1 kB; the others when somebody gets them.",
  ]);
  expect(told(atOnce, after)).toEqual(["Contents of attachments: Each comes when somebody gets it."]);
  expect(contractDifference(null, atOnce).rulesChanged).toContainEqual({ name: "contents", before: null, after: "at once" });
  expect(contractDifference(null, after).rulesChanged.map(({ name }) => name)).not.toContain("contents");
});

it("what cannot be published is said with what to do", () => {
  expect(commandSentence("PARTNER_LACKS_TERM", { term: "workflow" })).toContain("Have the partner update");
});
