import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import {
  checkHandshakeFilePlace,
  checkStateDirectory,
  prepareStateDirectory,
  stateDirectoryWarning,
} from "../../../src/store/state-directory.ts";
import { temporaryDirectory } from "./directory.ts";

let root: string;
let workspace: string;
let exchange: string;
let places: { readonly workspace: string; readonly exchange: readonly string[] };

beforeEach(() => {
  root = temporaryDirectory();
  workspace = join(root, "work");
  exchange = join(root, "exchange");
  mkdirSync(workspace);
  mkdirSync(exchange);
  places = { workspace, exchange: [join(root, "elsewhere"), exchange] };
});

describe("the state directory", () => {
  test("may lie elsewhere, whether it exists or not, also beside names that begin alike", () => {
    mkdirSync(join(root, "state"));
    for (const directory of ["state", "new", join("new", "deep"), "workshop", "exchange-2", "..hidden"]) {
      expect(checkStateDirectory(join(root, directory), places)).toBeNull();
    }
    expect(existsSync(join(root, "new"))).toBe(false);
  });

  test("is refused in the workspace, itself included", () => {
    const refused = (path: string): object => ({ kind: "in workspace", path, place: workspace });
    expect(checkStateDirectory(workspace, places)).toEqual(refused(workspace));
    expect(checkStateDirectory(join(workspace, "a", "b"), places)).toEqual(refused(join(workspace, "a", "b")));
    expect(checkStateDirectory(join(root, "x", "..", "work", "a"), places)).toEqual(refused(join(workspace, "a")));
    expect(checkStateDirectory(join(workspace, "..names"), places)).toEqual(refused(join(workspace, "..names")));
  });

  test("is refused in any exchange folder, also in one that is away", () => {
    expect(checkStateDirectory(join(exchange, "a"), places)).toEqual({
      kind: "in exchange folder",
      path: join(exchange, "a"),
      place: exchange,
    });
    const away = join(root, "elsewhere");
    expect(checkStateDirectory(join(away, "a"), places)).toEqual({ kind: "in exchange folder", path: join(away, "a"), place: away });
  });

  test("is refused where a link leads to such a place, and where such a place is a link", () => {
    symlinkSync(workspace, join(root, "innocent"));
    expect(checkStateDirectory(join(root, "innocent", "new"), places)?.kind).toBe("in workspace");
    symlinkSync(root, join(root, "all"));
    expect(checkStateDirectory(join(root, "state"), { workspace: join(root, "all"), exchange: [] })?.kind).toBe("in workspace");
    symlinkSync(join(exchange, "not yet"), join(root, "dangling"));
    expect(checkStateDirectory(join(root, "dangling"), places)).toMatchObject({
      kind: "in exchange folder",
      path: join(exchange, "not yet"),
    });
  });

  test("survives links that lead in a circle", () => {
    symlinkSync(join(root, "b"), join(root, "a"));
    symlinkSync(join(root, "a"), join(root, "b"));
    expect(checkStateDirectory(join(root, "a"), places)).toBeNull();
    expect(prepareStateDirectory(join(root, "a"), places)).toMatchObject({ kind: "cannot create" });
  });

  test("is refused in a git work tree, linked ones included", () => {
    mkdirSync(join(root, "repository", ".git"), { recursive: true });
    mkdirSync(join(root, "worktree"));
    writeFileSync(join(root, "worktree", ".git"), "gitdir: ../repository/.git/worktrees/w\n");
    for (const place of [join(root, "repository"), join(root, "worktree")]) {
      const path = join(place, "a", "b");
      expect(checkStateDirectory(path, places)).toEqual({ kind: "in git work tree", path, place });
    }
  });

  test("is refused on a network share", () => {
    const mountinfo = `1 0 0:1 / / rw - ext4 /dev/vda rw\n2 1 0:2 / ${root} rw - nfs4 srv:/x rw\n`;
    const path = join(root, "state");
    expect(checkStateDirectory(path, places, mountinfo)).toEqual({ kind: "on network share", path, fileSystem: "nfs4" });
    expect(checkStateDirectory(path, places, mountinfo.replace("nfs4", "xfs"))).toBeNull();
  });

  test("is created for its owner only, and refused without being created", () => {
    const directory = join(root, "a", "state");
    expect(prepareStateDirectory(directory, places)).toBeNull();
    expect([join(root, "a"), directory].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
    expect(prepareStateDirectory(directory, places)).toBeNull();
    expect(prepareStateDirectory(join(workspace, "state"), places)?.kind).toBe("in workspace");
    expect(existsSync(join(workspace, "state"))).toBe(false);
  });

  test("that cannot be created is a value", () => {
    writeFileSync(join(root, "file"), "");
    const path = join(root, "file", "state");
    expect(prepareStateDirectory(path, places)).toEqual({ kind: "cannot create", path, detail: "ENOTDIR" });
  });

  test("that vanishes with the machine or the container is a warning", () => {
    const on = (kind: string): string => `1 0 0:1 / / rw - ext4 /dev/vda rw\n2 1 0:2 / ${root} rw - ${kind} x rw\n`;
    const path = join(root, "state");
    for (const fileSystem of ["tmpfs", "overlay"]) {
      expect(stateDirectoryWarning(path, on(fileSystem))).toEqual({ kind: "vanishes", path, fileSystem });
      expect(checkStateDirectory(path, places, on(fileSystem))).toBeNull();
    }
    expect(stateDirectoryWarning(path, on("ext4"))).toBeNull();
    expect(stateDirectoryWarning(path, "")).toBeNull();
  });
});

describe("a handshake file", () => {
  test("may lie in a workspace that is no git work tree", () => {
    expect(checkHandshakeFilePlace(join(workspace, "acme.ferry-handshake"), places)).toBeNull();
  });

  test("is refused in exchange folders, git work trees and on network shares", () => {
    mkdirSync(join(workspace, ".git"));
    const place = (file: string, mountinfo?: string): unknown => checkHandshakeFilePlace(file, places, mountinfo);
    const inExchange = join(exchange, "h");
    expect(place(inExchange)).toEqual({ kind: "in exchange folder", path: inExchange, place: exchange });
    const inTree = join(workspace, "sub", "h");
    expect(place(inTree)).toEqual({ kind: "in git work tree", path: inTree, place: workspace });
    const onShare = join(root, "h");
    expect(place(onShare, `1 0 0:1 / / rw - cifs //srv/x rw\n`)).toEqual({ kind: "on network share", path: onShare, fileSystem: "cifs" });
  });

  test("is refused where it is itself a link into such a place", () => {
    symlinkSync(join(exchange, "h"), join(root, "h"));
    expect(checkHandshakeFilePlace(join(root, "h"), places)?.kind).toBe("in exchange folder");
  });
});
