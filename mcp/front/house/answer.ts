import { KernelError } from "../../../kernel/error.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { RequestFault } from "../../fault.ts";

/** A `CallToolResult` of text, with the same for programs beside it. */
export function answer(text: string, structured?: JsonObject): JsonObject {
  const content = [{ type: "text", text }];
  return structured === undefined ? { content } : { content, structuredContent: structured };
}

export function failure(text: string, structured?: JsonObject): JsonObject {
  return { ...answer(text, structured), isError: true };
}

/** What a caller did wrong, or what cannot be had, as a tool's own error; a bug is thrown on. */
export function failureOf(error: unknown): JsonObject {
  if (error instanceof RequestFault)
    return failure(`the server refused it: ${error.message} (${error.code})`, {
      error: { code: error.code, message: error.message, data: error.data ?? null },
    });
  if (!(error instanceof KernelError)) throw error;
  const { code, message, hint } = error;
  const said = hint === undefined ? message : `${message}\n${hint}`;
  return failure(said, {
    error: { code, message, ...(hint === undefined ? {} : { hint }) },
  });
}
