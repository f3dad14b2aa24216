import type { LedgerEvent } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import { conduct } from "./conduct.ts";
import type { Difference } from "./difference.ts";
import { recordOf } from "./record.ts";
import { unnotedModels } from "./recorded-models.ts";
import type { ReplaySources } from "./sources.ts";
import { openStage } from "./stage.ts";
import type { Edit } from "./view.ts";

export interface ReplayOptions {
  /** What if something else had been recorded? */
  readonly edit?: Edit;
  /** Milliseconds in which nothing happens, after which nothing more is expected. */
  readonly patience?: number;
}

export interface Replayed {
  /** The first run of the tree: all of it is replayed. */
  readonly run: string;
  readonly events: number;
  /** Events that were made again and are the same. */
  readonly compared: number;
  readonly difference: Difference | null;
  /** What was taken from the record without making it again, in sentences. */
  readonly assumed: readonly string[];
}

const PATIENCE_MS = 2000;

/** The whole run tree again, from its recorded answers, in a second kernel that reaches nobody and writes nothing. */
export async function replayTree(
  host: Host,
  sources: ReplaySources,
  root: string,
  { edit = (event) => event, patience = PATIENCE_MS }: ReplayOptions = {},
): Promise<Replayed> {
  const { ledger } = host.kernel();
  const record = recordOf(ledger, root, edit);
  const stage = openStage(host, sources, { root, record, edit });
  try {
    const difference = await conduct(stage, patience);
    const { compared } = stage.gate;
    const { believed } = stage;
    return {
      run: root,
      events: record.length,
      compared,
      difference,
      assumed: assumptions(record, believed),
    };
  } finally {
    await stage.close();
  }
}

function assumptions(
  record: readonly LedgerEvent[],
  believed: ReadonlyMap<string, number>,
): string[] {
  const words = [...believed].map(([type, count]) => `${count} × ${type}`);
  const older = record.filter(({ version, storedVersion }) => storedVersion < version).length;
  const unknown = unnotedModels(record);
  return [
    "answers of tools and models, what was seen of the folder, and how long things took are the recorded ones",
    ...(words.length === 0
      ? []
      : [`what came from outside came again as recorded: ${words.join(", ")}`]),
    ...(older === 0
      ? []
      : [`${older} events of older versions are matched by type and step alone`]),
    ...(unknown.length === 0 ? [] : [`only the name is on record of ${unknown.join(", ")}`]),
  ];
}
