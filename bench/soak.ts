// Thousands of runs of Python of all kinds, a part of them hostile: `bun bench/soak.ts [RUNS]`. The last line of standard
// output is the report as JSON; exit code 1 if a result was wrong or anything was left behind.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { openSandbox } from "./sandbox/sandbox.ts";
import { soak } from "./sandbox/soak.ts";
import { faultsOf } from "./sandbox/soak-faults.ts";
import { progress } from "./support/bench.ts";
import { machine } from "./support/machine.ts";
import { withTempFolder } from "./support/temp-folder.ts";

const RUNS = 5000;
const SEED = 20_261_121;

const [given, ...rest] = process.argv.slice(2);
const runs = given === undefined ? RUNS : Number(given);
if (!Number.isInteger(runs) || runs < 1 || rest.length > 0) {
  console.error(`unknown argument ${rest[0] ?? given}: bun bench/soak.ts [RUNS]`);
  process.exit(2);
}
process.exit(await withTempFolder(main));

async function main(folder: string): Promise<number> {
  const temporary = join(folder, "temporary");
  mkdirSync(temporary);
  process.env["TMPDIR"] = temporary; // so that everything that is left behind is ours
  const sandbox = openSandbox(join(folder, "store"), 2);
  const report = await soak(sandbox, { runs, seed: SEED, temporary }, progress);
  const faults = faultsOf(report);
  for (const fault of faults) progress(`fault: ${fault}`);
  console.log(JSON.stringify({ bench: "soak", ...report, faults, machine: machine() }));
  return faults.length === 0 ? 0 : 1;
}
