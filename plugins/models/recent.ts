/**
 * Answers again what it answered to the same key a moment ago, so that one goal probes a server once. A failure is never
 * kept, and neither is anything beyond `milliseconds`: a server that comes up is seen.
 */
export function recently(
  milliseconds: number,
  now: () => number = () => performance.now(),
): <T>(key: string, make: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, { readonly until: number; readonly value: Promise<unknown> }>();
  return <T>(key: string, make: () => Promise<T>) => {
    for (const [old, { until }] of kept) if (until <= now()) kept.delete(old);
    const known = kept.get(key);
    if (known) return known.value as Promise<T>;
    const value = make();
    const entry = { until: now() + milliseconds, value };
    kept.set(key, entry);
    value.catch(() => kept.get(key) === entry && kept.delete(key));
    return value;
  };
}
