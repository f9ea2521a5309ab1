import { type Item, itemFingerprint, itemText, rangeFingerprint } from "../test/wire/independent/fingerprints.ts";

/** docs/vectors/fingerprints.json, by code that was written from docs/PROTOCOL.md 9 alone: a fault of the product is not in its own vectors. */
export interface FingerprintVectors {
  readonly items: readonly (Item & { readonly hashed: string; readonly fingerprint: string })[];
  readonly ranges: readonly {
    readonly salt: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly fingerprint: string;
  }[];
}

const SALT = "0123456789abcdefghjkmnpqrs";

export function makeFingerprints(): FingerprintVectors {
  const within = (from: string | null, to: string | null): readonly Item[] =>
    ITEMS.filter(({ issue }) => (from === null || issue >= from) && (to === null || issue < to));
  return {
    items: ITEMS.map((item) => ({ ...item, hashed: itemText(item), fingerprint: itemFingerprint(item) })),
    ranges: RANGES.map(([from, to]) => ({ salt: SALT, from, to, fingerprint: rangeFingerprint(SALT, within(from, to)) })),
  };
}

/** All, one, none, two. */
const RANGES: readonly (readonly [string | null, string | null])[] = [
  [null, null],
  ["06d9v3m2s9z7d8nq4p6w1x0h58", "06d9v3p5t4y7kbrs2v8c3e1j0c"],
  ["06zzzzzzzzzzzzzzzzzzzzzzzz", null],
  [null, "06d9v3p5t4y7kbrs2v8c3e1j0c"],
];

/** In order of id. Of each member that a fingerprint is made of, the forms that are easily made wrong: orders, absent members, letters beyond ASCII. */
const ITEMS: readonly Item[] = [
  {
    issue: "06d9v3k8qxw7h9fb2m1t5r0c4c",
    revision: {
      era: 0,
      number: 7,
    },
    document: {
      fields: {
        title: "Ventil klemmt – “zu”",
        body: 'one\ntwo\t\\ "q" \u2028 é',
        estimate: 3.5,
        labels: ["b", "a"],
        assignee: {
          name: "Ada",
          email: "ada@example.com",
        },
        reporter: {
          name: "Bo",
        },
        due: null,
        Zone: "upper case first",
      },
      comments: [
        {
          id: "06d9v3m2s9z7d8nq4p6w1x0h58",
          origin: "0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk",
          author: "Ada",
          created: "2026-11-21T10:04:05.000Z",
          body: "first",
        },
        {
          id: "06d9v3m2s9z7d8nq4p6w1x0h5c",
          origin: "0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk",
          author: "Bo",
          created: "2026-11-21T10:05:05.000Z",
          edited: "2026-11-21T10:06:05.000Z",
          body: "",
          internal: true,
          removed: true,
        },
      ],
      deleted: false,
    },
  },
  {
    issue: "06d9v3m2s9z7d8nq4p6w1x0h58",
    revision: {
      era: 2,
      number: 1,
    },
    document: {
      fields: {
        title: "Pump",
      },
      comments: [],
      deleted: true,
    },
  },
  {
    issue: "06d9v3p5t4y7kbrs2v8c3e1j0c",
    revision: {
      era: 0,
      number: 1,
    },
    document: {
      fields: {
        title: "Files and links",
      },
      comments: [],
      deleted: false,
      attachments: [
        {
          id: "06d9v3m2s9z7d8nq4p6w1x0h58",
          origin: "0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk",
          name: "plan.pdf",
          size: 4096,
          sha256: "0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk",
          mediaType: "application/pdf",
          author: "Ada",
          created: "2026-11-21T10:04:05.000Z",
        },
        {
          id: "06d9v3m2s9z7d8nq4p6w1x0h5c",
          origin: "0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk",
          name: "old.txt",
          size: 0,
          sha256: "0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk",
          mediaType: "text/plain",
          author: "Bo",
          created: "2026-11-21T10:04:05.000Z",
          removed: true,
        },
      ],
      links: [
        {
          kind: "blocks",
          issue: "06d9v3k8qxw7h9fb2m1t5r0c4c",
        },
        {
          kind: "follows",
          issue: "06d9v3m2s9z7d8nq4p6w1x0h58",
        },
      ],
    },
  },
];
