import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { type Result, failed, ok } from "../model/failure.ts";
import { isId } from "../model/ids.ts";

/** What a backup holds: everything of a project that lies on one machine only. */
export interface Backup {
  readonly project: string;
  /** ISO 8601. */
  readonly made: string;
  /** The machine that takes the gateway over; null: a copy for a bad day, whose original goes on. */
  readonly machine: string | null;
  /** By name within the state directory. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export type BackupFault = "NO_BACKUP" | "TOO_NEW" | "WRONG_PASSPHRASE" | "DAMAGED";

/** A key that is guessed costs 128 MiB and half a second a try. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const MAGIC = Buffer.from("ISSUE FERRY BACKUP 1\n", "latin1");
const [SALT, NONCE, TAG] = [16, 12, 16];
/** More is no name of a file of ours. */
const NAMES = /^(?:store\.sqlite|keys\/[a-z0-9-]{1,80}\.key)$/;

/** Sealed with a passphrase: whoever has the file and not the passphrase learns its size. */
export async function sealBackup(backup: Backup, passphrase: string): Promise<Buffer> {
  const { files, ...rest } = backup;
  const index = { ...rest, files: [...files].map(([name, bytes]) => ({ name, size: bytes.length })) };
  const head = Buffer.from(`${JSON.stringify(index)}\n`, "utf8");
  const packed = gzipSync(Buffer.concat([head, ...files.values()]));
  const [salt, nonce] = [randomBytes(SALT), randomBytes(NONCE)];
  const cipher = createCipheriv("aes-256-gcm", await keyFrom(passphrase, salt), nonce);
  cipher.setAAD(MAGIC);
  const sealed = Buffer.concat([cipher.update(packed), cipher.final()]);
  return Buffer.concat([MAGIC, salt, nonce, cipher.getAuthTag(), sealed]);
}

export async function openBackup(bytes: Buffer, passphrase: string): Promise<Result<Backup, BackupFault>> {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC))
    return failed(bytes.subarray(0, 19).toString("latin1") === "ISSUE FERRY BACKUP " ? "TOO_NEW" : "NO_BACKUP");
  let at = MAGIC.length;
  const next = (length: number): Buffer => bytes.subarray(at, (at += length));
  const [salt, nonce, tag] = [next(SALT), next(NONCE), next(TAG)];
  if (tag.length < TAG) return failed("DAMAGED");
  const cipher = createDecipheriv("aes-256-gcm", await keyFrom(passphrase, salt), nonce);
  cipher.setAAD(MAGIC);
  cipher.setAuthTag(tag);
  let packed: Buffer;
  try {
    packed = Buffer.concat([cipher.update(bytes.subarray(at)), cipher.final()]);
  } catch {
    return failed("WRONG_PASSPHRASE");
  }
  return unpack(packed);
}

/** It was sealed by somebody who knew the passphrase; that says nothing about how carefully. */
function unpack(packed: Buffer): Result<Backup, BackupFault> {
  try {
    const all = gunzipSync(packed, { maxOutputLength: 4 * 1024 ** 3 });
    const end = all.indexOf(10);
    const index = JSON.parse(all.subarray(0, end).toString("utf8")) as Omit<Backup, "files"> & { files: { name: string; size: number }[] };
    const isText = (value: unknown): boolean => typeof value === "string";
    if (!isText(index.project) || !isText(index.made) || (index.machine !== null && !isId(index.machine))) return failed("DAMAGED");
    const files = new Map<string, Buffer>();
    let at = end + 1;
    for (const { name, size } of index.files) {
      if (!NAMES.test(name) || !Number.isSafeInteger(size) || size < 0 || at + size > all.length) return failed("DAMAGED");
      files.set(name, all.subarray(at, (at += size)));
    }
    return files.has("store.sqlite") ? ok({ project: index.project, made: index.made, machine: index.machine, files }) : failed("DAMAGED");
  } catch {
    return failed("DAMAGED");
  }
}

async function keyFrom(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFC"), salt, 32, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
