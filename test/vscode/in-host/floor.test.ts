import { defineInHostTests } from "./in-host-run.ts";

await defineInHostTests("floor");
