import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import { firstIssue } from "../../kernel/verb.ts";
import type { FeedRequest } from "../../plugins/contracts/event-feed.ts";

export const LONGEST_REQUEST = 64 * 1024;
const EXAMPLE = 'send one line: {"after": 0}';

const request = z.strictObject({
  after: z.int().min(0).default(0),
  run: z.string().min(1).optional(),
  types: z.array(z.string().min(1)).min(1).max(1000).optional(),
});

/** The one line that a reader of events sends. Throws `usage` with the field. */
export function parseRequest(line: string): FeedRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw usage("the request is not JSON", EXAMPLE);
  }
  const { data, error } = request.safeParse(value);
  if (error) throw usage(`request: ${firstIssue(error)}`, EXAMPLE);
  return { after: data.after, run: data.run ?? null, types: data.types ?? null };
}
