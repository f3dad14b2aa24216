import { isObject, type JsonValue } from "../../kernel/json.ts";
import { mismatchIn } from "./difference.ts";
import type { Names } from "./names.ts";

const HASH = /^[0-9a-f]{64}$/;

interface Mismatch {
  readonly path: string;
  readonly recorded: JsonValue;
  readonly now: JsonValue;
}

/** What differs in texts that an event names by their hash, such as a prompt; null: nobody has them. */
export function insideOf(names: Names, blob: (hash: string) => Uint8Array | null) {
  const jsonOf = (hash: JsonValue): JsonValue => {
    const bytes = typeof hash === "string" && HASH.test(hash) ? blob(hash) : null;
    try {
      return bytes ? (JSON.parse(Buffer.from(bytes).toString()) as JsonValue) : null;
    } catch {
      return null;
    }
  };
  return (path: string, recorded: JsonValue, now: JsonValue): Mismatch | null => {
    const [then, given] = [jsonOf(recorded), jsonOf(now)];
    if (!isObject(then) || !isObject(given)) return null;
    return mismatchIn(given, then, names, new Map(), path);
  };
}
