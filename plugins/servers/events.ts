import { z } from "zod";

import type { EventTypeParts } from "../../kernel/vocabulary.ts";

export const ADDED = "servers.server.added";
export const REMOVED = "servers.server.removed";
export const STARTED = "servers.server.started";
export const FAILED = "servers.server.failed";
export const STOPPED = "servers.server.stopped";
export const DEGRADED = "servers.server.degraded";
export const RECOVERED = "servers.server.recovered";
export const CHANGED = "servers.server.changed";

/** The run directory of a server that has an instance for each, "" for one that serves all. */
const about = { server: z.string(), dir: z.string() };

export const EVENT_TYPES: readonly EventTypeParts[] = [
  {
    // The environment stays out of the ledger: it may hold secrets. The hash says which definition it was.
    type: ADDED,
    schema: z.object({ server: z.string(), hash: z.string(), tools: z.array(z.string()) }),
  },
  { type: REMOVED, schema: z.object({ server: z.string() }) },
  {
    type: STARTED,
    schema: z.object({
      ...about,
      pid: z.int().nullable(),
      implementation: z.string(),
      protocol: z.string(),
      tools: z.int(),
      leftOut: z.array(z.object({ name: z.string(), reason: z.string() })),
    }),
  },
  {
    type: FAILED,
    schema: z.object({
      ...about,
      reason: z.string(),
      /** The last line that it wrote to standard error. */
      stderr: z.string(),
    }),
  },
  { type: STOPPED, schema: z.object({ ...about, reason: z.string() }) },
  // It is there and not well: it answers no ping, or no call in time.
  { type: DEGRADED, schema: z.object({ ...about, reason: z.string() }) },
  { type: RECOVERED, schema: z.object({ ...about, afterMs: z.int() }) },
  {
    // Names of tools; what exactly is another stands in the trust events of the server.
    type: CHANGED,
    schema: z.object({
      ...about,
      added: z.array(z.string()),
      removed: z.array(z.string()),
      changed: z.array(z.string()),
    }),
  },
];
