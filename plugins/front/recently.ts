const MOST = 64;

/** What was asked a moment ago is not asked again on every message. Failures are. */
export function recently<K, V>(milliseconds: number, ask: (key: K) => V): (key: K) => V {
  const known = new Map<K, { readonly value: V; readonly until: number }>();
  return (key) => {
    const now = performance.now();
    const found = known.get(key);
    if (found && now < found.until) return found.value;
    const value = ask(key);
    known.delete(key);
    known.set(key, { value, until: now + milliseconds });
    const [oldest] = known.keys();
    if (known.size > MOST) known.delete(oldest!);
    return value;
  };
}
