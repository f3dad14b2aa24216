import { expect } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Manifest } from "../../plugins/backup/manifest.ts";
import type { RestoreOrder } from "../../plugins/backup/restore-home.ts";
import { systemClock } from "../../plugins/house/clock.ts";
import { randomIds } from "../../plugins/house/ids.ts";
import { originPublicKey } from "../../plugins/house/origin-key.ts";
import { type House, openHouse } from "../support/kernel.ts";
import { temporaryFolder } from "../support/test-folder.ts";

export const READ = {
  goal: "read a note",
  steps: [
    {
      id: "text",
      intent: "Read it",
      do: { tool: { server: "files", name: "files_read", args: { path: "note.md" } } },
    },
  ],
  answer: "${text.text}",
};

export async function houseWithRun(text = "hello\n"): Promise<[House, string]> {
  const house = await openHouse();
  writeFileSync(join(house.dir, "note.md"), text);
  return [house, (await house.run(READ)).run];
}

export const FULL = { code: "unavailable", message: expect.stringContaining("full") };
/** Only root can mount a small disk. */
export const canMount = process.platform === "linux" && process.getuid?.() === 0;

export async function onSmallDisk(use: (disk: string) => Promise<void>): Promise<void> {
  const disk = temporaryFolder();
  Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]);
  try {
    await use(disk);
  } finally {
    Bun.spawnSync(["umount", disk]);
  }
}

export const homeOf = (house: House) => join(house.home, "home");
export const placeFor = (name = "backup") => join(temporaryFolder(), name);

export function backup(house: House, dir: string, withSecrets = false): Promise<Manifest> {
  return house.call<never>("home.backup", { dir, withSecrets });
}

export function order(from: string, home: string, more: Partial<RestoreOrder> = {}): RestoreOrder {
  const writer = { clock: systemClock, ids: randomIds, publicKey: originPublicKey };
  const free = () => ({ release: () => {} });
  return { from, home, force: false, lock: free, checkpoints: () => null, writer, ...more };
}
