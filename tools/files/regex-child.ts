// Runs one regular expression over lines, in a process that can be killed when it never ends:
// the engine can be stopped in no other way, not even in a worker.

export interface RegexRequest {
  readonly pattern: string;
  readonly flags: string;
  readonly lines: readonly string[];
}

export type RegexReply =
  | { readonly ok: true; readonly matches: readonly number[] }
  | { readonly ok: false };

/**
 * The engine gives up on some expressions that backtrack too much, and then says "no match".
 * A line that takes this long is therefore reported, never counted as one that does not match.
 */
const SLOW_MS = 100;

function matchLines({ pattern, flags, lines }: RegexRequest): RegexReply {
  const expression = new RegExp(pattern, flags);
  const matches: number[] = [];
  for (const [index, line] of lines.entries()) {
    // Slow twice in a row: once may be a busy machine.
    if (takesLong(expression, line) && takesLong(expression, line)) return { ok: false };
    if (expression.test(line)) matches.push(index);
  }
  return { ok: true, matches };
}

function takesLong(expression: RegExp, line: string): boolean {
  const start = performance.now();
  expression.test(line);
  return performance.now() - start > SLOW_MS;
}

if (import.meta.main) {
  process.on("message", (request: RegexRequest) => process.send?.(matchLines(request)));
  process.on("disconnect", () => process.exit());
}
