export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * The totals that `bun test` prints last. Its JUnit report is no source for them: it leaves out files that do not load
 * and counts what a name pattern filtered out as skipped.
 */
export function parseTotals(output: string, exitCode: number): Totals {
  const end = [...output.matchAll(/^Ran \d+ tests? across /gm)].at(-1)?.index;
  const summary = end === undefined ? "" : (output.slice(0, end).split("\n\n").at(-1) ?? "");
  const count = (word: string): number =>
    Number(new RegExp(`^\\s*(\\d+) ${word}s?$`, "m").exec(summary)?.[1] ?? 0);
  const failed = Math.max(count("fail"), count("error"));
  const passed = count("pass");
  const skipped = count("skip") + count("todo");
  // No test is no success, and neither is a run that broke off after its last green test.
  const isBroken = exitCode !== 0 || passed + skipped === 0;
  return { passed, failed: failed === 0 && isBroken ? 1 : failed, skipped };
}

/** Where programs are installed on purpose, a test that had to be skipped is a test that failed. */
export function countSkippedAsFailed({ passed, failed, skipped }: Totals): Totals {
  return { passed, failed: failed + skipped, skipped: 0 };
}

export function totalsLine({ passed, failed, skipped }: Totals): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}
