import {
  closeSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

import { verify } from "../../support/verify.ts";
import { asKernelError } from "../../../kernel/error.ts";
import { openHouse } from "../../support/kernel.ts";
import { call } from "../../support/plan.ts";
import type { Ending, Fault } from "../fault.ts";
import { play, stopped } from "../play.ts";
import { three } from "../plans.ts";
import type { Stage } from "../stage.ts";
import { recovered, runUntilKilled } from "./processes.ts";

const PAGE = 4096;

const ledgerOf = ({ home }: Stage) => join(home, "home/tenants/default/ledger.db");
const noise = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

/** The ledger's own file: locked, damaged, torn. */
export const LEDGER_FAULTS: readonly Fault[] = [
  {
    name: "the ledger locked by another program",
    bar: "right",
    play(stage) {
      const servers = [stage.server({ fault: "locks the ledger", file: ledgerOf(stage) })];
      const letGo = async () => {
        writeFileSync(join(stage.world.folder, "let-go"), "");
        await Bun.sleep(200);
      };
      return play(stage, three("put"), { servers, mend: letGo });
    },
  },
  {
    name: "the end of the ledger overwritten",
    bar: "safe",
    play: (stage) => damaged(stage, overwriteEnd),
  },
  { name: "the end of the ledger cut off", bar: "safe", play: (stage) => damaged(stage, cutEnd) },
  {
    name: "the last write to the log torn (WAL)",
    bar: "right",
    async play(stage) {
      // The kernel dies of a read, so that what is torn is no more than the intent of a read.
      const read = call("rest", "world__look", { name: "a" }, { after: ["a"] });
      const task = three("put", [read]);
      await runUntilKilled(stage, task, {
        fault: "kills the kernel before",
        on: "look a",
        times: 2,
      });
      tear(`${ledgerOf(stage)}-wal`, stage);
      return recovered(stage, task);
    },
  },
];

/** A finished run whose ledger somebody damages while nobody looks. It has to be said, at the opening or by `verify`. */
async function damaged(
  stage: Stage,
  damage: (path: string, stage: Stage) => void,
): Promise<Ending> {
  const servers = [stage.server({})];
  const before = await play(stage, three("put"), { servers });
  if (before.said !== "done") return before;
  damage(ledgerOf(stage), stage);
  const told = (reason: string): Ending => ({
    ...stopped(reason),
    isTrue: false,
    ledger: reason === "" ? "broken" : "told",
  });
  try {
    await using house = await openHouse({ home: stage.home, servers });
    const { faults } = verify(house.kernel.ledger);
    return told(faults.map(({ oseq, what }) => `event ${oseq}: ${what}`).join("; "));
  } catch (error) {
    return told(asKernelError(error).message);
  }
}

function overwriteEnd(path: string, { world }: Stage): void {
  const { size } = statSync(path);
  write(path, noise(2 * PAGE), size - 2 * PAGE);
  world.strike("overwritten");
}

function cutEnd(path: string, { world }: Stage): void {
  truncateSync(path, statSync(path).size - 3 * PAGE);
  world.strike("cut off");
}

/** As a power cut leaves it: the last page of the last commit is not what it should have been. */
function tear(path: string, { world }: Stage): void {
  const { length } = readFileSync(path);
  write(path, noise(PAGE / 2), length - PAGE / 2);
  world.strike("torn");
}

function write(path: string, bytes: Uint8Array, at: number): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}
