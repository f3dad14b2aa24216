import { z } from "zod";

import { KernelError } from "../../kernel/error.ts";
import { timeOf, type LedgerEvent } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { Hub } from "../../mcp/hub/index.ts";
import { EVENT_TYPES } from "./events.ts";
import { follow } from "./follow.ts";
import { provided } from "./provided.ts";

const entry = z.object({
  at: z.string(),
  /** `started`, `failed`, `stopped`, `degraded`, `recovered`, `changed`, `added` or `removed`. */
  what: z.string(),
  /** What there is to say of it; "" for most. */
  reason: z.string(),
});

const instance = z.object({
  dir: z.string(),
  state: z.string(),
  /** Why it is not well; "" when it is. */
  reason: z.string(),
  pid: z.int().nullable(),
  /** The end of what it wrote to standard error. */
  stderr: z.string(),
  /** Lines on its standard output that were no messages: how many, and the last of them. */
  noise: z.object({ count: z.int(), last: z.array(z.string()) }),
  oversized: z.int(),
});

/** What became of one server, and what it says: the ledger remembers the first, the running server the second. */
export function logVerb(host: Host): Verb {
  return defineVerb({
    name: "servers.log",
    description: "Shows what became of a tool server, and the last of what it wrote.",
    scope: "read",
    input: z.strictObject({
      name: z.string().min(1),
      limit: z.int().min(1).max(1_000).default(50),
      /** Goes on with what comes, in parts `{at, what, reason}` and `{stderr}`, until it is cancelled. */
      follow: z.boolean().default(false),
    }),
    output: z.object({
      name: z.string(),
      /** Oldest first. */
      events: z.array(entry),
      instances: z.array(instance),
    }),
    async handler({ name, limit, follow: goesOn }, call) {
      const { ledger } = host.kernel();
      const types = EVENT_TYPES.map(({ type }) => type);
      const subject = `server/${name}`;
      const events = [...ledger.query({ subject, types, limit, newestFirst: true })].reverse();
      const hub = provided<Hub>(host, "hub", "hub");
      const all = hub.status();
      const instances = all.filter(({ server }) => server === name);
      if (events.length + instances.length === 0) {
        const names = all.map(({ server }) => server);
        const message = `no server is called ${name}${didYouMean(name, names)}`;
        throw new KernelError("not_found", message, { hint: "glassbox mcp ls lists them" });
      }
      if (goesOn) await follow(hub, name, call);
      return {
        name,
        events: events.map(entryOf),
        instances: instances.map(({ dir, state, reason, diagnostics }) => ({
          dir,
          state,
          reason,
          pid: diagnostics.pid ?? null,
          stderr: diagnostics.stderr,
          noise: { count: diagnostics.noise.count, last: [...diagnostics.noise.last] },
          oversized: diagnostics.oversized,
        })),
      };
    },
  });
}

function entryOf({ hlc, type, data }: LedgerEvent): z.input<typeof entry> {
  const what = type.slice(type.lastIndexOf(".") + 1);
  return { at: timeOf(hlc), what, reason: reasonIn(data) };
}

function reasonIn(data: LedgerEvent["data"]): string {
  if (typeof data?.["reason"] === "string") return data["reason"];
  const changes = ["added", "removed", "changed"].flatMap((how) => {
    const names = data?.[how];
    return Array.isArray(names) && names.length > 0 ? [`${how}: ${names.join(", ")}`] : [];
  });
  return changes.join("; ");
}
