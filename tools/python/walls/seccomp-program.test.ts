import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { ALLOW, encode, fail, KILL_PROCESS } from "./bpf.ts";
import { seccompProgram } from "./seccomp-program.ts";
import { SECCOMP_RULES } from "./seccomp-rules.ts";
import { type Architecture, syscallNumber, type SyscallName } from "./syscalls.ts";
import { decode, verdictOf } from "./testing/filter-machine.ts";

const OWN = 4321;
const AUDIT = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;
/** 32-bit x86 and 32-bit ARM: the numbers that each kernel takes besides. */
const OTHER = { x64: 0x40000003, arm64: 0x40000028 } as const;
const EPERM = fail(1);
const ENOSYS = fail(38);

const THREAD = 0x3d0f00n;
const FORK = 0x1200011n;
const NEW_USER_NAMESPACE = 0x10000000n;

const REFUSED: [SyscallName, bigint[]][] = [
  ["openat", [-100n, 1n, 0n]],
  ["socket", [1n, 1n, 0n]],
  ["connect", [3n, 1n, 16n]],
  ["execve", [1n, 1n, 1n]],
  ["kill", [1n, 9n]],
  ["ptrace", [16n, 1n]],
  ["prctl", [1n, 0n]],
  ["prlimit64", [0n, 0n, 1n]],
  ["seccomp", [1n, 0n, 1n]],
  ["capset", [1n, 1n]],
  ["landlock_create_ruleset", [1n, 8n]],
  ["dup", [0n]],
];

/** With `strace` on x86-64, and with Bun for ARM in an emulator. */
const SEEN: SyscallName[] = [
  ...(["futex", "madvise", "read", "write", "munmap", "sched_yield", "clock_gettime"] as const),
  ...(["rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend", "rt_sigaction", "sigaltstack"] as const),
  ...(["epoll_pwait", "epoll_pwait2", "epoll_ctl", "ppoll", "getpid", "gettid"] as const),
  ...(["sched_getaffinity", "set_robust_list", "rseq", "getrandom", "close", "exit"] as const),
  ...(["exit_group", "mremap", "brk", "writev", "restart_syscall", "membarrier"] as const),
];

/** By their published numbers, since the tables of the walls have no use for them. */
const OTHER_WAYS: Record<Architecture, readonly [string, number][]> = {
  x64: [
    ["open", 2],
    ["stat", 4],
    ["pipe", 22],
    ["shmget", 29],
    ["dup2", 33],
    ["sendto", 44],
    ["sendmsg", 46],
    ["recvmsg", 47],
    ["bind", 49],
    ["listen", 50],
    ["socketpair", 53],
    ["fork", 57],
    ["vfork", 58],
    ["rename", 82],
    ["unlink", 87],
    ["readlink", 89],
    ["chmod", 90],
    ["rt_sigqueueinfo", 129],
    ["mount", 165],
    ["reboot", 169],
    ["init_module", 175],
    ["tkill", 200],
    ["clock_settime", 227],
    ["io_uring_setup", 425],
    ["io_uring_enter", 426],
    ["pidfd_open", 434],
    ["pidfd_send_signal", 424],
    ["process_vm_readv", 310],
    ["process_vm_writev", 311],
    ["memfd_create", 319],
    ["bpf", 321],
    ["execveat", 322],
    ["userfaultfd", 323],
    ["openat2", 437],
    ["perf_event_open", 298],
    ["unshare", 272],
    ["setns", 308],
    ["ioctl", 16],
    ["personality", 135],
  ],
  arm64: [
    ["ioctl", 29],
    ["mount", 40],
    ["openat2", 437],
    ["pipe2", 59],
    ["sendto", 206],
    ["sendmsg", 211],
    ["recvmsg", 212],
    ["bind", 200],
    ["listen", 201],
    ["socketpair", 199],
    ["unlinkat", 35],
    ["renameat", 38],
    ["newfstatat", 79],
    ["readlinkat", 78],
    ["tkill", 130],
    ["rt_sigqueueinfo", 138],
    ["clock_settime", 112],
    ["personality", 92],
    ["unshare", 97],
    ["setns", 268],
    ["reboot", 142],
    ["shmget", 194],
    ["init_module", 105],
    ["io_uring_setup", 425],
    ["pidfd_open", 434],
    ["process_vm_readv", 270],
    ["process_vm_writev", 271],
    ["memfd_create", 279],
    ["bpf", 280],
    ["execveat", 281],
    ["userfaultfd", 282],
    ["perf_event_open", 241],
  ],
};

