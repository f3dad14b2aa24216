import type { z } from "zod";

import { KernelError, messageOf, unavailable, usage } from "../../kernel/error.ts";
import { firstIssue } from "../../kernel/verb.ts";

/** What a call was about, for the sentence of its error. */
export interface Place {
  readonly address: URL;
  /** Without the provider; empty where a call is about none. */
  readonly model: string;
}

const TOO_LONG = "too-long";

/** The loaded context has no room for the prompt. */
export function isTooLong(error: unknown): boolean {
  return error instanceof KernelError && error.detail === TOO_LONG;
}

/** A refusal in the shape that Ollama has: a status and `{"error": sentence}`. */
export function refusal(status: number, body: string, place: Place): KernelError {
  const said = sentenceIn(body) || `status ${status}`;
  const host = place.address.host;
  const name = place.model === "" ? `the Ollama at ${host}` : `ollama/${place.model}`;
  if (/exceeds? (?:the )?(?:maximum )?context length/.test(said)) {
    const message = `the prompt is longer than the context of ${name}`;
    return new KernelError("usage", message, { hint: SHORTEN, detail: TOO_LONG });
  }
  if (status === 404 && place.model !== "") {
    const message = `the Ollama at ${host} has no model "${place.model}"`;
    return new KernelError("not_found", message, { hint: `ollama pull ${place.model}` });
  }
  if (status === 401 || status === 403) {
    return unavailable(`the Ollama at ${host} refuses ${name}: ${said}`, "ollama signin");
  }
  if (status === 503) return unavailable(`the Ollama at ${host} is busy: ${said}`, "try again");
  if (/does not support/.test(said)) {
    const hint = "take a model that can: glassbox models ls shows what each one can do";
    return usage(`${name}: ${said}`, hint);
  }
  // Ollama answers 500 to a wrong option or format, so the status alone does not tell whose fault it is.
  const isOurs = status < 500 || /^(?:option |invalid )/.test(said);
  if (isOurs) {
    const mend = "check the options of the call and the schema of its answer";
    return usage(`${name} refuses the request: ${said}`, mend);
  }
  const hint = "ollama ps and its log say more; a model that is too large for the memory ends so";
  return unavailable(`${name} failed: ${said}`, hint);
}

export function tooLong(name: string, tokens: number, window: number): KernelError {
  const message = `the prompt has at least ${tokens} tokens and ${name} has room for ${window}`;
  return new KernelError("usage", message, { hint: SHORTEN, detail: TOO_LONG });
}

const SHORTEN = "shorten the goal or what is given to it, or take a model with a larger window";

/** What came instead of an answer. */
export function connectionFault(error: unknown, { address }: Place): KernelError {
  if (error instanceof KernelError) return error;
  const message = `no answer from the Ollama at ${address.host}: ${messageOf(error)}`;
  return unavailable(message, "start it (ollama serve), or set models.ollama.url");
}

/** What a server says, in the form that Ollama says it in. */
export function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const message = `the server does not answer as Ollama does: ${firstIssue(parsed.error)}`;
  throw unavailable(message, "update Ollama, or set models.ollama.url to one");
}

function sentenceIn(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    const said = (parsed as { readonly error?: unknown } | null)?.error;
    if (typeof said === "string") return said;
  } catch {
    // A proxy's page is no JSON: its text is all there is.
  }
  return body.trim().slice(0, 300);
}
