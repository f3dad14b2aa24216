import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The key of a writer identity. Its public half stands in `origin.opened`, the first event of the chain;
 * the private half signs checkpoints and never leaves this file (mode 0600).
 */
export async function originPublicKey(dir: string): Promise<string> {
  const path = join(dir, "origin.key");
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }), {
      mode: 0o600,
      flag: "wx",
    });
    chmodSync(path, 0o600);
  }
  const spki = createPublicKey(readFileSync(path)).export({ type: "spki", format: "der" });
  return Buffer.from(spki).toString("base64");
}
