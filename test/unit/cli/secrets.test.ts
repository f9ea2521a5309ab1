import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, afterAll, describe, expect, test } from "vitest";
import { run } from "../../../src/cli/program.ts";
import { parseKeyFile } from "../../../src/keys/key-file.ts";
import { toBase32 } from "../../../src/model/base32.ts";
import { joinKey } from "../../../src/envelope/join-mac.ts";
import { nodeCrypto } from "../../../src/crypto/node-crypto.ts";
import { readHandshakeFile } from "../../../src/protocol/handshake-file.ts";

/**
 * Two projects live through everything that the command line can do. Then all that was said, and every file that was written, is searched for
 * the bytes of private keys and secrets, in every spelling. They are in key files, and the join secret in the handshake file; nowhere else.
 */
let root: string;
/** Everything that was said, with the words that asked for it. */
const said: { readonly words: string; readonly text: string; readonly exit: number }[] = [];
/** Keys that were there at any time, by their names. */
const secrets = new Map<string, Uint8Array>();
let refused = 0;
/** What lay in the exchange folder at any time. */
const exchanged = new Map<string, Buffer>();

const PASSPHRASE = "correct horse battery staple";

/** Files of the issue, with what is in them. */
const ATTACHED: Readonly<Record<string, string>> = {
  "sluice.txt": "Beryl, in short",
  "culvert.txt": "Beryl in the culvert. ".repeat(20_000),
};

type Person = "Ada" | "Bo" | "Cy";

const stateOf = (who: Person): string => join(root, who, "state");
const workspaceOf = (who: Person): string => join(root, who, "project");

async function asks(who: Person, ...words: string[]): Promise<{ readonly text: string; readonly exit: number }> {
  let text = "";
  for (const json of [[], ["--json"]]) {
    let now = "";
    const exit = await run(["--state", stateOf(who), "--author", who, ...words, ...json], {
      out: (part) => (now += part),
      err: (part) => (now += part),
      read: () => Promise.resolve(`${PASSPHRASE}\n`),
      colours: false,
      home: join(root, who),
      cwd: workspaceOf(who),
      stopped: new AbortController().signal,
    });
    said.push({ words: words.join(" "), text: now, exit });
    text += now;
    if (exit !== 0) refused++;
    keepKeys();
    for (const file of filesBelow(join(root, "exchange"))) exchanged.set(file, readFileSync(file));
    if (exit === 0 && !ASKED_TWICE.has(words[0] ?? "")) break;
  }
  return { text, exit: said.at(-1)?.exit ?? 1 };
}

/** What can be done twice, for its words and for its JSON. */
const ASKED_TWICE = new Set(["status", "issues", "connections", "show", "gateway", "safety-number", "config", "exchange"]);

/** Every file below a folder, links not followed. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => lstatSync(file).isFile());
}

function keepKeys(): void {
  for (const file of filesBelow(root).filter((name) => name.endsWith(".key"))) {
    const content = parseKeyFile(readFileSync(file, "utf8"));
    if (!content.ok) continue;
    const { value } = content;
    secrets.set(file, value.kind === "pair" ? value.pair.privateKey : value.secret);
  }
}

/** Every way in which bytes may be written down. */
function spellings(bytes: Uint8Array): Buffer[] {
  const buffer = Buffer.from(bytes);
  const texts = [
    buffer.toString("hex"),
    buffer.toString("hex").toUpperCase(),
    buffer.toString("base64").replace(/=+$/, ""),
    buffer.toString("base64url"),
    toBase32(bytes),
    [...buffer.subarray(0, 12)].join(","),
    [...buffer.subarray(0, 12)].join(", "),
    [...buffer.subarray(0, 8)].map((byte, i) => `"${i}":${byte}`).join(","),
  ];
  return [buffer, ...texts.map((text) => Buffer.from(text))];
}

