// One start works in a place at a time; others learn what it has opened.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ pid: number, addresses: string[], password: string }} Start */

/** @param {string} place */
const fileOf = (place) => join(place, "running.json");

/**
 * Takes the place, or says who has it. What a killed start left is taken over.
 * @param {string} place
 * @returns {Start | null} null: it is ours
 */
export function take(place) {
  mkdirSync(place, { recursive: true });
  for (;;) {
    try {
      writeFileSync(fileOf(place), JSON.stringify({ pid: process.pid, addresses: [], password: "" }), { flag: "wx", mode: 0o600 });
      return null;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    const other = read(place);
    if (other !== null && isStart(other.pid)) return other;
    rmSync(fileOf(place), { force: true });
  }
}

/** Tells other starts what is open here. @param {string} place @param {Omit<Start, "pid">} opened */
export function tell(place, opened) {
  writeFileSync(fileOf(place), JSON.stringify({ pid: process.pid, ...opened }));
}

/** @param {string} place */
export function release(place) {
  if (read(place)?.pid === process.pid) rmSync(fileOf(place), { force: true });
}

/** @param {string} place @returns {Start | null} */
function read(place) {
  try {
    return JSON.parse(readFileSync(fileOf(place), "utf8"));
  } catch {
    return null;
  }
}

/** Numbers of processes come again: where it can be seen, it must be a start. @param {number} pid */
function isStart(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("start.mjs");
  } catch {
    return true;
  }
}
