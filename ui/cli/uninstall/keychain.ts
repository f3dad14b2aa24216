import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Trace } from "./traces.ts";

/** Secrets that are kept outside the home go with it; what the keychain does not let go is named. */
export async function emptyKeychain(home: string): Promise<readonly Trace[]> {
  if (!existsSync(join(home, "secrets.json"))) return [];
  const { forgetKeychain } = await import("../../../plugins/secrets/forget.ts");
  const left = await forgetKeychain(home);
  return left.map((name) => ({ path: `glassbox ${home} ${name}`, what: "in the keychain" }));
}
