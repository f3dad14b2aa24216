import type { Waiting } from "./backlog.ts";
import { digest, type Head, headText, type Line } from "./line.ts";
import type { Linked, Links } from "./links.ts";
import { type Redact, redactJson } from "./redaction.ts";
import { newSalt } from "./salt.ts";
import { isLarger } from "./weigh.ts";

/** Longer ones are named and not kept: making their text would hold up everybody. */
export const LARGEST_KEPT = 2 * 1024 * 1024;

/** A message as it goes into a segment, but for its number. */
export type TakenDown = (n: number) => Line;

export function takeDown({ at, message }: Waiting, links: Links, redact: Redact): TakenDown {
  const given = message.message;
  if (isLarger(given, LARGEST_KEPT)) return takeDownLarge({ at, message }, links, redact);
  const { text: before, value } = readGiven(given);
  const { text, names } = redactJson(before, redact);
  const linked = links.link(message, text === before ? value : parse(text));
  const salt = newSalt();
  const sha256 = digest(salt, text);
  return lineOf({ at, message, linked, redact, names, length: before.length }, sha256, salt, text);
}

/** Of a parsed one the ends are looked at: what it belongs to is still known. */
function takeDownLarge(
  { at, message }: Pick<Waiting, "at" | "message">,
  links: Links,
  redact: Redact,
): TakenDown {
  const given = message.message;
  const linked = links.link(message, typeof given === "string" ? headOf(given) : given);
  const length = typeof given === "string" ? given.length : 0;
  return lineOf({ at, message, linked, redact, names: [], length }, null, null, "null");
}

interface Facts extends Pick<Waiting, "at" | "message"> {
  readonly linked: Linked;
  readonly redact: Redact;
  readonly names: readonly string[];
  readonly length: number;
}

function lineOf(
  { at, message, linked, redact, names, length }: Facts,
  sha256: string | null,
  salt: string | null,
  text: string,
): TakenDown {
  const { hop, direction } = message;
  const { kind, id, method, run, during, traceparent } = linked;
  const clean = (word: string) => (word === "" ? "" : redact(word.slice(0, 200)));
  const about = {
    at: new Date(at).toISOString(),
    hop,
    peer: clean(message.peer),
    connection: clean(message.connection),
    direction,
    kind,
    ...(id !== null && { id: typeof id === "string" ? clean(id) : id }),
    method: clean(method),
    ...(run !== "" && { run: clean(run) }),
    ...(during.length > 0 && { during }),
    ...(traceparent !== "" && { traceparent: clean(traceparent) }),
    ...(names.length > 0 && { redactions: names }),
    length,
    sha256,
  } satisfies Omit<Partial<Head>, "during" | "redactions"> & object;
  return (n) => ({ head: headText({ n, ...about }), salt, message: text });
}

/** A message that crossed as text stays that text, byte for byte, as long as it is JSON on one line. */
function readGiven(given: unknown): { readonly text: string; readonly value: unknown } {
  if (typeof given !== "string") return { text: JSON.stringify(given) ?? "null", value: given };
  const value = parse(given);
  if (value === undefined) return { text: JSON.stringify(given), value };
  return { text: /[\r\n]/.test(given) ? JSON.stringify(value) : given, value };
}

/** `{"jsonrpc":"2.0","id":7,"result":…` without what is in the result. */
function headOf(text: string): unknown {
  const [id] = /(?<=^\s*\{[^{}[\]]{0,100}"id"\s*:\s*)(?:\d{1,15}|"[^"\\]{0,100}")/.exec(text) ?? [];
  return id === undefined ? undefined : { id: JSON.parse(id) as unknown, result: {} };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
