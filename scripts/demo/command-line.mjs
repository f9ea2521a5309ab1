import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode } from "../ensure.mjs";

/**
 * One of the two sides: own project, own state, own home.
 * @typedef {{ project: string, home: string, state: string, author: string }} Side
 *
 * @typedef {{ code: number, json: any, errors: string }} Ran `json`: null when standard output was no document
 */

/**
 * Runs one command line of the built product as a process of its own.
 * @param {string} program the built cli.js
 * @param {Side} side
 * @param {readonly string[]} line
 * @returns {Promise<Ran>}
 */
export function ferry(program, { project, home, state, author }, line) {
  mkdirSync(home, { recursive: true });
  const args = [program, "--json", "--project", project, "--state", state, "--author", author, ...line];
  return new Promise((resolve) => {
    const child = spawn(pinnedNode, args, {
      cwd: project,
      // Many short processes: the later ones need not read the program anew.
      env: { ...process.env, HOME: home, USERPROFILE: home, NODE_COMPILE_CACHE: join(home, ".cache", "node") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => (output += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk) => (errors += chunk));
    child.on("error", (error) => resolve({ code: 127, json: null, errors: error.message }));
    child.on("close", (code) => {
      let json = null;
      try {
        json = JSON.parse(output);
      } catch {
        // Said by the caller, with the exit code.
      }
      resolve({ code: code ?? 1, json, errors });
    });
  });
}
