import { runPrograms } from "./run-programs.ts";
import type { Sandbox } from "./sandbox.ts";
import type { StoredProgram } from "./stored-programs.ts";

const FIXED = { seed: 2026, epoch: Date.UTC(2026, 10, 21) };

/** How many programs use other fuel, or leave another transcript, in a second process with the same seed and clock. */
export async function measureRepeats(
  sandbox: Sandbox,
  programs: readonly StoredProgram[],
): Promise<Readonly<Record<string, number>>> {
  const [one, two] = await Promise.all(
    ["one", "two"].map((tenant) => runPrograms(sandbox, programs, { fixed: FIXED, tenant })),
  );
  const pairs = programs.map(({ name }) => [one!.get(name)!.outcome, two!.get(name)!.outcome]);
  return {
    fuelDiffers: pairs.filter(([a, b]) => a!.usage.fuel !== b!.usage.fuel).length,
    digestDiffers: pairs.filter(([a, b]) => a!.digest !== b!.digest).length,
  };
}
