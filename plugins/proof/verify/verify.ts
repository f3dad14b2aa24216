import type { Ledger, SealedEvent } from "../../../kernel/ledger/index.ts";
import { BranchCheck } from "./branch-check.ts";
import { ChainCheck } from "./chain-check.ts";
import { judgeCompleteness, readKept } from "./completeness.ts";
import { EventHashes } from "./event-hashes.ts";
import { importsOnRecord } from "./imports.ts";
import { ownChains } from "./own-chains.ts";
import type { Fault, Verdict } from "./verdict.ts";

export type { Fault, Verdict } from "./verdict.ts";

export type VerifiedLedger = Pick<
  Ledger,
  "tenant" | "origin" | "sealed" | "query" | "branches" | "readBranch" | "getBlob" | "integrity"
>;

export interface VerifyOptions {
  /** Folder of checkpoints; null: there is none. */
  readonly place: string | null;
  /** Looks at each event besides, whether its hashes hold or not; what it finds are faults too. */
  readonly also?: readonly EventLook[];
}

/** More that is to be looked at, event by event and at the end. */
export interface EventLook {
  see(event: SealedEvent, holds: boolean): void;
  faults(): Iterable<Fault>;
}

const GENESIS = "0".repeat(64);
const OPENED = "origin.opened";
/** Events between two pauses: a few tens of milliseconds. */
const SLICE = 4000;

/** Recomputes every hash, link and number, and compares with the checkpoints. A pause is where others may go on. */
function* verifying(ledger: VerifiedLedger, options: VerifyOptions): Generator<void, Verdict> {
  const own = `/${ledger.tenant}/${ledger.origin}`;
  const hashes = new EventHashes();
  const branches = new BranchCheck();
  const chains = new Map<string, ChainCheck>();
  const keys = new Map<string, string>();
  const kept = readKept(options.place);
  const ownSources = ownChains(ledger, options.place);
  const { imports, faults: importFaults } = importsOnRecord(ledger);
  const also = options.also ?? [];
  const faults: Fault[] = [...importFaults];
  let events = 0;
  let erased = 0;
  let source = "";
  let chain: ChainCheck | null = null;
  for (const event of ledger.sealed()) {
    const { oseq } = event;
    if (chain === null || event.source !== source) {
      source = event.source;
      const sizes = kept.bySource.get(source)?.map(({ size }) => size) ?? [];
      const isOwn = ownSources.has(source);
      const imported = source === own ? null : (imports.get(source) ?? null);
      chain = chains.get(source) ?? new ChainCheck(hashes, { imported, isOwn, sizes });
      chains.set(source, chain);
    }
    const found = chain.check(event);
    const holds = found.length === 0;
    for (const what of found) faults.push({ oseq, origin: source, what });
    branches.add(event, holds);
    for (const look of also) look.see(event, holds);
    if (event.erased) erased += 1;
    if (oseq === 1 && event.type === OPENED && event.payload !== null)
      keys.set(source, String((JSON.parse(event.payload) as { publicKey?: unknown }).publicKey));
    events += 1;
    if (events % SLICE === 0) yield;
  }
  for (const what of ledger.integrity())
    faults.push({ oseq: 0, origin: own, what: `the file is damaged: ${what}` });
  faults.push(...branches.faults(ledger));
  for (const look of also) faults.push(...look.faults());
  const ends = new Map([...chains].map(([source, chain]) => [source, chain.end()]));
  const judged = yield* judgeCompleteness(kept, { own, ends, keys });
  faults.push(...judged.faults);
  return {
    ok: faults.length === 0 && judged.completeness.verdict !== "incomplete",
    events,
    erased,
    origins: chains.size,
    head: ends.get(own)?.last.toHex() ?? GENESIS,
    faults,
    completeness: judged.completeness,
  };
}

/** In one go. */
export function verifyNow(ledger: VerifiedLedger, options: VerifyOptions): Verdict {
  const work = verifying(ledger, options);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Lets others work in between, who may append. What is found is looked at again in one go before it is said. */
export async function verifyLedger(
  ledger: VerifiedLedger,
  options: () => VerifyOptions,
): Promise<Verdict> {
  const work = verifying(ledger, options());
  for (;;) {
    const step = work.next();
    if (step.done) return step.value.ok ? step.value : verifyNow(ledger, options());
    await new Promise((resolve) => setImmediate(resolve));
  }
}
