import { join } from "node:path";

/** Where a home keeps its own token, and the hashes of all that there are. */
export function tokenPaths(home: string): { readonly token: string; readonly tokens: string } {
  return { token: join(home, "token"), tokens: join(home, "tokens.json") };
}
