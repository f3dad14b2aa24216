import { missedBars } from "./bars.ts";
import { machine } from "./machine.ts";
import type { Result } from "./result.ts";
import { rounded } from "./statistics.ts";

export interface Measured {
  readonly figures: Readonly<Record<string, number>>;
  readonly missing?: readonly string[];
}

/** For people; the last line of standard output is for programs. */
export function progress(line: string): void {
  console.error(line);
}

/** Runs a bench as a program: `bun bench/NAME.ts [--quick]`; a bench with arguments of its own gives the others. */
export async function runBench(
  name: string,
  measure: (options: { readonly quick: boolean }) => Promise<Measured>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const unknown = args.filter((argument) => argument !== "--quick");
  if (unknown.length > 0) {
    console.error(`unknown argument ${unknown[0]}: bun bench/${name}.ts [--quick]`);
    process.exit(2);
  }
  const quick = args.includes("--quick");
  const { figures: raw, missing = [] } = await measure({ quick });
  const entries = Object.entries(raw).map(([figure, value]) => [figure, rounded(value)]);
  const figures = Object.fromEntries(entries) as Record<string, number>;
  for (const [figure, value] of Object.entries(figures)) progress(`  ${figure}: ${value}`);
  for (const line of missedBars(name, figures)) progress(`missed: ${line}`);
  for (const peer of missing) progress(`missing: ${peer} could not be installed`);
  const result: Result = { bench: name, quick, figures, machine: machine(), missing: [...missing] };
  console.log(JSON.stringify(result));
  process.exit(0);
}
