import { existsSync, lstatSync } from "node:fs";

import { KernelError, usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { connect, homeFolder, homePaths } from "../../socket/index.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { askPerson } from "../prompt.ts";
import { good, oneLine } from "../render/text.ts";
import type { Session } from "../session.ts";
import type { HomeLock } from "../../socket/lock.ts";
import { tracesOfCheckpoints } from "../uninstall/checkpoints.ts";
import { emptyKeychain } from "../uninstall/keychain.ts";
import { removeAll } from "../uninstall/remove.ts";
import {
  isHome,
  together,
  type Trace,
  type Traces,
  tracesOfHome,
  tracesOutside,
} from "../uninstall/traces.ts";

const PATIENCE_MS = 15_000;

export function addUninstall(menu: Menu): void {
  addLeaf<{ purge?: boolean; yes?: boolean }>(menu, menu.program, {
    name: "uninstall",
    summary: "Stop the kernel and remove what was put on this machine; the home stays.",
    examples: ["glassbox uninstall", "glassbox uninstall --purge --yes"],
    build: (command) =>
      void command
        .option("--purge", "the home with all runs, and its checkpoints, too")
        .option("--yes", "do not ask"),
    async handler(session, _, { purge, yes }) {
      const home = homeFolder();
      const isMeant = yes === true || (await ask(session, await look(home, purge === true)));
      if (!isMeant)
        return { data: { removed: [] }, text: "nothing was removed", exit: EXIT.approval };
      const lock = await stopKernel(home);
      try {
        // Again, for a kernel that leaves writes and removes files.
        const { removal, kept } = await look(home, purge === true);
        const inKeychain = purge === true ? await emptyKeychain(home) : [];
        removeAll(removal.steps);
        const goes = removal.goes.filter(({ path }) => !isThere(path));
        const emptied = removal.goes.filter(({ path }) => isThere(path));
        const left = emptied.map(({ path }) => ({ path, what: "emptied of what is ours" }));
        const alone = [...left, ...inKeychain, ...removal.stays];
        const stays = [...kept, ...alone];
        const paths = (traces: readonly Trace[]) => traces.map(({ path }) => path);
        const data = { removed: paths(goes), kept: paths(stays) } as JsonValue;
        return { data, text: describe(goes, kept, alone) };
      } finally {
        lock?.release();
      }
    },
  });
}

interface Order {
  readonly removal: Traces;
  readonly kept: readonly Trace[];
}

async function look(home: string, isPurge: boolean): Promise<Order> {
  const outside = tracesOutside(home);
  if (!isHome(home)) return { removal: outside, kept: [] };
  const checkpoints = await tracesOfCheckpoints(home);
  if (!isPurge) {
    const kept = [{ path: home, what: "runs, ledger, settings" }, ...checkpoints.goes];
    return { removal: outside, kept };
  }
  return { removal: together([outside, checkpoints, tracesOfHome(home)]), kept: [] };
}

async function ask(session: Session, { removal }: Order): Promise<boolean> {
  if (!session.mayAsk) throw usage("nobody can be asked here", "add --yes");
  const lines = ["This stops the kernel and removes", ...removal.goes.map(line)];
  const others = ["and leaves alone", ...removal.stays.map(line)];
  session.terminal.note([...lines, ...(removal.stays.length === 0 ? [] : others)].join("\n"));
  return (await askPerson(session.terminal, "Go on?")) === true;
}

/** Runs that are under way come to rest where they can be resumed. Until the lock is let go no kernel begins. */
async function stopKernel(home: string): Promise<HomeLock | null> {
  const paths = homePaths(home);
  if (!existsSync(paths.lock)) return null;
  const client = await connect({ home, start: false, via: "terminal", onNotice: () => {} });
  try {
    await client.call("kernel.stop");
  } catch (error) {
    // None runs, or it left while it was asked.
    if (!(error instanceof KernelError) || error.code !== "unavailable") throw error;
  } finally {
    await client.close();
  }
  const { takeLock } = await import("../../socket/lock.ts");
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const lock = takeLock(paths.lock);
    if (lock) return lock;
    if (Date.now() > deadline)
      throw new KernelError("unavailable", `the kernel of ${home} does not end`, {
        hint: "end that process and try again",
      });
    await Bun.sleep(50);
  }
}

function describe(
  removed: readonly Trace[],
  kept: readonly Trace[],
  left: readonly Trace[],
): string {
  const program = "the program itself is the folder that you started it from";
  return [
    `${good("✓")} the kernel is stopped`,
    ...(removed.length === 0 ? ["nothing had to be removed"] : ["removed", ...removed.map(line)]),
    ...(kept.length === 0 ? [] : ["kept (--purge removes it)", ...kept.map(line)]),
    ...(left.length === 0 ? [] : ["left alone", ...left.map(line)]),
    `a line with "glassbox completion" in your shell's start file is yours to take out; ${program}`,
  ].join("\n");
}

function line({ path, what }: Trace): string {
  return `  ${oneLine(path)}  (${what})`;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
