import type { z } from "zod";

import type { JsonObject } from "../../kernel/json.ts";
import { firstIssue } from "../../kernel/verb.ts";
import { RequestFault } from "../../mcp/fault.ts";

/** JSON-RPC: the parameters are not what the method takes. */
export const INVALID = -32602;

export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  params: JsonObject,
): z.output<Schema> {
  const read = schema.safeParse(params);
  if (read.success) return read.data;
  throw new RequestFault(INVALID, firstIssue(read.error));
}
