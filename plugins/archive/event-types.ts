import { z } from "zod";

import type { EventDraft } from "../../kernel/event.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import type { EventTypeParts } from "../../kernel/vocabulary.ts";

const text = z.string();
const count = z.number();

/** On the tenant's stream. */
export const ARCHIVE_EVENTS: readonly EventTypeParts[] = [
  {
    // On disk before the ledger lets anything go.
    type: "archive.sealed",
    schema: z.object({
      segment: text,
      sha256: text,
      bytes: count,
      events: count,
      trees: z.array(text),
    }),
    barrier: () => true,
  },
  {
    // On disk before the new file takes the old one's place.
    type: "archive.rewritten",
    schema: z.object({ segment: text, root: text, sha256: text }),
    barrier: () => true,
  },
  { type: "archive.returned", schema: z.object({ segment: text, root: text }) },
];

export function tenantDraft(
  { tenant, origin }: Pick<Ledger, "tenant" | "origin">,
  type: string,
  data: JsonObject,
): EventDraft {
  const subject = `tenant/${tenant}`;
  return { subject, branch: `${subject}@${origin}`, type, actor: "kernel", data };
}
