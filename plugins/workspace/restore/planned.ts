import type { PlannedItem } from "../../contracts/files.ts";
import type { Seen } from "./look.ts";

/** A line of a plan, and what was seen when it was made. */
export interface Planned {
  readonly item: PlannedItem;
  readonly seen: Seen;
}
