// Every test of the repository: `bun .ci/test.ts [--live] [PATH…] [flags of bun test]`. The last line counts them.
// Tests against real models (*.live.test.ts) are left out, and with --live they are the only ones.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { countSkippedAsFailed, parseTotals, totalsLine } from "./totals.ts";
import { walk } from "./walk.ts";

const root = join(import.meta.dir, "..");
const given = process.argv.slice(2);
const isLive = given[0] === "--live";
const args = isLive ? given.slice(1) : given;
const firstFlag = args.findIndex((arg) => arg.startsWith("-"));
const named = firstFlag === -1 ? args : args.slice(0, firstFlag);
const flags = firstFlag === -1 ? [] : args.slice(firstFlag);

const missing = named.find((path) => !existsSync(join(root, path)));
if (missing !== undefined) {
  console.error(`no file or folder "${missing}" in this repository: name tests by their path`);
  process.exit(2);
}

// Each file by its path: `bun test` alone would pass over dot folders.
const starts = named.length === 0 ? ["."] : named;
const files = starts
  .flatMap((start) => walk(root, start))
  .filter((path) => /\.test\.tsx?$/.test(path))
  .filter((path) => /\.live\.test\.tsx?$/.test(path) === isLive);
if (files.length === 0) {
  const pattern = isLive ? "*.live.test.ts" : "*.test.ts without *.live.test.ts, which need --live";
  console.error(`no test files (${pattern}) there: a run without tests proves nothing`);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

const paths = [...new Set(files)].map((path) => `./${path}`);
const child = Bun.spawn([process.execPath, "test", "--timeout=30000", ...flags, ...paths], {
  cwd: root,
  stdin: "inherit",
  stdout: "inherit",
  stderr: "pipe",
});
for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));

let output = "";
const decoder = new TextDecoder();
for await (const chunk of child.stderr) {
  process.stderr.write(chunk);
  output += decoder.decode(chunk, { stream: true });
}

const exitCode = await child.exited;
const found = parseTotals(output, exitCode);
const isCi = process.env["CI"] === "true";
if (isCi && found.skipped > 0) {
  console.error(`with CI=true a skipped test has failed: ${found.skipped} (see "(skip)" above)`);
}
const totals = isCi ? countSkippedAsFailed(found) : found;
console.log(totalsLine(totals));
process.exitCode = totals.failed === 0 ? 0 : 1;
