// The rules of the house: `bun .ci/check.ts [FOLDER]`. The last line counts the rules; exit 1 when one is broken.
import { join, resolve } from "node:path";
import { checkHouse } from "./check/index.ts";

const tools = join(import.meta.dir, "..");
const findings = checkHouse({ tools, root: resolve(process.argv[2] ?? tools) });
const shown = 40;

for (const { name, figure, failures } of findings) {
  console.log(`${failures.length === 0 ? "✓" : "✗"} ${name}: ${figure}`);
  for (const failure of failures.slice(0, shown)) console.log(`    ${failure}`);
  if (failures.length > shown) console.log(`    and ${failures.length - shown} more`);
}

const failed = findings.filter((finding) => finding.failures.length > 0).length;
console.log(`check: ${findings.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
