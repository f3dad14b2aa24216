import { existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { messageOf } from "../../../kernel/error.ts";
import { NONE, together, type Trace, type Traces } from "./traces.ts";

/** Signed checkpoints of this home: in the folder that is made for it, and in the one that its configuration names. */
export async function tracesOfCheckpoints(home: string): Promise<Traces> {
  const [{ openConfig }, { secondPlace }, { checkpointNames, ownCheckpoints }] = await Promise.all([
    import("../../../plugins/house/config-file.ts"),
    import("../../../plugins/proof/second-place.ts"),
    import("../../../plugins/backup/own-checkpoints.ts"),
  ]);
  const homes = [...new Set([resolve(home), realpathSync(home)])];
  const usual = homes.map((one) => secondPlace({ home: one, config: () => ({}) })!);
  const notes: Trace[] = [];
  let named: string | null = null;
  try {
    named = secondPlace({ home, config: () => openConfig(home).read() });
  } catch {
    const what = "cannot be read, so checkpoints that it puts elsewhere stay";
    notes.push({ path: join(home, "config.json"), what });
  }
  const all = usual.map((folder): Traces => {
    const { steps, ...rest } = inFolder(folder, checkpointNames(folder));
    // The one that holds the folders of all homes.
    const above = steps.length > 0 ? [{ path: dirname(folder), is: "folder" as const }] : [];
    return { ...rest, steps: [...steps, ...above] };
  });
  if (named !== null && !usual.includes(named)) {
    try {
      all.push(inFolder(named, ownCheckpoints(named, home)));
    } catch (error) {
      notes.push({ path: named, what: `its files cannot be told apart: ${messageOf(error)}` });
    }
  }
  return together([...all, { ...NONE, stays: notes }]);
}

function inFolder(folder: string, names: readonly string[]): Traces {
  if (!existsSync(folder) || names.length === 0) return NONE;
  const what = "signed checkpoints";
  const files = names.map((name) => join(folder, name));
  const steps = [
    ...files.map((path) => ({ path, is: "file" as const })),
    { path: folder, is: "folder" as const },
  ];
  if (readdirSync(folder).length === names.length)
    return { steps, goes: [{ path: folder, what }], stays: [] };
  const goes = files.map((path) => ({ path, what }));
  return { steps, goes, stays: [{ path: folder, what: "holds what is not ours" }] };
}
