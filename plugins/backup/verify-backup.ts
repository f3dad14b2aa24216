import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
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

/** Reads a whole backup: every file is as its manifest says, none is missing, none is there besides, every ledger holds. */
export function verifyBackup(folder: string): Manifest {
  const manifest = readManifest(folder);
  const known = new Set(manifest.entries.map(({ name }) => name));
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
  if (entry.kind === "link")
    return found.isSymbolicLink() && readlinkSync(path) === entry.to ? null : "was changed";
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
