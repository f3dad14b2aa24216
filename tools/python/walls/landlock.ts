import type { LinuxCalls } from "./linux.ts";

const ASK_VERSION = 1;
const ASK_ERRATA = 2;
/** Signals between threads of one process pass the scope: without this mend the garbage collector would stand still. */
const ERRATUM_SIGNALS_OF_THREADS = 1 << 1;
const NET_BIND_AND_CONNECT_TCP = 3n;
const SCOPE_ABSTRACT_SOCKETS = 1n;
const SCOPE_SIGNALS = 2n;
const RESTRICT_ALL_THREADS = 8;

/** How many rights over files each version knows, from version 1 on; a right is one bit. Source: linux/landlock.h. */
const FILE_RIGHTS = [13, 14, 15, 15, 16];

/** 0: this kernel has none, or it is switched off. */
export function landlockVersion(linux: LinuxCalls): number {
  return Math.max(0, linux.call("landlock_create_ruleset", 0, 0, ASK_VERSION));
}

export interface Landlock {
  readonly version: number;
  /** Without version 8 only the calling thread, which runs the program, and what it starts; seccomp holds them all. */
  readonly allThreads: boolean;
}

/** Handles every right there is and allows none. Throws when the kernel refuses. */
export function raiseLandlock(linux: LinuxCalls, version: number): Landlock {
  const ruleset = linux.call("landlock_create_ruleset", ...rulesetOf(linux, version), 0);
  if (ruleset < 0) throw new Error(`the kernel refused its rules (error ${-ruleset})`);
  const allThreads = version >= 8;
  const raised = linux.call(
    "landlock_restrict_self",
    ruleset,
    allThreads ? RESTRICT_ALL_THREADS : 0,
  );
  linux.call("close", ruleset);
  if (raised < 0) throw new Error(`the kernel refused to raise it (error ${-raised})`);
  return { version, allThreads };
}

/** `struct landlock_ruleset_attr` and its size, which tells the kernel how much of it is meant. */
function rulesetOf(linux: LinuxCalls, version: number): [BigUint64Array, number] {
  const bits = FILE_RIGHTS[Math.min(version, FILE_RIGHTS.length) - 1] ?? 0;
  const files = (1n << BigInt(bits)) - 1n;
  if (version < 4) return [new BigUint64Array([files]), 8];
  if (version < 6) return [new BigUint64Array([files, NET_BIND_AND_CONNECT_TCP]), 16];
  const errata = linux.call("landlock_create_ruleset", 0, 0, ASK_ERRATA);
  const isMended = errata > 0 && (errata & ERRATUM_SIGNALS_OF_THREADS) !== 0;
  const scopes = SCOPE_ABSTRACT_SOCKETS | (isMended || version >= 8 ? SCOPE_SIGNALS : 0n);
  return [new BigUint64Array([files, NET_BIND_AND_CONNECT_TCP, scopes]), 24];
}