describe.each(["x64", "arm64"] as const)("the filter for %s", (architecture) => {
  const program = decode(encode(seccompProgram(architecture, SECCOMP_RULES, OWN)));
  const seen = (number: number, args: readonly bigint[] = [], from: number = AUDIT[architecture]) =>
    verdictOf(program, { number, architecture: from, args });
  const called = (name: SyscallName, ...args: readonly bigint[]) =>
    seen(numberOf(name, architecture), args);

  test.each(REFUSED)("%s is refused", (name, args) => {
    expect(called(name, ...args)).toBe(EPERM);
  });

  test.each([...OTHER_WAYS[architecture]])(
    "%s (%d), another way out, is refused",
    (_name, number) => {
      expect(seen(number, [0n, 0n, 0n])).toBe(EPERM);
    },
  );

  test.each(SEEN)("%s, which Bun was seen to use, goes on", (name) => {
    expect(called(name, 0n, 1n, 2n)).toBe(ALLOW);
  });

  test("a thread can be started, and a process or namespace cannot", () => {
    expect(called("clone", THREAD)).toBe(ALLOW);
    expect(called("clone", FORK)).toBe(EPERM);
    expect(called("clone", 17n)).toBe(EPERM);
    expect(called("clone", THREAD | NEW_USER_NAMESPACE)).toBe(EPERM);
    expect(called("clone3", 1n, 88n)).toBe(ENOSYS);
  });

  test("a signal reaches its own threads only", () => {
    expect(called("tgkill", BigInt(OWN), 7n, 9n)).toBe(ALLOW);
    expect(called("tgkill", 1n, 1n, 9n)).toBe(EPERM);
    expect(called("tgkill", -1n, 1n, 9n)).toBe(EPERM);
  });

  test("memory can be had, and neither a file's nor executable", () => {
    const [anonymous, ofFile] = [0x22n, 2n];
    expect(called("mmap", 0n, 4096n, 3n, anonymous, -1n)).toBe(ALLOW);
    expect(called("mmap", 0n, 4096n, 3n, ofFile, 0n)).toBe(EPERM);
    expect(called("mmap", 0n, 4096n, 7n, anonymous, -1n)).toBe(EPERM);
    expect(called("mprotect", 0n, 4096n, 3n)).toBe(ALLOW);
    expect(called("mprotect", 0n, 4096n, 5n)).toBe(EPERM);
  });

  test("a descriptor's flags can be read and set, its owner cannot be set, nor can it be copied", () => {
    for (const command of [1n, 2n, 3n, 4n]) expect(called("fcntl", 0n, command)).toBe(ALLOW);
    for (const command of [0n, 8n, 10n, 1024n, 1030n, 1031n]) {
      expect(called("fcntl", 0n, command)).toBe(EPERM);
    }
  });

  test("numbers of another processor end the process, whatever they are", () => {
    fc.assert(
      fc.property(fc.nat(0x3fffffff), (number) => {
        expect(seen(number, [], OTHER[architecture])).toBe(KILL_PROCESS);
      }),
    );
  });

  test("nothing but what the rules name is ever allowed", () => {
    const named = new Set(SECCOMP_RULES.map(({ name }) => syscallNumber(name, architecture)));
    const numbers = fc.oneof(fc.nat(600), fc.nat(0x3fffffff));
    const args = fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 6 });
    fc.assert(
      fc.property(numbers, args, (number, given) => {
        const verdict = seen(number, given);
        if (verdict === ALLOW) expect(named).toContain(number);
        if (!named.has(number)) expect([EPERM, ENOSYS]).toContain(verdict);
      }),
      { numRuns: 5_000 },
    );
  });

  test("it fits the kernel's bound and every jump lands inside", () => {
    expect(program.length).toBeLessThan(256);
    program.forEach(({ ifTrue, ifFalse }, at) => {
      expect(at + 1 + Math.max(ifTrue, ifFalse)).toBeLessThan(program.length + 1);
    });
    expect(program.at(-1)).toEqual({ code: 6, ifTrue: 0, ifFalse: 0, value: EPERM });
  });
});

test("the second set of numbers of x86-64 ends the process", () => {
  const program = seccompProgram("x64", SECCOMP_RULES, OWN);
  const asked = fc.integer({ min: 0x40000000, max: 0xffffffff });
  fc.assert(
    fc.property(asked, (number) => {
      const verdict = verdictOf(program, { number, architecture: AUDIT.x64, args: [] });
      expect(verdict).toBe(KILL_PROCESS);
    }),
  );
});

function numberOf(name: SyscallName, architecture: Architecture): number {
  const number = syscallNumber(name, architecture);
  if (number === null) throw new Error(`${architecture} has no ${name}`);
  return number;
}
