import { encode } from "./bpf.ts";
import { addressOf, EACCES, EINVAL, ENOSYS, EPERM, type LinuxCalls } from "./linux.ts";
import { seccompProgram } from "./seccomp-program.ts";
import { SECCOMP_RULES } from "./seccomp-rules.ts";

const SET_MODE_FILTER = 1;
const ALL_THREADS = 1;

/** Puts the filter on every thread of this process at once, for good. Throws when the kernel refuses. */
export function raiseSeccomp(linux: LinuxCalls): void {
  const ownProcess = linux.call("getpid");
  const program = encode(seccompProgram(linux.architecture, SECCOMP_RULES, ownProcess));
  // `struct sock_fprog`: how many instructions, and their address.
  const filter = new BigUint64Array([BigInt(program.length / 8), addressOf(program)]);
  const raised = linux.call("seccomp", SET_MODE_FILTER, ALL_THREADS, filter);
  if (raised !== 0) throw new Error(reasonOf(raised));
}

function reasonOf(answer: number): string {
  if (answer === -ENOSYS || answer === -EINVAL) return "this kernel has no seccomp filters";
  if (answer === -EPERM || answer === -EACCES) return "seccomp filters are not allowed here";
  // The number of a thread that could not be brought along.
  if (answer > 0) return `thread ${answer} has a filter of its own`;
  return `the kernel refused the filter (error ${-answer})`;
}
