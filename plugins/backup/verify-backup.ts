import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { KernelError, usage } from "../../kernel/error.ts";
import { hashFile } from "./copy.ts";
import { checkedLedger } from "./ledger-state.ts";
import {
  CONTENTS,
  type Entry,
  type Manifest,
  MANIFEST,
  manifestSchema,
  UNFINISHED,
} from "./manifest.ts";

const LEDGER = /^home\/tenants\/[^/]+\/ledger\.db$/;

/** Reads a whole backup: every file is as its manifest says, none is missing, none is there besides, every ledger holds. */
export function verifyBackup(folder: string): Manifest {
  const manifest = readManifest(folder);
  const known = new Set(manifest.entries.map(({ name }) => name));
  if (known.size < manifest.entries.length) throw wrong(folder, "it names a file twice");
  assertTenants(folder, manifest, known);
  for (const name of filesBelow(folder, ""))
    if (name !== MANIFEST && !known.has(name)) throw wrong(folder, `${name} is no part of it`);
  for (const entry of manifest.entries) {
    const fault = faultOf(folder, entry);
    if (fault !== null) throw wrong(folder, `${entry.name} ${fault}`);
  }
  for (const { name, hasKey: _, ...state } of manifest.tenants) {
    const found = checkedLedger(join(folder, CONTENTS, "tenants", name, "ledger.db"));
    if (!Bun.deepEquals(found, state))
      throw wrong(folder, `the ledger of ${name} is not the one that its manifest names`);
  }
  return manifest;
}

/** Whatever ledger is restored is one that was looked at, and is written with the key that it says. */
function assertTenants(folder: string, { tenants }: Manifest, known: ReadonlySet<string>): void {
  const ledgers = [...known].filter((name) => LEDGER.test(name));
  const named = tenants.map(({ name }) => `${CONTENTS}/tenants/${name}/ledger.db`);
  if (!Bun.deepEquals(ledgers.toSorted(), named.toSorted()))
    throw wrong(folder, "its ledgers are not those of the tenants that it names");
  for (const { name, hasKey } of tenants) {
    if (hasKey !== known.has(`${CONTENTS}/tenants/${name}/origin.key`))
      throw wrong(folder, `the key of ${name} is not as its manifest says`);
  }
}

export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) {
    const isHalf = existsSync(join(folder, UNFINISHED));
    throw usage(
      isHalf ? `${folder} holds a backup that was not completed` : `${folder} holds no backup`,
      "name a folder that glassbox backup has written",
    );
  }
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : "it is no JSON";
    throw wrong(folder, `${MANIFEST}: ${what}`);
  }
}

function faultOf(folder: string, entry: Entry): string | null {
  const path = join(folder, entry.name);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return "is missing";
  if (!found.isFile()) return "is no file";
  const { bytes, sha256 } = hashFile(path);
  return bytes === entry.bytes && sha256 === entry.sha256 ? null : "was changed";
}

function filesBelow(folder: string, name: string): string[] {
  return readdirSync(join(folder, name), { withFileTypes: true }).flatMap((entry) => {
    const path = name === "" ? entry.name : `${name}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, path) : [path];
  });
}

function wrong(folder: string, what: string): KernelError {
  return new KernelError("ledger", `the backup ${folder} does not hold: ${what}`, {
    hint: "use another backup; nothing was changed",
  });
}
