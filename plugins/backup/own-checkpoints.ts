import { Database } from "bun:sqlite";
import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { isObject } from "../../kernel/json.ts";
import { RESTORED } from "./event-types.ts";

/** `TENANT@ORIGIN.checkpoints`: whatever else lies in a folder of checkpoints is somebody's. */
const CHECKPOINTS = /^[^@/]+@[^@/]+\.checkpoints$/;

/** Names of files in a folder that are called as files of checkpoints are. */
export function checkpointNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).toSorted();
  return names.filter(
    (name) => CHECKPOINTS.test(name) && !lstatSync(join(folder, name)).isDirectory(),
  );
}

/** Those of them that are this home's own; a folder may serve several homes. */
export function ownCheckpoints(folder: string, home: string): string[] {
  const names = checkpointNames(folder);
  if (names.length === 0) return [];
  const tenants = join(home, "tenants");
  const found = existsSync(tenants) ? readdirSync(tenants) : [];
  const ledgers = found.map((name) => join(tenants, name, "ledger.db")).filter(existsSync);
  const own = new Set(ledgers.flatMap(namesOf));
  return names.filter((name) => own.has(name));
}

/** Of the writer of a ledger, and of those whose chain it goes on with since it was restored without their key. */
function namesOf(ledger: string): string[] {
  const db = new Database(ledger, { readonly: true });
  try {
    const { tenant, origin } = db.query("select tenant, origin from writer").get() as {
      tenant: string;
      origin: string;
    };
    const restored = db.query(
      `select data from events where type = (select id from names where text = ?)
       and branch = (select id from names where text = ?)`,
    );
    const origins = new Set([origin]);
    for (const one of origins) {
      const rows = restored.values(RESTORED.type, `tenant/${tenant}@${one}`) as [string | null][];
      for (const [data] of rows) {
        const said: unknown = JSON.parse(data ?? "null");
        if (isObject(said) && typeof said["origin"] === "string") origins.add(said["origin"]);
      }
    }
    return [...origins].map((one) => `${tenant}@${one}.checkpoints`);
  } finally {
    db.close();
  }
}
