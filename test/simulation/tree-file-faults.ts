import type { FilesOfTree } from "./tree-files.ts";
import type { Member } from "./tree-world.ts";

/** What befalls the exchange folder, parts of contents in it, and places where contents are kept. */
export function befallTree({ tree: { random, exchange }, contents, count }: FilesOfTree, member: Member): void {
  const { folder } = exchange;
  const place = contents.get(member);
  const paths = folder.paths();
  if (paths.length === 0) return;
  const parts = paths.filter((path) => path.includes("/files/"));
  const victim = random.pick(parts.length > 0 && random.chance(0.6) ? parts : paths);
  const faults: readonly (readonly [string, () => void])[] = [
    ["the folder delays", () => folder.delay(random.chance(0.5))],
    ["the folder shows some", () => folder.deliver(member.self, 0.5)],
    [victim.includes("/files/") ? "a part is lost" : "a file is lost", () => folder.lose(victim)],
    [victim.includes("/files/") ? "a part is damaged" : "a file is damaged", () => folder.corrupt(victim)],
    ["the folder is away, or back", () => folder.unreachable(member.self, !folder.isUnreachable(member.self))],
    ["what had arrived is gone", () => place?.arriving.clear()],
    [
      "a place for contents is full, or not any more",
      () => {
        if (place) place.failure = place.failure ? null : { kind: "full", place: "memory", detail: "ENOSPC" };
      },
    ],
  ];
  const [what, befall] = random.pick(faults);
  count(what);
  befall();
}
