import { fileURLToPath } from "node:url";
import type { Packages } from "../types.ts";

/**
 * For tests and benches: one store for all of them, since a snapshot takes seconds to build. It is found by the hash of
 * what it is made of, so an old one is never taken for a new one.
 */
export const TEST_STORE = fileURLToPath(
  new URL("../../../node_modules/.cache/glassbox-python", import.meta.url),
);

export const NO_PACKAGES: Pick<Packages, "wheels"> = { wheels: async () => [] };
