import { isObject } from "../stubs/hint.ts";

/** Capabilities of a client that answers what a program needs of it; without them the arguments do not exist. */
export const TOOLS = "dev.glassbox/tools";
export const FILES = "dev.glassbox/files";

export interface Offers {
  /** It lists its tools and calls them for a program. */
  readonly tools: boolean;
  /** It reads files of the run's folder and writes changes back. */
  readonly files: boolean;
}

export const NOTHING: Offers = { tools: false, files: false };

export function offersOf(capabilities: unknown): Offers {
  const has = (name: string) =>
    isObject(capabilities) &&
    [capabilities["extensions"], capabilities["experimental"]].some(
      (group) => isObject(group) && isObject(group[name]),
    );
  return { tools: has(TOOLS), files: has(FILES) };
}
