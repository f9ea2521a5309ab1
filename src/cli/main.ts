import { hostTrouble } from "./host.ts";

// A folder that does not answer holds a thread, and files, keys and the other folders need some. Only before the first of them is used.
process.env["UV_THREADPOOL_SIZE"] ??= "32";

// Nothing that an older Node lacks is loaded before it is known to be there.
const trouble = hostTrouble(process.versions.node);
if (trouble === null) {
  const { start } = await import("./start.ts");
  await start();
} else {
  process.stderr.write(`issue-ferry: ${trouble}\n`);
  process.exitCode = 1;
}
