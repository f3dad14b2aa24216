import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { Wire } from "../../mcp/wire/index.ts";
import type { Addresses } from "../contracts/addresses.ts";

const time = z.iso.datetime({ offset: true });

/** Of the person: what every client and server said is nothing that one of them may read. */
export function readVerb(host: Host, wire: Wire): Verb {
  return defineVerb({
    name: "wire.read",
    description: "Shows recorded messages of MCP, the last ones that fit, newest last.",
    scope: "person",
    input: z.strictObject({
      peer: z.string().min(1).optional().describe("A server's name, or a client's."),
      hop: z.enum(["hub", "front"]).optional().describe("hub: with servers; front: with clients."),
      method: z.string().min(1).optional().describe("tools/call; answers have their request's."),
      run: z.string().min(1).optional().describe("Of a run, by its first letters; @ is the last."),
      trace: z
        .string()
        .regex(/^(?:[0-9a-f]{2}-)?[0-9a-f]{32}(?:-.*)?$/, "must be a trace id or a traceparent")
        .optional(),
      from: time.optional().describe("Not before."),
      to: time.optional().describe("Before."),
      limit: z.int().min(1).max(10_000).default(50),
    }),
    output: z.object({
      entries: z.array(
        z.object({
          at: z.string(),
          hop: z.string(),
          peer: z.string(),
          connection: z.string(),
          direction: z.string(),
          kind: z.string(),
          id: z.union([z.string(), z.number(), z.null()]),
          method: z.string(),
          run: z.string(),
          traceparent: z.string(),
          redactions: z.array(z.string()).readonly(),
          length: z.int(),
          sha256: z.string().nullable(),
          /** `kept`, `large`, `erased`; `lost`: a gap in which `dropped` messages are missing. */
          state: z.string(),
          dropped: z.int(),
          segment: z.string(),
          n: z.int(),
          message: z.unknown(),
        }),
      ),
    }),
    async handler({ run: name, from, to, ...rest }) {
      const addresses = host.provided<Addresses>("addresses").get("runs");
      const run = name === undefined ? undefined : (addresses?.run(name) ?? name);
      const given = Object.entries(rest).filter(([, value]) => value !== undefined);
      const entries = await wire.read({
        limit: rest.limit,
        ...Object.fromEntries(given),
        ...(run !== undefined && { run }),
        ...(from !== undefined && { from: Date.parse(from) }),
        ...(to !== undefined && { to: Date.parse(to) }),
      });
      return { entries: entries.map((entry) => ({ ...entry })) };
    },
  });
}
