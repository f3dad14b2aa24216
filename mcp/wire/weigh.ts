/** Values that are looked at: this happens in the path of a call. */
const MOST_VALUES = 48;
/** What a message with more of them is taken for. */
const UNKNOWN = 64 * 1024;

/** About how much memory a message takes: its text exactly, a parsed one by its texts. */
export function weigh(message: unknown): number {
  if (typeof message === "string") return message.length;
  let weight = 64;
  let left = MOST_VALUES;
  const waiting: unknown[] = [message];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value === "string") weight += value.length;
    if (typeof value !== "object" || value === null) continue;
    for (const key in value) {
      left -= 1;
      if (left < 0) return weight + UNKNOWN;
      waiting.push((value as Record<string, unknown>)[key]);
    }
  }
  return weight;
}

/** Whether a parsed message is larger than this, without making a text of it. Counts as JSON would, without escapes. */
export function isLarger(message: unknown, most: number): boolean {
  if (typeof message === "string") return message.length > most;
  let size = 0;
  const waiting: unknown[] = [message];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === "string") size += value.length + 2;
    else if (typeof value !== "object" || value === null) size += 4;
    else {
      for (const key in value) {
        if (!Array.isArray(value)) size += key.length + 3;
        waiting.push((value as Record<string, unknown>)[key]);
      }
      size += 2;
    }
    if (size > most) return true;
  }
  return false;
}
