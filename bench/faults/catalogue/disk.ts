import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { asKernelError } from "../../../kernel/error.ts";
import { openHouse } from "../../support/kernel.ts";
import type { Ending, Fault } from "../fault.ts";
import { play, stopped } from "../play.ts";
import { three } from "../plans.ts";
import type { Stage } from "../stage.ts";

/** The disk that the home is on; a small one can only be mounted by root. */
export const DISK_FAULTS: readonly Fault[] = [
  {
    name: "a full disk",
    bar: "right",
    needs: "root",
    play: (stage) =>
      onDisk(stage, () => {
        const ballast = join(stage.home, "ballast");
        return play(stage, three("put"), {
          servers: [stage.server({ fault: "fills the disk", file: ballast })],
          mend: () => rmSync(ballast),
        });
      }),
  },
  {
    name: "a read-only home",
    bar: "right",
    needs: "root",
    play: (stage) =>
      onDisk(stage, async () => {
        const servers = [stage.server({})];
        await (await openHouse({ home: stage.home })).close();
        mount("-o", "remount,ro", stage.home);
        const refused = await refusal(stage);
        mount("-o", "remount,rw", stage.home);
        return refused === "" ? silent() : play(stage, three("put"), { servers });
      }),
  },
];

/** Why a kernel does not open its home; nothing when it does, or says nothing. */
async function refusal({ home, world }: Stage): Promise<string> {
  try {
    writeFileSync(join(home, "probe"), "");
  } catch {
    world.strike("read-only");
  }
  try {
    await (await openHouse({ home })).close();
    return "";
  } catch (error) {
    return asKernelError(error).message;
  }
}

function silent(): Ending {
  return { ...stopped(""), isTrue: false, ledger: "broken" };
}

async function onDisk(stage: Stage, use: () => Promise<Ending>): Promise<Ending> {
  mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", stage.home);
  try {
    return await use();
  } finally {
    Bun.spawnSync(["umount", stage.home]);
  }
}

function mount(...args: readonly string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(["mount", ...args]);
  if (exitCode !== 0) throw new Error(stderr.toString());
}
