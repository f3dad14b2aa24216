import { type ErrorCode, KernelError, messageOf } from "../../kernel/error.ts";
import { errorBody } from "../socket/wire.ts";
import { refusedResponse } from "./refusal.ts";

const BY_CODE: Readonly<Record<ErrorCode, number>> = {
  usage: 400,
  not_found: 404,
  no_plan: 422,
  denied: 403,
  budget: 403,
  conflict: 409,
  fenced: 503,
  unavailable: 503,
  ledger: 503,
  internal: 500,
};

/** An error as an answer. What a bug says stays in the log. */
export function failureResponse(error: unknown): Response {
  if (error instanceof KernelError)
    return refusedResponse({ status: BY_CODE[error.code], error: errorBody(error) });
  console.error(`glassbox: http: ${messageOf(error)}`);
  return refusedResponse({
    status: 500,
    error: { code: "internal", message: "this failed; kernel.log says more" },
  });
}
