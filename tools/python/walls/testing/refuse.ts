import { ALLOW, encode, fail, jump, JUMP_IF_EQUAL, load, NUMBER_AT, verdict } from "../bpf.ts";
import { addressOf, type LinuxCalls } from "../linux.ts";
import { syscallNumber, type SyscallName } from "../syscalls.ts";

const SET_NO_NEW_PRIVILEGES = 38;
const SET_MODE_FILTER = 1;
const ALL_THREADS = 1;

/** From now on these calls fail for this process and all that it starts, as on a machine that lacks them. */
export function refuse(linux: LinuxCalls, calls: readonly SyscallName[], errno: number): void {
  const program = encode([
    load(NUMBER_AT),
    ...calls.flatMap((name) => [
      jump(JUMP_IF_EQUAL, syscallNumber(name, linux.architecture) ?? -1, 0, 1),
      verdict(fail(errno)),
    ]),
    verdict(ALLOW),
  ]);
  const filter = new BigUint64Array([BigInt(program.length / 8), addressOf(program)]);
  linux.call("prctl", SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0);
  const refused = linux.call("seccomp", SET_MODE_FILTER, ALL_THREADS, filter);
  if (refused !== 0) throw new Error(`the filter was not taken (answer ${refused})`);
}
