import { AGREEMENT_MUTANTS } from "./agreement-rules.mjs";
import { EARLY_MUTANTS } from "./early-rules.mjs";
import { HOME_MUTANTS } from "./home-rules.mjs";
import { KEY_MUTANTS } from "./key-rules.mjs";
  LOSS_MUTANTS,
