import { hostTrouble } from "./host.ts";

// Nothing that an older Node lacks is loaded before it is known to be there.
const trouble = hostTrouble(process.versions.node);
if (trouble === null) {
  const { start } = await import("./start.ts");
  await start();
} else {
  process.stderr.write(`issue-ferry: ${trouble}\n`);
  process.exitCode = 1;
}
