import { appendFileSync, existsSync, readFileSync } from "node:fs";

import type { InProcessSpec } from "../../mcp/hub/index.ts";
import { toolServer } from "./tool-server.ts";

/** A post office whose outbox is a file, so that it outlives the kernel that used it. */
export function postServer(outbox: string): InProcessSpec {
  const letters = () =>
    existsSync(outbox) ? readFileSync(outbox, "utf8").split("\n").filter(Boolean) : [];
  return toolServer("post", {
    look: {
      async run({ n }) {
        await Bun.sleep(10);
        return { n: n ?? null };
      },
    },
    letters: { run: () => ({ letters: letters() }) },
    /** The letter is out, and the answer never comes. */
    send: {
      effect: "once",
      async run({ letter }) {
        appendFileSync(outbox, `${String(letter)}\n`);
        await new Promise(() => {});
        return { ok: true };
      },
    },
  });
}
