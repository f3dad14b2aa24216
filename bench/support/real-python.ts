import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import type { InProcessSpec } from "../../mcp/hub/index.ts";
import { TEST_STORE } from "../../tools/python/image/testing.ts";

/** The interpreter itself, sealed, as a server of a house. */
export function realPython(store = TEST_STORE): InProcessSpec {
  return {
    name: "python",
    transport: "in-process",
    rooted: false,
    trusted: true,
    serves: ["dev.glassbox/tools", "dev.glassbox/files"],
    create: async () =>
      (await import("../../tools/python/index.ts")).createServer({ store, poolSize: 1 }),
  };
}

/** A store of its own for what sessions stand at; what starts quickly it has from the tests' common one. */
export function storeIn(folder: string): string {
  const store = join(folder, "python");
  mkdirSync(join(store, "checkpoints"), { recursive: true });
  for (const name of existsSync(TEST_STORE) ? readdirSync(TEST_STORE) : [])
    if (name !== "checkpoints") symlinkSync(join(TEST_STORE, name), join(store, name));
  return store;
}
