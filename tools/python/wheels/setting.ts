import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { z } from "zod";
import { indexAddress } from "./network/address.ts";
import { createTransport, type Transport } from "./network/transport.ts";
import { PackagesError } from "./problem.ts";
import { readDistribution, type Distribution } from "./sources/distribution.ts";
import { createFolder } from "./sources/folder.ts";
import { createNetwork } from "./sources/network.ts";
import { createSimpleIndex } from "./sources/simple-index.ts";
import type { Source } from "./sources/source.ts";

export interface PackagesOptions {
  /** Absolute path. */
  readonly store: string;
  /** A Simple API; absent: that of pip or uv on this machine, else PyPI. */
  readonly index?: string;
  /** Absolute path of `pyodide-lock.json`; absent: that of the installed Pyodide. */
  readonly lockFile?: string;
  /** Where the files of that lock file are published; absent: where Pyodide's makers put them. */
  readonly distribution?: string;
  /** Absolute path of a folder with wheels; then nothing is asked of a network. */
  readonly from?: string;
  /** Milliseconds without a byte after which a try has failed; default 30 s. */
  readonly idleMs?: number;
  /** Milliseconds before a second try; default 500. */
  readonly pauseMs?: number;
}

/** What adding works with; made at the first need, so that a store that is only read costs nothing. */
export interface Setting {
  readonly store: string;
  distribution(): Promise<Distribution>;
  transport(): Transport;
  source(): Promise<Source>;
}

const IDLE_MS = 30_000;
const ATTEMPTS = 3;
const PAUSE_MS = 500;

export function createSetting(options: PackagesOptions): Setting {
  const { store, from } = options;
  if (!isAbsolute(store))
    throw new PackagesError("argument", `store: ${JSON.stringify(store)} must be an absolute path`);
  if (from !== undefined && !isAbsolute(from))
    throw new PackagesError("argument", `from: ${JSON.stringify(from)} must be an absolute path`);
  let distribution: Promise<Distribution> | undefined;
  const index = () => indexAddress(options.index, process.env);
  const setting: Setting = {
    store,
    distribution: () => (distribution ??= openDistribution(options)),
    transport: () =>
      createTransport({
        index: index(),
        idleMs: options.idleMs ?? IDLE_MS,
        attempts: ATTEMPTS,
        pauseMs: options.pauseMs ?? PAUSE_MS,
      }),
    async source() {
      const built = await setting.distribution();
      if (from !== undefined) return createFolder(from, built);
      const simple = createSimpleIndex(index(), setting.transport(), built.platform);
      return createNetwork(simple, built);
    },
  };
  return setting;
}

async function openDistribution(options: PackagesOptions): Promise<Distribution> {
  const folder = dirname(Bun.resolveSync("pyodide/package.json", import.meta.dir));
  const { version } = z
    .looseObject({ version: z.string() })
    .parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  const published = `https://cdn.jsdelivr.net/pyodide/v${version}/full/`;
  const lockFile = options.lockFile ?? join(folder, "pyodide-lock.json");
  return readDistribution(lockFile, new URL(options.distribution ?? published));
}
