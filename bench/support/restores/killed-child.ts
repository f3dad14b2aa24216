// Restores in a process of its own and kills it at the given change: KILLED-CHILD HOME DIR ITEMS AT.
import { readFileSync } from "node:fs";

import type { RestoreItem } from "../../../plugins/contracts/files.ts";
import { openStand } from "./stand.ts";

const [home = "", dir = "", file = "", at = ""] = process.argv.slice(2);
let count = 0;
const stand = await openStand(home, (point) => {
  count += 1;
  process.stdout.write(`${point}\n`);
  if (count === Number(at)) process.kill(process.pid, "SIGKILL");
});
const items = JSON.parse(readFileSync(file, "utf8")) as readonly RestoreItem[];
if (items.length > 0) await stand.restore(dir, items);
await stand[Symbol.asyncDispose]();
