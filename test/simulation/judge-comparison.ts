import { newId } from "../../src/model/ids.ts";
import { CONNECTION } from "./simulated-project.ts";
import type { World } from "./world.ts";

/** Passes in which three requests are asked and answered. */
const PASSES = 8;

/** At rest a comparison of the two sides, asked for by either, comes to its end and finds no difference (docs/PROTOCOL.md 9). */
export async function judgeComparison({ P, S, random, clock }: World, problems: string[]): Promise<void> {
  if ([P, S].some((side) => side.connection().facts.link !== "connected" || side.connection().contract === null)) return;
  const [asker, other] = random.fork("comparison").chance(0.5) ? [P, S] : [S, P];
  const id = newId(clock.now, random.fork("conversation").bytes(10));
  const outcome = await asker.command({ kind: "reconcile", connection: CONNECTION, id, author: "Judge" });
  if (outcome?.kind !== "done") problems.push(`P6: ${asker.letter} cannot compare: ${JSON.stringify(outcome)}`);
  for (let i = 0; i < PASSES; i++) for (const side of [asker, other]) await side.pass();
  const operation = asker.store.asked(asker.connection().id, id);
  const { comparison } = operation ?? {};
  if (operation?.state !== "completed")
    problems.push(`P6: the comparison of ${asker.letter} is ${operation?.state}: ${operation?.code ?? ""}`);
  else if (comparison?.found !== 0) problems.push(`P6: at rest ${asker.letter} finds ${JSON.stringify(comparison?.differences)}`);
}