const holds = (content: Buffer, bytes: Uint8Array): boolean => spellings(bytes).some((spelling) => content.includes(spelling));

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "ferry-secrets-"));
  const exchange = join(root, "exchange");
  const handshake = join(root, "handshake.txt");
  mkdirSync(exchange);
  for (const who of ["Ada", "Bo", "Cy"] as const) mkdirSync(workspaceOf(who), { recursive: true });

  await asks("Ada", "init", "--name", "Acme", "--key", "ACME");
  await asks("Bo", "init", "--name", "Nordwind", "--key", "NW");
  await asks("Ada", "connect", "nordwind", "--exchange", exchange, "--share", "all", "--out", handshake);
  const invite = readHandshakeFile(readFileSync(handshake, "utf8"));
  if (!invite.ok) throw new Error(invite.failure);
  const secret = [...secrets].find(([file]) => file.includes("secret-"))?.[1];
  if (!secret || toBase32(secret) !== invite.value.secret) throw new Error("the join secret is not known");
  secrets.set("join key", joinKey(nodeCrypto(), secret, invite.value.invitation));
  secrets.set("passphrase", Buffer.from(PASSPHRASE));

  // What is wrong with a handshake file is said without its text.
  const text = readFileSync(handshake, "utf8");
  for (const broken of [
    text.replace(/\n\w{64}\n/, "\n"),
    text.slice(0, -60),
    text.replace("-----BEGIN", "-----BEGUN"),
    text.replace(/(?<=\n\w{9})\w/, "_"),
  ]) {
    const place = join(root, "broken.txt");
    writeFileSync(place, broken, { mode: 0o600 });
    await asks("Bo", "join", place, "--exchange", exchange);
    rmSync(place);
  }
  await asks("Bo", "join", handshake, "--exchange", exchange, "--name", "acme");
  await asks("Bo", "join", handshake, "--exchange", exchange, "--name", "again");
  for (const who of ["Bo", "Ada", "Bo", "Ada"] as const) await asks(who, "sync", "--until-idle");
  await asks("Ada", "safety-number", "nordwind");
  await asks("Bo", "verify", "acme", "--number", "12345");
  await asks("Ada", "config", "publish", "nordwind", "--unverified");
  await asks("Ada", "start", "nordwind");
  await asks("Ada", "sync");
  await asks("Bo", "sync");
  await asks("Bo", "config", "accept", "acme", "--unverified");
  await asks("Bo", "start", "acme");
  await asks("Ada", "new", "--title", "Valve sticks", "--status", "New");
  for (const who of ["Bo", "Ada", "Bo", "Ada", "Bo"] as const) await asks(who, "sync", "--until-idle");
  await asks("Bo", "set", "NW-1", "status=Done");
  await asks("Ada", "comment", "ACME-1", "--text", "Since Monday.");
  for (const who of ["Ada", "Bo", "Ada", "Bo", "Ada"] as const) await asks(who, "sync", "--until-idle");

  // The contract lets files go from here on: one comes in a message, one in parts.
  const settings = join(workspaceOf("Ada"), ".issue-ferry/connections/nordwind.yaml");
  writeFileSync(settings, readFileSync(settings, "utf8").replace(/^( *)attachments: .*$/m, "$1attachments: all"));
  await asks("Ada", "config", "publish", "nordwind", "--unverified");
  for (const who of ["Ada", "Bo"] as const) await asks(who, "sync", "--until-idle");
  await asks("Bo", "config", "accept", "acme", "--unverified");
  const files = Object.entries(ATTACHED).map(([name, text]) => {
    writeFileSync(join(root, name), text);
    return join(root, name);
  });
  await asks("Ada", "attach", "ACME-1", ...files);
  for (const who of ["Bo", "Ada", "Bo"] as const) await asks(who, "sync", "--until-idle");
  for (const name of Object.keys(ATTACHED)) await asks("Bo", "get", "NW-1", name, "--no-wait");
  for (let i = 0; i < 6; i++) for (const who of ["Bo", "Ada"] as const) await asks(who, "sync", "--until-idle");

  await asks("Bo", "identity", "change");
  for (const who of ["Bo", "Ada", "Bo"] as const) await asks(who, "sync", "--until-idle");

  for (const words of ["status", "issues", "connections", "doctor", "gateway", "config show nordwind", "show ACME-1"])
    await asks("Ada", ...words.split(" "));
  await asks("Ada", "backup", join(root, "backup.bin"));
  await asks("Ada", "nonsense", "--of", "no sense");

  // A damaged key is named by its file alone, also when a message waits for it.
  await asks("Ada", "set", "ACME-1", "status=Open");
  await asks("Ada", "sync");
  const keys = join(stateDirectory("Bo"), "keys");
  for (const name of readdirSync(keys)) {
    const content = readFileSync(join(keys, name), "utf8");
    for (const damaged of [content.slice(0, -8), content.replace(/\n(.)/, "\n!$1")]) {
      writeFileSync(join(keys, name), damaged);
      for (const words of ["sync", "doctor"]) await asks("Bo", words);
    }
    writeFileSync(join(keys, name), content);
  }
  for (const who of ["Bo", "Ada"] as const) await asks(who, "remove", who === "Bo" ? "acme" : "nordwind", "--yes");
  for (const who of ["Bo", "Ada", "Bo", "Ada"] as const) await asks(who, "sync", "--until-idle");
}, 300_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The one project's state directory. */
function stateDirectory(who: Person): string {
  const [id = ""] = readdirSync(stateOf(who));
  return join(stateOf(who), id);
}

