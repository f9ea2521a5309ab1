// Preload (`node --import`) that writes down the steps of a pass as the operating system sees them, and can end its process at one of them.
// It knows nothing of the product: it wraps node's own functions, and goes by paths and SQL words. Every line is with the system before
// the process goes on, so what was written last is true after kill -9.
import fs from "node:fs";
import fsPromises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname, resolve, sep } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";

/**
 * @typedef {"tracker write" | "store commit" | "send" | "acknowledge"} Step
 * @typedef {{ mode: "between" | "inside", step: Step, after?: Step, n: number }} Plan `between`: at the door of the n-th `step` that follows a finished `after`
 */

/** A step that ended longer ago than this belongs to work that is over, in milliseconds. */
const SAME_WORK_MS = 250;

const issues = required("FERRY_STEPS_ISSUES") + sep;
const exchange = required("FERRY_STEPS_EXCHANGE") + sep;
const log = fs.openSync(required("FERRY_STEPS_LOG"), "a");
/** @type {Plan | null} */
const plan = process.env["FERRY_STEPS_KILL"] ? JSON.parse(process.env["FERRY_STEPS_KILL"]) : null;

let open = 0;
/** @type {{ step: Step, at: number } | null} */
let last = null;
let met = 0;
/** Another thread kills, while this one is inside a call that does not return to JavaScript. */
const trigger = new Int32Array(new SharedArrayBuffer(4));
if (plan?.mode === "inside") {
  const wait = `const { workerData } = require("node:worker_threads"); Atomics.wait(workerData, 0, 0); process.kill(process.pid, "SIGKILL");`;
  // Without our environment: NODE_OPTIONS would preload this file there, too.
  new Worker(wait, { eval: true, workerData: trigger, execArgv: [], env: {} }).unref();
}
note("start");

/** @type {(this: DatabaseSync, sql: string) => void} */
const execute = Reflect.get(DatabaseSync.prototype, "exec");
DatabaseSync.prototype.exec = function (sql) {
  if (sql !== "COMMIT" || basename(this.location() ?? "") !== "store.sqlite") return execute.call(this, sql);
  return around("store commit", () => execute.call(this, sql));
};

for (const name of /** @type {const} */ (["rename", "link", "unlink"])) {
  const direct = /** @type {(...paths: any[]) => Promise<void>} */ (fsPromises[name]);
  const sync = /** @type {(...paths: any[]) => void} */ (fs[`${name}Sync`]);
  /** @param {any[]} paths */
  const step = (paths) => (name === "unlink" ? stepOfRemoval(resolve(String(paths[0]))) : stepOfName(resolve(String(paths[1]))));
  Object.assign(fsPromises, {
    [name]: (/** @type {any[]} */ ...paths) => {
      const kind = step(paths);
      return kind === null ? direct(...paths) : aroundPromise(kind, () => direct(...paths));
    },
  });
  Object.assign(fs, {
    [`${name}Sync`]: (/** @type {any[]} */ ...paths) => {
      const kind = step(paths);
      return kind === null ? sync(...paths) : around(kind, () => sync(...paths), "instant");
    },
  });
}
syncBuiltinESMExports();

/** What giving a file this name means. @param {string} path @returns {Step | null} */
function stepOfName(path) {
  const name = basename(path);
  if (dirname(path) + sep === issues) return name.endsWith(".md") && !name.startsWith(".") ? "tracker write" : null;
  if (!path.startsWith(exchange) || !name.endsWith(".ferry")) return null;
  return name.startsWith("ack-") ? "acknowledge" : "send";
}

/** Own messages are removed when they are acknowledged. @param {string} path @returns {Step | null} */
function stepOfRemoval(path) {
  return path.startsWith(exchange) && path.endsWith(".ferry") ? "acknowledge" : null;
}

/**
 * `instant`: the product does this without a pause between its last look and the deed, so nothing is written down before it.
 * @template T @param {Step} step @param {() => T} work @param {"instant"} [length] @returns {T}
 */
function around(step, work, length) {
  begin(step, length);
  try {
    return work();
  } finally {
    end(step);
  }
}

/** @param {Step} step @param {() => Promise<void>} work */
async function aroundPromise(step, work) {
  begin(step);
  try {
    await work();
  } finally {
    end(step);
  }
}

/** @param {Step} step @param {"instant"} [length] */
function begin(step, length) {
  if (plan?.mode === "between" && step === plan.step && isBetween(plan.after) && ++met === plan.n) die(`${last?.step} -> ${step}`);
  if (length !== "instant") note("begin", step);
  open++;
  if (plan?.mode === "inside" && step === plan.step && ++met === plan.n) {
    Atomics.store(trigger, 0, 1);
    Atomics.notify(trigger, 0);
  }
}

/** @param {Step} step */
function end(step) {
  note("end", step);
  open--;
  last = { step, at: Date.now() };
}

/** Whether nothing is under way, and a step of this kind has just been done. @param {Step | undefined} after */
function isBetween(after) {
  return open === 0 && last !== null && last.step === after && Date.now() - last.at < SAME_WORK_MS;
}

/** @param {string} where @returns {never} */
function die(where) {
  note("between", where);
  process.kill(process.pid, "SIGKILL");
  throw new Error("a killed process went on");
}

/** @param {string} event @param {string} [what] */
function note(event, what = "") {
  fs.writeSync(log, `${Date.now()} ${process.pid} ${event} ${what}\n`);
}

/** @param {string} name */
function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`the step recorder needs ${name}`);
  return value;
}
