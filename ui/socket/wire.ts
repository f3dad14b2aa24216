import { type ErrorCode, KernelError, messageOf } from "../../kernel/error.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { Fingerprint, Peer } from "./environment.ts";

/** The body of `POST /verbs/NAME`. */
export interface CallBody {
  readonly input: unknown;
  readonly actor: string;
  readonly via: string;
}

export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly detail?: unknown;
}

/** One line of the answer: any number of parts, then one result or one error. */
export type AnswerLine =
  | { readonly part: JsonValue }
  | { readonly result: JsonValue }
  | { readonly error: ErrorBody };

export function errorBody(error: unknown): ErrorBody {
  if (!(error instanceof KernelError)) return { code: "internal", message: messageOf(error) };
  const { code, message, hint, detail } = error;
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
  };
}

export function errorFrom({ code, message, hint, detail }: ErrorBody): KernelError {
  return new KernelError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
  });
}

const VERSION = "glassbox-version";
const ENVIRONMENT = "glassbox-environment";
const PID = "glassbox-pid";

export function peerHeaders(peer: Peer, pid: number): Record<string, string> {
  return {
    [VERSION]: peer.version,
    [ENVIRONMENT]: JSON.stringify(peer.environment),
    [PID]: String(pid),
  };
}

export function peerFrom(headers: Headers): Peer & { readonly pid: number } {
  return {
    version: headers.get(VERSION) ?? "unknown",
    environment: JSON.parse(headers.get(ENVIRONMENT) ?? "{}") as Fingerprint,
    pid: Number(headers.get(PID)),
  };
}

/** The lines of a stream of bytes, each parsed. A stream that breaks ends; a line without its end is left out. */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<AnswerLine> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line !== "") yield JSON.parse(line) as AnswerLine;
  }
}
