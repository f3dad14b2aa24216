import { type Refusal, refusal } from "./refusal.ts";

export interface RateOptions {
  /** Of one caller. */
  readonly perSecond: number;
  readonly burst: number;
  /** Callers that were not seen lately, all together: whoever makes up tokens is one of them. */
  readonly newPerSecond: number;
  readonly newBurst: number;
  /** How many callers are remembered. */
  readonly callers: number;
  /** Milliseconds that never go back. */
  now(): number;
}

interface Bucket {
  left: number;
  at: number;
}

/** Slows callers down before anything is looked up for them. Memory is bounded however many come. */
export function rateGuard(options: RateOptions): (caller: string) => Refusal | null {
  const { perSecond, burst, newPerSecond, newBurst, callers, now } = options;
  const buckets = new Map<string, Bucket>();
  const newcomers: Bucket = { left: newBurst, at: now() };
  return (caller) => {
    let bucket = buckets.get(caller);
    if (!bucket) {
      if (!take(newcomers, now(), newPerSecond, newBurst)) return tooMany();
      bucket = { left: burst, at: now() };
      if (buckets.size >= callers) buckets.delete(buckets.keys().next().value!);
    } else buckets.delete(caller);
    // The one that was seen least lately stands first.
    buckets.set(caller, bucket);
    return take(bucket, now(), perSecond, burst) ? null : tooMany();
  };
}

function take(bucket: Bucket, now: number, perSecond: number, burst: number): boolean {
  bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
  bucket.at = now;
  if (bucket.left < 1) return false;
  bucket.left--;
  return true;
}

function tooMany(): Refusal {
  return {
    ...refusal(429, "unavailable", "too many requests", "slow down"),
    headers: { "retry-after": "1" },
  };
}
