import type { Folders } from "./folders.ts";
import type { Ignored } from "./ignored.ts";
import type { Store } from "./store/store.ts";

/** What looking at files needs. */
export interface Sight {
  readonly store: Store;
  readonly folders: Folders;
  readonly ignored: Ignored;
}
