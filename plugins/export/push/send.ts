import { messageOf } from "../../../kernel/error.ts";
import { isObject } from "../../../kernel/json.ts";

const PATIENCE_MS = 10_000;
const LONGEST_WAIT_MS = 5 * 60_000;
const TRY_AGAIN = new Set([408, 429, 502, 503, 504]);

export type Sent =
  | { readonly kind: "taken"; readonly note: string | null }
  /** Nobody will take it, ever. */
  | { readonly kind: "refused"; readonly note: string }
  /** Later, perhaps; `wait` is what the collector asks for, in milliseconds. */
  | { readonly kind: "later"; readonly note: string; readonly wait: number | null };

/** One request to a collector, and what it makes of it (OTLP/HTTP, "Failures"). */
export async function send(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { ...headers, "content-type": "application/json" },
      signal: AbortSignal.timeout(PATIENCE_MS),
      // What was meant for one place goes nowhere else, and a proxy of the environment is named by no configuration.
      redirect: "error",
      proxy: false,
    });
    const text = await response.text();
    if (response.ok) return { kind: "taken", note: rejectedIn(text) };
    const note = `it answered ${response.status}`;
    if (!TRY_AGAIN.has(response.status)) return { kind: "refused", note };
    return { kind: "later", note, wait: waitIn(response.headers.get("retry-after")) };
  } catch (error) {
    return { kind: "later", note: messageOf(error), wait: null };
  }
}

/** A collector may take a part and say of how much it did not. */
function rejectedIn(text: string): string | null {
  try {
    const answer: unknown = JSON.parse(text);
    const part = isObject(answer) ? answer["partialSuccess"] : undefined;
    if (!isObject(part)) return null;
    const count = Number(part["rejectedSpans"] ?? part["rejectedLogRecords"] ?? 0);
    return count > 0 ? `it took all but ${count}: ${String(part["errorMessage"] ?? "")}` : null;
  } catch {
    // The answer to a success is nobody's business.
    return null;
  }
}

function waitIn(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds) * 1000, LONGEST_WAIT_MS) : null;
}
