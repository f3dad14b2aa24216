import type * as Checkpoints from "./checkpoint.ts";
import type * as OriginKey from "./origin-key.ts";

/** Loaded at their first use: node:crypto would stay in an idle kernel's memory, and these callers cannot wait. */
export const checkpoints = (): typeof Checkpoints => import.meta.require("./checkpoint.ts");
export const originKey = (): typeof OriginKey => import.meta.require("./origin-key.ts");