describe("private keys and secrets", () => {
  test("were there, and much was said, refusals and faults among it", () => {
    expect(secrets.size).toBeGreaterThanOrEqual(8);
    expect([...secrets.keys()].filter((name) => name.includes("identity-"))).toHaveLength(1);
    expect(said.length).toBeGreaterThan(70);
    expect(refused).toBeGreaterThan(15);
    expect(
      said.some(({ text }) => text.includes(".key")),
      "a damaged key is told of",
    ).toBe(true);
    const [[, one] = ["", new Uint8Array(32)]] = [...secrets];
    expect(holds(Buffer.from(`so ${Buffer.from(one).toString("base64url")} it`), one), "the search finds one").toBe(true);
  });

  test("are in nothing that was said", () => {
    for (const [name, bytes] of secrets) {
      const tellers = said.filter(({ text }) => holds(Buffer.from(text), bytes)).map(({ words }) => words);
      expect(tellers, `of ${name}`).toEqual([]);
    }
  });

  test("are in no file but key files and the handshake file: not in the store, the backup, the workspaces or the exchange folder", () => {
    const files = filesBelow(root).filter((file) => !file.endsWith(".key") && !file.endsWith("handshake.txt"));
    expect(files.some((file) => file.endsWith(".ferry"))).toBe(true);
    expect(files.some((file) => /\.(?:db|sqlite)/.test(file))).toBe(true);
    for (const [name, bytes] of secrets)
      expect(
        files.filter((file) => holds(readFileSync(file), bytes)),
        `of ${name}`,
      ).toEqual([]);
  });

  test("that cannot be read are named by their files; it is no bug, and taken up when they are back", () => {
    const texts = said.map(({ text }) => text);
    expect(texts.filter((text) => text.includes("bug in Issue Ferry"))).toEqual([]);
    for (const name of ["epoch-", "identity"])
      expect(
        texts.some((text) => new RegExp(`The key file \\S*${name}\\S* cannot be read`).test(text)),
        `of ${name}`,
      ).toBe(true);
    const files = filesBelow(workspaceOf("Bo")).filter((file) => file.endsWith(".md"));
    expect(files.map((file) => readFileSync(file, "utf8")).join()).toContain("status: Open");
  });

  test("lie outside of the workspace, in files and directories that only their owner may read", () => {
    for (const who of ["Ada", "Bo"] as const) {
      expect(filesBelow(workspaceOf(who)).filter((file) => file.endsWith(".key"))).toEqual([]);
      const keys = join(stateDirectory(who), "keys");
      expect(readdirSync(keys)).toContain("identity.key");
      expect(lstatSync(keys).mode & 0o777).toBe(0o700);
      for (const file of filesBelow(stateOf(who))) expect(`${file} ${(lstatSync(file).mode & 0o077).toString(8)}`).toBe(`${file} 0`);
    }
    for (const name of ["handshake.txt", "backup.bin"]) expect(lstatSync(join(root, name)).mode & 0o777, `of ${name}`).toBe(0o600);
  });

  test("and nothing of an issue, a project or a person was in the exchange folder at any time", () => {
    const ids = filesBelow(workspaceOf("Ada")).flatMap((file) => /^id: (\w{26})$/m.exec(readFileSync(file, "utf8"))?.[1] ?? []);
    expect([ids.length > 0, exchanged.size > 10]).toEqual([true, true]);
    const words = [
      "Valve",
      "sticks",
      "Since Monday",
      "ACME",
      "NW-1",
      "Acme",
      "Nordwind",
      "nordwind",
      "status",
      "sluice",
      "culvert",
      "Beryl",
      ...ids,
    ];
    expect(Object.keys(ATTACHED).map((name) => readFileSync(join(workspaceOf("Bo"), "issues/attachments/NW-1", name), "utf8"))).toEqual(
      Object.values(ATTACHED),
    );
    expect(
      [...exchanged.keys()].some((file) => file.replaceAll("\\", "/").includes("/files/")),
      "parts were there",
    ).toBe(true);
    for (const [file, bytes] of exchanged) {
      const content = Buffer.concat([Buffer.from(file.slice(root.length)), bytes]);
      expect(words.filter((word) => content.includes(word))).toEqual([]);
    }
  });

  test("and no hash of what is said is there, whole or cut: who guesses a text learns nothing", () => {
    const sum = (bytes: string | Uint8Array): Buffer => createHash("sha256").update(bytes).digest().subarray(0, 16);
    const written = (["Ada", "Bo"] as const).flatMap((who) => filesBelow(workspaceOf(who)).map((file) => readFileSync(file, "utf8")));
    const texts = [
      ...written,
      ...written.flatMap((text) => text.split("\n")),
      "Valve sticks",
      "Since Monday",
      "Acme",
      "Nordwind",
      "NW-1",
      "ACME-1",
      ...Object.values(ATTACHED),
    ];
    const hashes = [...new Set(texts)].map(sum);
    const found = [...exchanged].filter(([file, bytes]) => {
      const content = Buffer.concat([Buffer.from(file.slice(root.length)), bytes]);
      return hashes.some((hash) => holds(content, hash));
    });
    expect(found.map(([file]) => file)).toEqual([]);
    // What is searched for would be found: each file names the sum of the sealed one before it.
    const sealed = [...exchanged.values()].map(sum);
    expect([...exchanged.values()].some((bytes) => sealed.some((hash) => holds(bytes, hash)))).toBe(true);
  });

  test("and nothing was written in a workspace but settings and issues", () => {
    const ours =
      /^(?:issues\/[A-Z]+-\d+\.md|issues\/attachments\/\.arriving\/\.gitignore|issues\/attachments\/[A-Z]+-1\/(?:sluice|culvert)\.txt|\.issue-ferry\/(?:project|gateway|connections\/\w+)\.yaml)$/;
    for (const who of ["Ada", "Bo"] as const) {
      const names = filesBelow(workspaceOf(who)).map((file) => file.slice(workspaceOf(who).length + 1));
      expect(names.filter((name) => !ours.test(name))).toEqual([]);
    }
  });

  test("of a connection that was removed are destroyed when it is forgotten", async () => {
    for (const who of ["Bo", "Ada"] as const) {
      await asks(who, "remove", who === "Bo" ? "acme" : "nordwind", "--yes");
      const left = readdirSync(join(stateDirectory(who), "keys")).map((name) => name.replace(/-\w{26}/, "-ID"));
      expect(left.toSorted()).toEqual({ Ada: ["identity.key"], Bo: ["identity-ID.key", "identity.key"] }[who]);
    }
  });
});
