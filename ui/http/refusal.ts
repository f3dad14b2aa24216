import type { ErrorBody } from "../socket/wire.ts";

/** Why a request is not served. */
export interface Refusal {
  readonly status: number;
  readonly error: ErrorBody;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refusal(
  status: number,
  code: ErrorBody["code"],
  message: string,
  hint?: string,
): Refusal {
  return { status, error: { code, message, ...(hint === undefined ? {} : { hint }) } };
}

export function refusedResponse({ status, error, headers = {} }: Refusal): Response {
  return Response.json({ error }, { status, headers: { "cache-control": "no-store", ...headers } });
}
