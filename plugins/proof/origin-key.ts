import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { KernelError, messageOf } from "../../kernel/error.ts";

/** The private key of an origin. Throws where it is missing, or is not the one that the chain was opened with. */
export function originKeyIn(tenantDir: string, publicKey: string): KeyObject {
  const path = join(tenantDir, "origin.key");
  const hint = "restore that file from a backup with secrets";
  if (!existsSync(path)) throw new KernelError("unavailable", `${path} is missing`, { hint });
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(path));
  } catch (error) {
    throw new KernelError("unavailable", `${path} is no key: ${messageOf(error)}`, { hint });
  }
  const own = createPublicKey(key).export({ type: "spki", format: "der" });
  if (own.toString("base64") === publicKey) return key;
  throw new KernelError("unavailable", `${path} is not the key of this ledger's chain`, { hint });
}
