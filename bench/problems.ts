// The canonical solutions of public problems, in the locked sandbox: `bun bench/problems.ts DIR`. DIR holds HumanEval
// and MBPP as they are published. The last line of standard output is the result as JSON; exit code 1 if any failed.
import { findNativePython } from "./sandbox/native-python.ts";
import { openSandbox } from "./sandbox/sandbox.ts";
import { ProblemsError } from "./problems/problem.ts";
import { readProblems } from "./problems/read-problems.ts";
import { runProblems } from "./problems/run-problems.ts";
import { progress } from "./support/bench.ts";
import { machine } from "./support/machine.ts";
import { rounded } from "./support/statistics.ts";
import { withTempFolder } from "./support/temp-folder.ts";

process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const [folder, ...rest] = args;
  if (folder === undefined || folder.startsWith("-") || rest.length > 0) {
    console.error("bun bench/problems.ts DIR: the folder with HumanEval.jsonl(.gz) and mbpp.jsonl");
    return 2;
  }
  try {
    return await withTempFolder((store) => measure(folder, store));
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    console.error(error.message);
    return 2;
  }
}

async function measure(folder: string, store: string): Promise<number> {
  const problems = readProblems(folder);
  const python = findNativePython();
  if (python === null)
    progress("python3 (3.11 or later) is not installed: nothing to compare with");
  const sandbox = openSandbox(store, 1);
  try {
    progress("starting the sandbox");
    await sandbox.pool.warm("base");
    const { sandbox: ours, native } = await runProblems(problems, sandbox, python, progress);
    const { passed, total, failed, p50Ms, p95Ms, wallMs } = ours;
    const compared = native && {
      python: python?.version.join("."),
      ...native,
      sandboxToNative: rounded(wallMs / native.wallMs),
    };
    const walls = sandbox.pool.status().walls.map(({ name, state }) => `${name} ${state}`);
    const result = { passed, total, failed, p50Ms, p95Ms, wallMs, native: compared, walls };
    console.log(JSON.stringify({ bench: "problems", ...result, machine: machine() }));
    return passed === total ? 0 : 1;
  } finally {
    await sandbox.close();
  }
}
