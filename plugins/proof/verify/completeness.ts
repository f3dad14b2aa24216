import { messageOf } from "../../../kernel/error.ts";
import { parseCheckpoint } from "../checkpoint.ts";
import { judgeNote, publicKeyOf } from "../note.ts";
import { readNotes, sourcesWithCheckpoints } from "../second-place.ts";
import type { ChainEnd } from "./chain-check.ts";
import type { Completeness, Fault } from "./verdict.ts";

/** One checkpoint of the second place, as far as it can be read. */
interface Kept {
  readonly number: number;
  readonly text: string;
  /** -1: it cannot be read. */
  readonly size: number;
}

/** All checkpoints of the second place. */
export interface KeptCheckpoints {
  readonly place: string | null;
  /** By the source they are filed under. */
  readonly bySource: ReadonlyMap<string, readonly Kept[]>;
  /** Why the place cannot be read; null: it can. */
  readonly unreadable: string | null;
}

export function readKept(place: string | null): KeptCheckpoints {
  const bySource = new Map<string, readonly Kept[]>();
  try {
    for (const source of place === null ? [] : sourcesWithCheckpoints(place))
      bySource.set(source, readNotes(place!, source).map(keptOf));
    return { place, bySource, unreadable: null };
  } catch (error) {
    return { place, bySource, unreadable: messageOf(error) };
  }
}

function keptOf(text: string, index: number): Kept {
  return { number: index + 1, text, size: parseCheckpoint(text)?.checkpoint.size ?? -1 };
}

/** Signatures that are checked between two pauses: some tens of milliseconds. */
const SLICE = 400;

interface Judged {
  readonly completeness: Completeness;
  readonly faults: readonly Fault[];
}

interface Chains {
  /** The one that is written. */
  readonly own: string;
  readonly ends: ReadonlyMap<string, ChainEnd>;
  /** From each chain's `origin.opened`, base64 SPKI. */
  readonly keys: ReadonlyMap<string, string>;
}

/**
 * Compares chains with what was signed of them. A checkpoint that was changed is a fault of integrity; one that holds and
 * that the chain does not lead to shows that events are gone or were written anew.
 */
export function* judgeCompleteness(
  { place, bySource, unreadable }: KeptCheckpoints,
  chains: Chains,
): Generator<void, Judged> {
  const faults: Fault[] = [];
  const reasons: string[] = [];
  let compared = 0;
  const lasts = new Map<string, number>();
  for (const [source, checkpoints] of bySource) {
    for (const one of checkpoints) {
      const { forged, missing } = compare(one, source, chains);
      if (one.number % SLICE === 0) yield;
      if (forged !== null) {
        faults.push({ oseq: Math.max(0, one.size), origin: source, what: forged });
        continue;
      }
      compared += 1;
      if (missing !== null) reasons.push(missing);
      else lasts.set(source, Math.max(lasts.get(source) ?? 0, one.size));
    }
  }
  // Where nothing was signed of the chain that is written, what this home has signed of those before it still counts.
  const covered = lasts.get(chains.own) || Math.max(0, ...lasts.values());
  const counts = { place, checkpoints: compared, covered };
  if (reasons.length > 0)
    return { completeness: { verdict: "incomplete", ...counts, reasons }, faults };
  if (covered > 0 && unreadable === null)
    return { completeness: { verdict: "complete", ...counts, reasons }, faults };
  const why = unknownWhy(place, unreadable);
  return { completeness: { verdict: "unknown", ...counts, reasons: [why] }, faults };
}

function unknownWhy(place: string | null, unreadable: string | null): string {
  if (place === null) return "no checkpoints are kept: the configuration says so";
  if (unreadable !== null) return `the checkpoints cannot be read: ${unreadable}`;
  return `no checkpoint of this ledger is in ${place}`;
}

/** `forged`: it says nothing. `missing`: it holds, and the chain is not what it says. */
function compare(
  { number, text, size }: Kept,
  source: string,
  { ends, keys }: Chains,
): { readonly forged: string | null; readonly missing: string | null } {
  const parsed = parseCheckpoint(text);
  const name = `checkpoint ${number} of ${source}`;
  if (parsed === null || parsed.checkpoint.origin !== source)
    return { forged: `${name} was changed`, missing: null };
  const end = ends.get(source);
  if (end === undefined) {
    return {
      forged: null,
      missing: `${name} has ${size} events, and this ledger has none of them`,
    };
  }
  const key = publicKeyOf(keys.get(source) ?? "");
  const verdict = key === null ? "another-key" : judgeNote(parsed.note, source, key);
  if (verdict === "forged") return { forged: `${name} was changed`, missing: null };
  if (verdict === "another-key") {
    const what = `${name} is signed with another key than the chain has now: the chain was written anew`;
    return { forged: null, missing: what };
  }
  if (size > end.events) {
    const what = `${name} has ${size} events, the chain ${end.events}: its end is gone`;
    return { forged: null, missing: what };
  }
  // The empty tree begins every chain.
  if (size === 0 || end.roots.get(size) === parsed.checkpoint.root)
    return { forged: null, missing: null };
  const what = `the first ${size} events are not those of ${name}: some are gone or written anew`;
  return { forged: null, missing: what };
}
