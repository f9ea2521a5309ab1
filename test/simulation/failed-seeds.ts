/** Histories that found something, kept for ever with what was wrong. (They are the same as long as histories are made in the same way.) */
export const FAILED_SEEDS: readonly { readonly seed: number; readonly variant: string; readonly was: string }[] = [
  {
    seed: 1467,
    variant: "fields, lossy mappings, primary wins, small values, P+S",
    was: "an agreed value that has no word to be sent back left the shadow behind",
  },
  { seed: 12, variant: "races, both refuse, primary wins, unique values, P+S", was: "a retry forgot what the partner's tracker refuses" },
  {
    seed: 9,
    variant: "contracts, exact, primary wins, small values, P+S",
    was: "edits of a field that the contract no longer names left, and were taken for agreed",
  },
  {
    seed: 33,
    variant: "deletes, exact, primary wins, small values, P+S",
    was: "a write to an issue that was just deleted was tried for ever",
  },
  {
    seed: 10_035,
    variant: "deletes, exact, secondary wins, small values, P+S",
    was: "what was agreed while an issue lay in the trash was missing when it came back",
  },
  {
    seed: 27,
    variant: "scope, exact, secondary wins, small values, P+S",
    was: "a partner's comment edited by hand while the issue was apart stayed so",
  },
  {
    seed: 9,
    variant: "everything, lossy mappings, primary wins, small values, P+S",
    was: "an edit that crossed the end of sharing left a base that nobody had",
  },
  {
    seed: 55,
    variant: "everything, exact, primary wins, small values, S",
    was: "an old text of an issue that was never sent hid all that it had in common with it",
  },
  {
    seed: 80,
    variant: "everything, both refuse by mapping, secondary wins, small values, P",
    was: "an old text of an issue that is not shared was neither taken nor replaced",
  },
  {
    seed: 18,
    variant: "everything, lossy mappings, secondary wins, unique values, P+S",
    was: "a value that could not travel was overwritten by an old text without a record",
  },
  {
    seed: 180,
    variant: "everything, both refuse, primary wins, unique values, P+S",
    was: "an edit of an old text that was to be replaced passed as one that had seen the new one",
  },
  {
    seed: 1150,
    variant: "everything, both refuse by mapping, secondary wins, unique values, S",
    was: "an own value that was not agreed was named as refused",
  },
  {
    seed: 2226,
    variant: "everything, exact, secondary wins, unique values, P+S",
    was: "an edit between a write and its record, in which the process ended",
  },
  {
    seed: 10_274,
    variant: "everything, normalising, primary wins, small values, P",
    was: "a removed comment came back with the text from the trash",
  },
  {
    seed: 168,
    variant: "crashes, exact, primary wins, unique values, P+S",
    was: "a value that lost to a write, in whose moment the process ended, and that was edited after it, was gone",
  },
  {
    seed: 183,
    variant: "answers, exact, primary wins, small values, P+S",
    was: "an edit of a field that a new contract names again was up to date until the next pass",
  },
  {
    seed: 3,
    variant: "ends, normalising, primary wins, small values, P+S",
    was: "a partner's comments, written in the moment in which the process ended, passed as our user's where the tracker normalises",
  },
  {
    seed: 66,
    variant: "ends, both refuse, secondary wins, unique values, P+S",
    was: "what the tracker refused was forgotten when it was to be written again and that write came too late",
  },
  {
    seed: 120,
    variant: "ends, lossy mappings, primary wins, unique values, P+S",
    was: "an edit found while a write was intended was never looked at again, and the issue stood still",
  },
  {
    seed: 33,
    variant: "everything, exact, primary wins, small values, P+S",
    was: "an issue that was to be shared again and was deleted before told its deletion where both knew that it was not shared",
  },
  {
    seed: 2286,
    variant: "ends, both refuse, secondary wins, unique values, P+S",
    was: "a value that the tracker refused in the moment in which the process ended, and that was edited after it, passed as one that was seen",
  },
  {
    seed: 376_672_517,
    variant: "disks, normalising, primary wins, small values, S",
    was: "what was written just before the process ended passed as our user's edit when the tracker was busy at the next start",
  },
  {
    seed: 91,
    variant: "ends, normalising, primary wins, unique values, P+S",
    was: "a label that was agreed in two spellings was taken away by an edit on each side of other labels, each in one of them",
  },
  {
    seed: 195,
    variant: "ends, normalising, primary wins, unique values, P+S",
    was: "what was written in the tracker's own spelling, when the process ended, passed as our user's edit and won over the partner's",
  },
  {
    seed: 160,
    variant: "files in scope, exact, primary wins, small values, P+S",
    was: "a link left though its issue was not shared any more when it did, and was agreed at one side only",
  },
  {
    seed: 271,
    variant: "files in scope, exact, secondary wins, unique values, P+S",
    was: "a link that the partner took away came back with its issue from the trash",
  },
  {
    seed: 261,
    variant: "files, exact, secondary wins, unique values, S",
    was: "a file that the primary took before the contract narrowed was in no agreed document, and its maker was told that it stays",
  },
  {
    seed: 107,
    variant: "restored files, exact, secondary wins, small values, P",
    was: "a file that its maker took out stayed in the text of a side that was put back to before it knew the issue",
  },
  {
    seed: 162,
    variant: "restored files, exact, primary wins, small values, S",
    was: "parts that a side had placed before its state was put back stayed in the exchange folder for good",
  },
];
