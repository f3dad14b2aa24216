import { expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { connect } from "../../ui/socket/index.ts";
import { overdue } from "./overdue.ts";

setDefaultTimeout(60_000);

test("a program gets the overdue tasks with their places, and leaves a run that others can look at", async () => {
  const folder = mkdtempSync(join(tmpdir(), "glassbox-embed-"));
  const home = join(folder, "home");
  const vault = join(folder, "vault");
  cpSync(fileURLToPath(new URL("../vault", import.meta.url)), vault, { recursive: true });
  const report = await overdue(vault, "2026-11-20", home);
  expect(report.outcome).toBe("done");
  expect(report.citations.map(({ path, line }) => `${path}:${line}`).toSorted()).toEqual([
    "daily/2026-11-17.md:3",
    "projects/Bluebird.md:8",
    "projects/Tidewater Clinic.md:2",
  ]);
  const other = await connect({ home, start: false });
  const { runs } = (await other.call("runs.list", {})) as { runs: { outcome: string }[] };
  expect(runs.map((run) => run.outcome)).toEqual(["done"]);
  await other.call("kernel.stop", {});
  await other.close();
  rmSync(folder, { recursive: true, force: true });
});
