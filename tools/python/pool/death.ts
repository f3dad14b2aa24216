import type { LimitName, Limits } from "../types.ts";
import type { Ending } from "./channel.ts";

/** Why a run is over although its cell did not say so. */
export interface Death {
  readonly limit: LimitName | null;
  readonly violations: readonly string[];
  readonly error: { readonly type: string; readonly message: string };
}

const MEBIBYTE = 1024 * 1024;

function exceeded(limit: LimitName, message: string): Death {
  return { limit, violations: [], error: { type: "LimitExceeded", message } };
}

function crash(message: string): Death {
  return { limit: null, violations: [], error: { type: "InterpreterLost", message } };
}

/** Nothing that a program can do without having got through a wall. */
function violation(name: string, type: string, message: string): Death {
  return { limit: null, violations: [name], error: { type, message } };
}

export function overtime({ wallMs }: Limits): Death {
  return exceeded("wall", `stopped after ${wallMs / 1000} s; it may not take longer`);
}

export function overfull({ memoryBytes }: Limits): Death {
  const mebibytes = Math.floor(memoryBytes / MEBIBYTE);
  return exceeded("memory", `stopped, because it needs more than its ${mebibytes} MiB of memory`);
}

export function overflowing({ outputBytes }: Limits): Death {
  return exceeded("output", `stopped, because it prints more than ${outputBytes} bytes`);
}

export const ABORTED: Death = crash("stopped by the caller");

/** The process went away in the middle of a run. */
export function lost({ breach, signal, lastWords }: Ending): Death {
  if (breach !== null) {
    return violation("protocol", "ProtocolError", `the interpreter sent ${breach} and was ended`);
  }
  // How the kernel answers a system call that the filter does not know.
  if (signal === "SIGSYS") {
    return violation("seccomp", "InterpreterLost", "ended by the kernel at a forbidden call");
  }
  if (signal === "SIGXCPU") {
    return exceeded("wall", "stopped by the kernel; it used more processor time than a cell may");
  }
  const how = signal === null ? "ended" : `ended (${signal})`;
  return crash(`the interpreter's process ${how}${lastWords === "" ? "" : `: ${lastWords}`}`);
}
