import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { bytesBelow, withTempFolder } from "../support/temp-folder.ts";
import { startContestant } from "./contestant-process.ts";

const OURS = { name: "Glassbox", program: join(import.meta.dir, "glassbox.ts") };

test("our contestant runs laps of real calls, and its store is there when it has ended", async () => {
  await withTempFolder(async (folder) => {
    const process = startContestant(OURS, folder);
    expect(await process.lap(3)).toBeGreaterThan(0);
    expect(await process.lap(5)).toBeGreaterThan(0);
    await process.end();
    expect(bytesBelow(folder)).toBeGreaterThan(4096);
  });
});

test("a contestant that fails is named, with what it said", async () => {
  await withTempFolder(async (folder) => {
    const program = join(folder, "broken.ts");
    writeFileSync(program, 'throw new Error("no disk today");\n');
    const process = startContestant({ name: "Broken", program }, join(folder, "store"));
    expect(process.lap(3)).rejects.toThrow(/Broken ended in a run of 3 steps[^]*no disk today/);
    await process.lap(3).catch(() => {});
  });
});
