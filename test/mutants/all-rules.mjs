import { AGREEMENT_MUTANTS } from "./agreement-rules.mjs";
import { CONTENTS_MUTANTS } from "./contents-rules.mjs";
import { EARLY_MUTANTS } from "./early-rules.mjs";
import { FILE_MUTANTS } from "./file-rules.mjs";
import { HINT_MUTANTS } from "./hint-rules.mjs";
import { HOME_MUTANTS } from "./home-rules.mjs";
import { KEY_MUTANTS } from "./key-rules.mjs";
import { LOSS_MUTANTS } from "./loss-rules.mjs";
import { OPERATION_MUTANTS } from "./operation-rules.mjs";
import { OUTER_MUTANTS } from "./outer-rules.mjs";
import { RECOVER_MUTANTS } from "./recover-rules.mjs";
import { MUTANTS } from "./rules.mjs";
import { STREAM_MUTANTS } from "./stream-rules.mjs";
import { STRANGER_MUTANTS } from "./stranger-rules.mjs";
import { TRAIL_MUTANTS } from "./trail-rules.mjs";
import { WORDS_MUTANTS } from "./words-rules.mjs";

/** Every rule that is broken on purpose, by subject. */
export const ALL_MUTANTS = [
  MUTANTS,
  OUTER_MUTANTS,
  HOME_MUTANTS,
  RECOVER_MUTANTS,
  KEY_MUTANTS,
  EARLY_MUTANTS,
  STREAM_MUTANTS,
  WORDS_MUTANTS,
  AGREEMENT_MUTANTS,
  OPERATION_MUTANTS,
  LOSS_MUTANTS,
  FILE_MUTANTS,
  CONTENTS_MUTANTS,
  TRAIL_MUTANTS,
  STRANGER_MUTANTS,
  HINT_MUTANTS,
].flat();
