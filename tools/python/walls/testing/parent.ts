import { readSync, writeSync } from "node:fs";
import { join } from "node:path";

import type { Orders } from "./captive.ts";

/**
 * Starts a captive in the folder `argv[3]`, passes on what it says and its number, and waits to be killed. The captive
 * has no input that could end: that the parent is gone, only its number tells.
 */
const orders = JSON.parse(process.argv[2] ?? "") as Orders;
const captive = Bun.spawn(
  [process.execPath, "--smol", join(import.meta.dir, "captive.ts"), JSON.stringify(orders)],
  { cwd: process.argv[3] ?? "", env: {}, stdin: "ignore", stdout: "inherit", stderr: "inherit" },
);
writeSync(1, `${JSON.stringify({ pid: captive.pid })}\n`);
readSync(0, new Uint8Array(1));
