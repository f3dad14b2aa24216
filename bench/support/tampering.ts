import { Database } from "bun:sqlite";
import { generateKeyPairSync } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import { canonicalize, type JsonObject } from "../../kernel/json.ts";
import { hashEnvelope, hashPayload } from "../../kernel/ledger/envelope.ts";
import type { SealedEvent } from "../../kernel/ledger/index.ts";
import { secondPlace } from "../../plugins/proof/second-place.ts";
import { openSqlite } from "./ledger.ts";

/** What somebody does who has all files of a home: its ledger, its key, and perhaps the checkpoints beside it. */
export class Tampering {
  /** The folder that `openHouse` calls `home`. */
  readonly top: string;

  constructor(original: string, copy: string) {
    cpSync(original, copy, { recursive: true });
    this.top = copy;
    // The folder of checkpoints goes by the path of its home.
    const [was, is] = [original, copy].map(placeOf);
    const moved = join(copy, relative(original, was!));
    if (existsSync(moved)) renameSync(moved, is!);
  }

  get tenantDir(): string {
    return join(this.top, "home", "tenants", "default");
  }

  get checkpoints(): string {
    const folder = placeOf(this.top);
    return join(folder, readdirSync(folder)[0]!);
  }

  sql(...statements: readonly string[]): void {
    const db = new Database(join(this.tenantDir, "ledger.db"));
    for (const statement of statements) db.run(statement);
    db.close();
  }

  /** Changes the checkpoints' file. */
  editCheckpoints(change: (text: string) => string): void {
    writeFileSync(this.checkpoints, change(readFileSync(this.checkpoints, "utf8")));
  }

  /** Changes payloads and then computes every hash anew, so that the chain holds by itself. */
  async rewrite(change: (event: SealedEvent, data: JsonObject) => JsonObject): Promise<void> {
    const ledger = await openSqlite({ dir: this.tenantDir });
    const events = [...ledger.sealed()];
    await ledger.close();
    const db = new Database(join(this.tenantDir, "ledger.db"));
    const update = db.query(
      "update events set data = ?, blob = null, datahash = ?, prevhash = ?, hash = ? where oseq = ?",
    );
    let prevhash: Uint8Array = new Uint8Array(32);
    for (const event of events) {
      const payload = canonicalize(change(event, JSON.parse(event.payload!) as JsonObject));
      const datahash = hashPayload(event.salt!, payload);
      const hash = hashEnvelope({ ...event, datahash, prevhash });
      update.run(payload, datahash, prevhash, hash, event.oseq);
      prevhash = hash;
    }
    db.close();
  }

  /** The same under a key of one's own. */
  async rewriteWithKey(change: (event: SealedEvent, data: JsonObject) => JsonObject) {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const spki = publicKey.export({ type: "spki", format: "der" }).toString("base64");
    const pem = privateKey.export({ type: "pkcs8", format: "pem" });
    writeFileSync(join(this.tenantDir, "origin.key"), pem);
    await this.rewrite((event, data) =>
      event.type === "origin.opened" ? { ...data, publicKey: spki } : change(event, data),
    );
  }
}

/** Where `openHouse` lets the checkpoints of a home go. */
export function placeOf(top: string): string {
  const config = () => ({ proof: { checkpoints: join(top, "checkpoints") } });
  return secondPlace({ home: join(top, "home"), config })!;
}
