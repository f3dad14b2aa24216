import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";

import { KernelError, messageOf, usage } from "../../kernel/error.ts";
import type { HomePaths } from "./home.ts";

interface Stamp {
  readonly version: number;
  readonly created: string;
}

/** Lifts a home from layout `from` to `from + 1`. May run again after a crash in the middle of it. */
export interface HomeStep {
  readonly from: number;
  run(home: string): void;
}

/** The layout this program writes is one more than the last step leads from. */
const STEPS: readonly HomeStep[] = [];

/**
 * Makes a home what this program expects: new ones are stamped, older ones are copied aside and then lifted, newer
 * ones are refused. Callers hold the lock.
 */
export function readyHome(paths: HomePaths, steps: readonly HomeStep[] = STEPS): void {
  const wanted = (steps.at(-1)?.from ?? 0) + 1;
  const found = readStamp(paths);
  mkdirSync(join(paths.tenantDir, "skills"), { recursive: true, mode: 0o700 });
  if (!found) return writeStamp(paths, { version: wanted, created: new Date().toISOString() });
  if (found.version > wanted) {
    throw usage(
      `the home ${paths.home} has version ${found.version}, and this program knows versions up to ${wanted}`,
      "use the newer program, or set GLASSBOX_HOME to another folder",
    );
  }
  if (found.version < wanted) lift(paths, found, steps);
}

function lift(paths: HomePaths, found: Stamp, steps: readonly HomeStep[]): void {
  const copy = copyAside(paths, found.version);
  let stamp = found;
  for (const step of steps) {
    if (step.from < stamp.version) continue;
    try {
      step.run(paths.home);
    } catch (error) {
      throw new KernelError(
        "internal",
        `the home could not be brought from version ${step.from} to ${step.from + 1}: ${messageOf(error)}`,
        { hint: `the home as it was before is in ${copy}`, cause: error },
      );
    }
    stamp = { ...stamp, version: step.from + 1 };
    writeStamp(paths, stamp);
  }
}

/** A copy of the whole home beside it, without what belongs to a running process. */
function copyAside(paths: HomePaths, version: number): string {
  const free = (n: number): string => {
    const name = `${paths.home}.v${version}${n > 1 ? `.${n}` : ""}`;
    return existsSync(name) ? free(n + 1) : name;
  };
  const target = free(1);
  try {
    cpSync(paths.home, target, {
      recursive: true,
      preserveTimestamps: true,
      filter: (source) => !/^(kernel\.|events\.sock$)/.test(basename(source)),
    });
  } catch (error) {
    rmSync(target, { recursive: true, force: true });
    throw new KernelError(
      "unavailable",
      `the home must be copied before it is changed, and that failed: ${messageOf(error)}`,
      { hint: `make room beside ${paths.home}; nothing was changed`, cause: error },
    );
  }
  return target;
}

function readStamp({ stamp }: HomePaths): Stamp | null {
  if (!existsSync(stamp)) return null;
  try {
    const read = JSON.parse(readFileSync(stamp, "utf8")) as Partial<Stamp>;
    if (Number.isInteger(read.version))
      return { version: read.version!, created: read.created ?? "" };
  } catch {
    // Falls through to the same sentence: unreadable and wrong are mended in the same way.
  }
  throw usage(
    `${stamp} does not say which version the home has`,
    `write {"version": 1} into it if this home was made by the first release`,
  );
}

function writeStamp({ stamp }: HomePaths, value: Stamp): void {
  const draft = `${stamp}.new`;
  writeFileSync(draft, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  renameSync(draft, stamp);
}
