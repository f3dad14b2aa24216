import type { JsonObject } from "../../kernel/json.ts";
import type { House } from "./kernel.ts";

/** What `run.replay` answers. */
export interface Replayed extends JsonObject {
  readonly run: string;
  readonly events: number;
  /** Events that were made again and are the same. */
  readonly compared: number;
  readonly difference: JsonObject | null;
  readonly assumed: readonly string[];
}

/** The run, and its whole tree, done again from what is on record. */
export function replayed(house: House, run: string): Promise<Replayed> {
  return house.call<Replayed>("run.replay", { run });
}

/** The same for every run that a house has on record, so that a suite can end with it: the first differences. */
export async function differences(house: House): Promise<readonly JsonObject[]> {
  const { ledger } = house.kernel;
  const roots = ledger
    .branches({ subjectPrefix: "run/" })
    .filter(({ id, root, parent }) => id === root && parent === null);
  const found: JsonObject[] = [];
  for (const { id } of roots) {
    const { difference } = await replayed(house, id);
    if (difference) found.push(difference);
  }
  return found;
}
