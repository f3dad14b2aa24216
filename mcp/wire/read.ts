import type { JsonValue } from "../../kernel/json.ts";
import { droppedIn, readContent } from "./content.ts";
import { type Head, type Line, membersOf, parseHead } from "./line.ts";
import { segmentsIn, startOf } from "./names.ts";

/** A message as it was taken down. */
export interface WireEntry extends Head {
  readonly segment: string;
  /** Null for one that was too large, or was erased. */
  readonly message: JsonValue;
  /** `kept`; `large`: too large to be kept; `erased`; `lost`: not one message but a gap where some are missing. */
  readonly state: "kept" | "large" | "erased" | "lost";
  /** How many are missing in a gap. */
  readonly dropped: number;
}

export interface WireFilter {
  readonly hop?: Head["hop"];
  /** The server's name, or the client's. */
  readonly peer?: string;
  readonly method?: string;
  readonly run?: string;
  /** 32 hexadecimal digits, or a whole `traceparent`. */
  readonly trace?: string;
  /** Unix milliseconds: not before, and before. */
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

/** The last ones that fit, newest last. */
export async function readEntries(dir: string, filter: WireFilter): Promise<readonly WireEntry[]> {
  const found: WireEntry[] = [];
  let end = Infinity;
  for (const { id, path } of segmentsIn(dir).toReversed()) {
    const isLater = filter.to !== undefined && startOf(id) >= filter.to;
    // A segment ends before the one after it begins.
    if (filter.from !== undefined && end < filter.from) break;
    end = startOf(id);
    if (isLater) continue;
    const { lines } = await readContent(path);
    for (const line of lines.slice(1).toReversed()) {
      const entry = fitting(id, line, filter);
      if (entry === undefined) continue;
      found.push(entry);
      if (found.length === filter.limit) return found.reverse();
    }
  }
  return found.reverse();
}

function fitting(segment: string, line: Line, filter: WireFilter): WireEntry | undefined {
  const { peer, method, run, hop } = filter;
  // Most lines of a long record are not meant: a look at the text is quicker than reading it.
  const words = [peer, method, run].filter((word) => word !== undefined);
  if (words.some((word) => !line.head.includes(JSON.stringify(word).slice(1, -1))))
    return undefined;
  const entry = entryOf(segment, line);
  if (entry === undefined) return undefined;
  const at = Date.parse(entry.at);
  const trace = filter.trace === undefined ? undefined : traceOf(filter.trace);
  const fits =
    (hop === undefined || entry.hop === hop) &&
    (peer === undefined || entry.peer === peer) &&
    (method === undefined || entry.method === method) &&
    (run === undefined || entry.run === run || entry.during.includes(run)) &&
    (trace === undefined || traceOf(entry.traceparent) === trace) &&
    (filter.from === undefined || at >= filter.from) &&
    (filter.to === undefined || at < filter.to);
  return fits ? entry : undefined;
}

export function entryOf(segment: string, line: Line): WireEntry | undefined {
  const head = parseHead(line.head);
  if (head !== undefined) {
    const state = line.salt !== null ? "kept" : head.sha256 === null ? "large" : "erased";
    return { ...head, segment, message: JSON.parse(line.message) as JsonValue, state, dropped: 0 };
  }
  const dropped = droppedIn(line.head);
  if (dropped === 0) return undefined;
  const { n, at } = membersOf(line.head) as Pick<Head, "n" | "at">;
  return { ...nobodys, segment, n, at, dropped };
}

/** A gap is of no peer and no direction; it has to have some. */
const nobodys: Omit<WireEntry, "segment" | "n" | "at" | "dropped"> = {
  hop: "hub",
  direction: "in",
  kind: "other",
  state: "lost",
  peer: "",
  connection: "",
  id: null,
  method: "",
  run: "",
  traceparent: "",
  during: [],
  redactions: [],
  length: 0,
  sha256: null,
  message: null,
};

export function traceOf(traceparent: string): string {
  return /^(?:[0-9a-f]{2}-)?([0-9a-f]{32})(?:-|$)/.exec(traceparent)?.[1] ?? traceparent;
}
