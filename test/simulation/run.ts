import { runHistory } from "./history.ts";
import { VARIANTS } from "./variants.ts";

/**
 * Runs histories until a number of them or of minutes is reached; `SEED` and `VARIANT` (a part of its name) choose.
 * `STOP` ends at the first bad one.
 *   SEEDS=1000 node test/simulation/run.ts        SEED=17 VARIANT="both refuse" TRACE=1 node test/simulation/run.ts
 */
const { SEED, SEEDS, FROM, MINUTES, VARIANT, TRACE, STOP } = process.env;
const variants = VARIANTS.filter((variant) => VARIANT === undefined || variant.name.includes(VARIANT));
const end = Date.now() + Number(MINUTES ?? 1e6) * 60_000;
const from = Number(SEED ?? FROM ?? 1);
const to = SEED === undefined ? from + Number(SEEDS ?? 100) : from + 1;
let histories = 0;
let bad = 0;
const kinds = new Map<string, number>();
for (let seed = from; seed < to && Date.now() < end && !(STOP && bad > 0); seed++) {
  for (const variant of SEED === undefined ? [variants[(seed * 7919) % variants.length]] : variants) {
    if (!variant) continue;
    const { problems, lines } = await runHistory(seed, variant);
    histories++;
    if (TRACE) console.log(lines.join("\n"));
    if (problems.length === 0) continue;
    bad++;
    const kind = (problems[0] ?? "").replaceAll(/[a-z]+~\d+;?|[0-9a-z]{26}|\d+/gi, "_").slice(0, 120);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (bad <= Number(process.env["SHOW"] ?? 5))
      console.log(`SEED=${seed} VARIANT="${variant.name}"\n  ${problems.slice(0, 4).join("\n  ")}`);
  }
}
for (const [kind, times] of kinds) console.log(`${times} x ${kind}`);
console.log(`${histories} histories, ${bad} bad`);
process.exitCode = bad > 0 ? 1 : 0;
