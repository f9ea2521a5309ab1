import { auditLineIn } from "../../src/app/audit-file.ts";
import { AuditVerifier } from "../../src/app/audit-verify.ts";
import { nodeCrypto } from "../../src/crypto/node-crypto.ts";
import { toBase32 } from "../../src/model/base32.ts";
import { findingLines } from "../../src/view/activity-words.ts";
import { acknowledgementHeader, fileOf, messageHeader, scene } from "../unit/envelope/parties.ts";
import { type Parser, must, textOf, utf8 } from "./parser.ts";

/** An exported trail, which anybody may have made: read line by line, checked, and told. Signatures count as right: those do not parse. */
export async function auditTrail(): Promise<Parser> {
  const s = await scene();
  const crypto = { ...nodeCrypto(), verify: () => true };
  const key = toBase32(s.primary.identity.publicKey);
  const files = await Promise.all([messageHeader(s), acknowledgementHeader(s)].map((header) => fileOf(s, header)));
  const { connection, sender: partner, generation, sequence } = messageHeader(s);
  const [message] = files;
  const name = message?.name ?? "";
  const taken = { generation, sequence, size: 1, hash: message?.hash ?? "", carries: [{ life: "abcdefghjkmnpqrs", first: 1, last: 3 }] };
  const event = { kind: "event", time: 1, actor: "partner Acme", connection };
  const file = { generation: 0, sequence: 0, hash: taken.hash };
  const trail = [
    { kind: "head", format: "issue-ferry-audit", version: 2, project: "Acme", made: "" },
    { kind: "partner", connection, name: "acme", partner, partnerName: "Acme", key },
    { ...event, sequence: 1, action: "file taken", reference: name, taken },
    { ...event, sequence: 2, action: "issue applied", reference: "abcdefghjkmnpqrs.2" },
    { ...event, sequence: 3, action: "file sealed", file },
    { ...event, sequence: 4, action: "file acknowledged", file: { generation: 0, sequence: 0 } },
    ...files.map(({ name: of, bytes }, i) => ({
      kind: "file",
      connection,
      as: i === 0 ? "message" : "acknowledgement",
      name: of,
      key,
      time: 1,
      bytes: Buffer.from(bytes).toString("base64"),
    })),
    { kind: "end", events: 4, files: 2 },
  ];
  const lines = trail.map((line) => JSON.stringify(line));
  return {
    seeds: [utf8(lines.join("\n")), ...lines.map(utf8)],
    words: [...lines, "\n", '"kind":"', '"sequence":', "identity", "__proto__", "-1", "1e999", "9007199254740993", "null", "[]", "{}"],
    run: (input) => {
      const verifier = new AuditVerifier(crypto);
      const read = textOf(input)
        .split("\n")
        .map((line) => auditLineIn(line));
      for (const [i, line] of read.entries())
        if (line) verifier.take(line);
        else verifier.broken(i + 1);
      const { proven, word, carried, files: good, by, faults, more } = verifier.finding();
      const count = (kind: string): number => read.filter((line) => line?.kind === kind).length;
      must(proven + word === count("event"), "an event is neither proven nor one side's word");
      must(carried <= word && carried >= 0, "more came in files than happened");
      must(good <= count("file") && by.length <= count("partner"), "files or partners that nobody named");
      must(proven === by.reduce((sum, { taken: one, acknowledged }) => sum + one.proven + acknowledged.proven, 0), "proven by nobody");
      const told = findingLines({ proven, word, carried, by, faults, more });
      must(
        told.every((line) => !/[\p{Cc}\u202e]/u.test(line)),
        "what a terminal obeys",
      );
      return [...new Set(faults.map(({ code, why }) => `${code} ${why?.length ?? ""}`))].sort().join() || `${proven}`;
    },
  };
}
