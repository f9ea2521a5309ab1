import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inflateRawSync } from "node:zlib";

/** Unpacks an archive that we made ourselves; it knows the methods stored and deflated. */
export function unzip(archive: string, directory: string): void {
  const bytes = readFileSync(archive);
  const end = bytes.lastIndexOf("PK\u0005\u0006");
  let entry = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packed] = [bytes.readUInt16LE(entry + 10), bytes.readUInt32LE(entry + 20)];
    const [name, extra, comment] = [28, 30, 32].map((at) => bytes.readUInt16LE(entry + at)) as [number, number, number];
    const local = bytes.readUInt32LE(entry + 42);
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(begin, begin + packed);
    const file = join(directory, bytes.toString("utf8", entry + 46, entry + 46 + name));
    mkdirSync(dirname(file), { recursive: true });
    if (!file.endsWith("/")) writeFileSync(file, method === 0 ? content : inflateRawSync(content));
    entry += 46 + name + extra + comment;
  }
}
