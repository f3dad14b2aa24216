import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { InProcessSpec } from "../../mcp/hub/index.ts";

/** The interpreter itself, sealed, in a store of its own; for tests: in a store that others of this process use too. */
export function realPython(store = sharedStore()): InProcessSpec {
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

let shared: string | null = null;

export function sharedStore(): string {
  return (shared ??= realpathSync(mkdtempSync(join(tmpdir(), "glassbox-python-"))));
}
