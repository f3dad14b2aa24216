import { existsSync, rmSync } from "node:fs";

import { KernelError, usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { connect, homeFolder, homePaths } from "../../socket/index.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { askPerson } from "../prompt.ts";
import { good, oneLine } from "../render/text.ts";
import type { Session } from "../session.ts";
import { type Trace, tracesOfRuns, tracesOutside } from "../uninstall/traces.ts";

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
      const runs = tracesOfRuns(home, await checkpointsOf(home));
      const traces = [...tracesOutside(home), ...(purge ? runs : [])];
      const kept = purge ? [] : runs;
      const isMeant = yes === true || (await ask(session, traces));
      if (!isMeant)
        return { data: { removed: [] }, text: "nothing was removed", exit: EXIT.approval };
      await stopKernel(home);
      for (const { path } of traces) rmSync(path, { recursive: true, force: true });
      const removed = traces.map(({ path }) => path);
      const data = { removed, kept: kept.map(({ path }) => path) } as JsonValue;
      return { data, text: describe(traces, kept) };
    },
  });
}

async function ask(session: Session, traces: readonly Trace[]): Promise<boolean> {
  if (!session.mayAsk) throw usage("nobody can be asked here", "add --yes");
  session.terminal.note(["This stops the kernel and removes", ...traces.map(line)].join("\n"));
  return (await askPerson(session.terminal, "Go on?")) === true;
}

/** Runs that are under way come to rest where they can be resumed. */
async function stopKernel(home: string): Promise<void> {
  const paths = homePaths(home);
  if (!existsSync(paths.lock)) return;
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
    lock?.release();
    if (lock) return;
    if (Date.now() > deadline)
      throw new KernelError("unavailable", `the kernel of ${home} does not end`, {
        hint: "end that process and try again",
      });
    await Bun.sleep(50);
  }
}

/** Null: there are none, or the configuration that would say where cannot be read. */
async function checkpointsOf(home: string): Promise<string | null> {
  if (!existsSync(homePaths(home).stamp)) return null;
  const [{ openConfig }, { secondPlace }] = await Promise.all([
    import("../../../plugins/house/config-file.ts"),
    import("../../../plugins/proof/second-place.ts"),
  ]);
  try {
    return secondPlace({ home, config: () => openConfig(home).read() });
  } catch (error) {
    if (error instanceof KernelError && error.code === "usage") return null;
    throw error;
  }
}

function describe(removed: readonly Trace[], kept: readonly Trace[]): string {
  const program = "the program itself is the folder that you started it from";
  return [
    `${good("✓")} the kernel is stopped`,
    ...(removed.length === 0 ? ["nothing had to be removed"] : ["removed", ...removed.map(line)]),
    ...(kept.length === 0 ? [] : ["kept (--purge removes it)", ...kept.map(line)]),
    `a line with "glassbox completion" in your shell's start file is yours to take out; ${program}`,
  ].join("\n");
}

function line({ path, what }: Trace): string {
  return `  ${oneLine(path)}  (${what})`;
}
