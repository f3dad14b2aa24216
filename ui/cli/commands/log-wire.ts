import { usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import type { Outcome } from "../outcome.ts";
import { dim, fit, oneLine } from "../render/text.ts";
import { localTime } from "../render/time.ts";
import type { Session } from "../session.ts";

interface Entry {
  readonly at: string;
  readonly hop: "hub" | "front";
  readonly peer: string;
  readonly direction: "in" | "out";
  readonly kind: string;
  readonly id: string | number | null;
  readonly method: string;
  readonly length: number;
  readonly redactions: readonly string[];
  readonly state: "kept" | "large" | "erased" | "lost";
  readonly dropped: number;
  readonly message: JsonValue;
}

export interface WireOptions {
  readonly wire?: string | true;
  readonly limit?: string;
  readonly follow?: boolean;
  readonly after?: string;
  readonly sql?: string;
}

/** The recorded messages of MCP: of one server or client, of a run, or the last of all. */
export async function answerWire(
  session: Session,
  run: string | undefined,
  { wire, limit, follow, after, sql }: WireOptions,
): Promise<Outcome> {
  if (follow || after !== undefined || sql !== undefined)
    throw usage("--wire shows what was recorded", "leave out --follow, --after and --sql");
  const { entries } = await session.call<{ entries: readonly Entry[] }>("wire.read", {
    ...(typeof wire === "string" && { peer: wire }),
    ...(run !== undefined && { run }),
    ...(limit !== undefined && { limit: numberOf(limit) }),
  });
  const { terminal, options } = session;
  if (options.jsonl) for (const entry of entries) terminal.print(JSON.stringify(entry));
  const lines = entries.map((entry) => lineOf(entry, terminal.columns));
  const data = { entries } as object as JsonValue;
  return { data, text: options.jsonl ? "" : lines.join("\n") || "nothing is on the wire record" };
}

/** `22:04:11  hub memory ← tools/call 3  {"result":…}` */
function lineOf(entry: Entry, columns: number): string {
  const { at, hop, peer, direction, method, id, state, dropped, kind } = entry;
  if (state === "lost") return `${localTime(at)}  ${dropped} messages were not recorded`;
  const arrow = direction === "in" ? "←" : "→";
  const answers = kind === "response" ? "answer" : "";
  const number = id === null ? "" : String(id);
  const words = [hop, peer, arrow, method, answers, number].filter((word) => word !== "");
  const head = `${localTime(at)}  ${oneLine(words.join(" "))}`;
  const room = Math.max(10, columns - head.length - 2);
  return `${head}  ${dim(fit(oneLine(said(entry)), room))}`;
}

function said({ state, message, length }: Entry): string {
  if (state === "erased") return "erased";
  if (state === "large") return `too large to be kept${length > 0 ? `: ${length} characters` : ""}`;
  return JSON.stringify(message);
}

function numberOf(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw usage(`--limit must be a number from 1 on, not "${text}"`);
}
