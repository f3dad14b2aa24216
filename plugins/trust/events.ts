import { z } from "zod";

import type { JsonValue } from "../../kernel/json.ts";
import type { EventTypeParts } from "../../kernel/vocabulary.ts";

export const PINNED = "trust.definition.pinned";
export const QUARANTINED = "trust.definition.quarantined";
export const APPROVED = "trust.definition.approved";
export const WITHDRAWN = "trust.definition.withdrawn";
/** Of plugins/servers: who takes a server out trusts nothing of it any more. */
export const REMOVED = "servers.server.removed";

export const kind = z.enum(["tool", "prompt", "resource", "instructions"]);

const about = { server: z.string(), kind, name: z.string(), hash: z.string() };
const words = z.array(z.string()).readonly();
const speaks = z.object({ tools: words, servers: words });
const definition = z.custom<JsonValue>((value) => value !== undefined, "is missing");

export const reason = z.object({
  /** `changed`, `new`, `renamed`, `shadows`, `hidden`, `encoded`, `instructs`, `unjudged`. */
  code: z.string(),
  /** A sentence that quotes nothing of what the server says: a model may read it. */
  text: z.string(),
  /** Fields of the definition that it is about; none: all of it. */
  fields: z.array(z.string()),
});

export type Kind = z.output<typeof kind>;
export type Reason = z.output<typeof reason>;

export const payloads = {
  /**
   * `shape`: the hash without the name, by which one is known that goes by another name. `rules`: which ones it has passed.
   * `speaks`: words of it that would be another server or its tool, if there is one of that name.
   */
  [PINNED]: z.object({ ...about, shape: z.string(), rules: z.int(), speaks, definition }),
  /** `was`: the hash that is pinned, if there is one. */
  [QUARANTINED]: z.object({
    ...about,
    shape: z.string(),
    was: z.string().nullable(),
    reasons: z.array(reason),
    definition,
  }),
  [APPROVED]: z.object(about),
  /** The server says it no longer: it is as pinned again, or gone. */
  [WITHDRAWN]: z.object(about),
} as const;

export const EVENT_TYPES: readonly EventTypeParts[] = Object.entries(payloads).map(
  ([type, schema]) => ({ type, schema }),
);

export type TrustEvent = {
  readonly [T in keyof typeof payloads]: {
    readonly type: T;
    readonly data: z.output<(typeof payloads)[T]>;
  };
}[keyof typeof payloads];
