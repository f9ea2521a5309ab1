import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Impossible } from "../model/failure.ts";
import { isId } from "../model/ids.ts";
import type { Keys } from "../ports/keys.ts";
import { type KeyFileContent, type KeyFileFault, keyFileText, parseKeyFile } from "./key-file.ts";

/** A key file that is there but cannot be used. Nothing is written in its place: only a person can bring a key back. */
export class KeyFileBroken extends Error {
  override readonly name = "KeyFileBroken";
  readonly path: string;
  readonly fault: KeyFileFault;

  constructor(path: string, fault: KeyFileFault) {
    super(`${path}: ${fault}`);
    this.path = path;
    this.fault = fault;
  }
}

/**
 * The Keys port as files: `<name>.key`, mode 0600, in a directory of mode 0700 that is made when first needed. A write goes to
 * a file beside it, then fsync, rename, fsync of the directory: after a crash the old or the new key is there, whole. An
 * identity key is never replaced by another. `get` and `getSecret` throw `KeyFileBroken`; other errors are the file system's.
 */
export function fileKeys(directory: string): Keys {
  const read = (name: string): KeyFileContent | null => {
    const path = join(directory, `${name}.key`);
    const text = readIfThere(path);
    if (text === null) return null;
    const content = parseKeyFile(text);
    if (!content.ok) throw new KeyFileBroken(path, content.failure);
    if (content.value.kind !== kindOf(name)) throw new KeyFileBroken(path, "form");
    return content.value;
  };
  const write = (name: string, content: KeyFileContent): void => {
    if (content.kind !== kindOf(name)) throw new Impossible(`key name ${name}`);
    const text = keyFileText(content);
    makeDirectory(directory);
    const old = name.startsWith("identity") ? read(name) : null;
    if (old !== null && keyFileText(old) !== text) throw new Impossible("another identity key");
    replaceFile(directory, `${name}.key`, text);
  };
  return {
    get(name) {
      const content = kindOf(name) === "pair" ? read(name) : null;
      return content?.kind === "pair" ? content.pair : null;
    },
    put: (name, pair) => write(name, { kind: "pair", pair }),
    getSecret(name) {
      const content = kindOf(name) === "secret" ? read(name) : null;
      return content?.kind === "secret" ? content.secret : null;
    },
    putSecret: (name, secret) => write(name, { kind: "secret", secret }),
    remove(name) {
      kindOf(name);
      rmSync(join(directory, `${name}.key`), { force: true });
      syncDirectory(directory);
    },
    epochKeys(connection) {
      const start = `epoch-${connection}-`;
      return namesIn(directory)
        .filter((name) => name.startsWith(start) && /^\d+\.key$/.test(name.slice(start.length)))
        .map((name) => Number.parseInt(name.slice(start.length), 10))
        .toSorted((a, b) => a - b);
    },
  };
}

/** The same keys; one that cannot be read counts as missing, so that it stops only what it is needed for. `doctor` names its file. */
export function readableKeys(keys: Keys): Keys {
  const orNull = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (error instanceof KeyFileBroken) return null;
      throw error;
    }
  };
  return { ...keys, get: (name) => orNull(() => keys.get(name)), getSecret: (name) => orNull(() => keys.getSecret(name)) };
}

/** What a key of this name is. Names become file names, so every other name is refused as a bug. */
function kindOf(name: string): KeyFileContent["kind"] {
  const [, identity, secret, epoch] = /^(?:identity(?:-(.{26}))?|secret-(.{26})|epoch-(.{26})-(?:0|[1-9][0-9]{0,14}))$/.exec(name) ?? [];
  if (name === "identity" || (identity !== undefined && isId(identity)) || (epoch !== undefined && isId(epoch))) return "pair";
  if (secret !== undefined && isId(secret)) return "secret";
  throw new Impossible(`key name ${JSON.stringify(name)}`);
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

function makeDirectory(directory: string): void {
  const first = mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return chmodSync(directory, 0o700);
  // What was made is lasting only when its parents are told.
  let made = directory;
  for (; made !== first && made !== dirname(made); made = dirname(made)) syncDirectory(dirname(made));
  syncDirectory(dirname(first));
}

function replaceFile(directory: string, name: string, text: string): void {
  const beside = join(directory, `${name}.tmp`);
  rmSync(beside, { force: true });
  // `wx`: never through a link that somebody put there.
  const file = openSync(beside, "wx", 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, join(directory, name));
  syncDirectory(directory);
}

/** Windows cannot open directories and makes renames durable by itself. */
function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  let handle: number;
  try {
    handle = openSync(directory, "r");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
