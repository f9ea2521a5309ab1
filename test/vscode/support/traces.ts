import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";

/** What would show that somebody wrote, made, removed or replaced anything in a place: each file and folder with its time, size and number. */
export type Listing = ReadonlyMap<string, string>;

export function listingOf(folder: string): Listing {
  return standing(folder, namesIn(folder));
}

/** Long before anything that is written now: so that the next one who reads is noticed also where a file system notes only the first. */
const LONG_AGO = new Date("2001-01-01");

/** A place in which it will be seen when somebody looks. */
export interface Watched {
  /** As it stands now. */
  readonly listing: Listing;
  /** Names what has been looked into since; looks into nothing itself. */
  looked(): string[];
}

export function watchReading(folder: string): Watched {
  const names = namesIn(folder);
  for (const name of names) utimesSync(join(folder, name), LONG_AGO, statSync(join(folder, name)).mtime);
  return {
    listing: standing(folder, names),
    looked: () => names.filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.atimeMs !== LONG_AGO.getTime()),
  };
}

function namesIn(folder: string): string[] {
  return ["", ...readdirSync(folder, { recursive: true }).map(String).toSorted()];
}

function standing(folder: string, names: readonly string[]): Listing {
  return new Map(
    names.map((name) => {
      const { mtimeNs, size, ino } = statSync(join(folder, name), { bigint: true });
      return [name, `${mtimeNs} ${size} ${ino}`];
    }),
  );
}

/** Whether the file system notes when something is read: some are told not to. */
export function notesReading(place: string): boolean {
  const probe = join(place, "probe");
  mkdirSync(join(probe, "inside"), { recursive: true });
  const watched = watchReading(probe);
  readdirSync(probe);
  const noted = watched.looked().length > 0;
  rmSync(probe, { recursive: true });
  return noted;
}
