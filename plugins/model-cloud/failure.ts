import { KernelError, messageOf, unavailable, usage } from "../../kernel/error.ts";
import type { Service } from "./service.ts";

const LONGEST = 300;

/** What went wrong at a server, as an error that says what to do. An abort stays what it is. */
export function failureOf(error: unknown, service: Service, model: string): unknown {
  if (error instanceof KernelError || isAbort(error)) return error;
  const { name, url, keyEnv } = service;
  const said = messageOf(error).replace(/\s+/g, " ").trim().slice(0, LONGEST);
  const status = statusOf(error);
  if (status === null) {
    if (!isFromFetch(error)) return unavailable(`${name}: ${said}`, "try again, or another model");
    return unavailable(`nothing answers at ${url}: ${said}`, "start that server, or mend its url");
  }
  if (status === 401 || status === 403) {
    const where = keyEnv ?? `the variable that models.compatible.${name}.keyEnv names`;
    return usage(`${name} refuses the key (${status}): ${said}`, `put a valid key into ${where}`);
  }
  if (status === 404) {
    const message = `${name} has no "${model}" at ${url}: ${said}`;
    return new KernelError("not_found", message, { hint: "glassbox models ls lists models" });
  }
  if (status === 429) return unavailable(`${name} asks to wait: ${said}`, "try again later");
  if (status >= 400 && status < 500)
    return usage(`${name} refuses the request (${status}): ${said}`, "name another model");
  return unavailable(`${name} failed (${status}): ${said}`, "try again later, or another model");
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}

function statusOf(error: unknown): number | null {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === "number" ? status : null;
}

/** The SDK's error of a call that got no answer at all, or the runtime's. */
function isFromFetch(error: unknown): boolean {
  const name = (error as { name?: unknown } | null)?.name;
  return name === "AI_APICallError" || (error as { code?: unknown } | null)?.code !== undefined;
}
