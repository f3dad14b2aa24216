// Restores as a user whom permissions bind: HOME DIR ITEMS; says what came of it.
import { readFileSync } from "node:fs";

import type { RestoreItem } from "../../../plugins/contracts/files.ts";
import { openStand } from "./stand.ts";

const [home = "", dir = "", file = ""] = process.argv.slice(2);
const items = JSON.parse(readFileSync(file, "utf8")) as readonly RestoreItem[];
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}
await using stand = await openStand(home);
const { items: planned } = stand.restores.plan(dir, items);
const said = await stand.restore(dir, items, "force").catch((error: Error) => ({
  error: error.message,
}));
console.log(JSON.stringify({ planned, said }));
