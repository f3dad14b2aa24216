import { rmSync } from "node:fs";
import { join } from "node:path";

import type { Host } from "../../kernel/host.ts";
import type { Eraser } from "../contracts/eraser.ts";
import { ADVANCED } from "./events.ts";

const HASH = /^[0-9a-f]{64}$/;

/** Checkpoints of sessions go with the last run tree that names them. */
export function checkpointEraser(host: Host): Eraser {
  return {
    async erase(_, events) {
      const own = new Set(events.map(({ id }) => id));
      const [leaving, held] = [new Set<string>(), new Set<string>()];
      for (const { id, data } of host.kernel().ledger.query({ types: [ADVANCED] }))
        for (const hash of [data?.["from"], data?.["checkpoint"]])
          if (typeof hash === "string" && HASH.test(hash)) (own.has(id) ? leaving : held).add(hash);
      for (const hash of leaving.difference(held))
        rmSync(join(host.home, "python", "checkpoints", hash), { force: true });
    },
  };
}
