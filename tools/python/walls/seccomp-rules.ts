import type { SyscallName } from "./syscalls.ts";

/** Of one argument, its low 32 bits: what is compared here the kernel reads as an int, or has no meaning above. */
export type Condition =
  | { readonly argument: number; readonly is: readonly (number | "own process")[] }
  | { readonly argument: number; readonly has: number }
  | { readonly argument: number; readonly lacks: number };

export interface Rule {
  readonly name: SyscallName;
  /** All of them; none: whatever the arguments. */
  readonly when: readonly Condition[];
}

const MAP_ANONYMOUS = 0x20;
const PROT_EXEC = 4;
const F_GETFD = 1;
const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;

/** The flags with which glibc and musl start a thread, and nothing else: no process, no namespace. */
const THREAD_OF_GLIBC = 0x3d0f00;
const THREAD_OF_MUSL = 0x7d0f00;

/**
 * All that is left to a cell: memory, threads of its own, time, and the descriptors it already has. Nothing that takes a
 * path, an address or another process. The most frequent first.
 */
export const SECCOMP_RULES: readonly Rule[] = [
  ...free("futex", "madvise", "read", "write", "munmap", "sched_yield"),
  // The compiled code of JavaScriptCore lies in a pool from before the walls; no new page becomes executable.
  { name: "mprotect", when: [{ argument: 2, lacks: PROT_EXEC }] },
  {
    name: "mmap",
    when: [
      { argument: 2, lacks: PROT_EXEC },
      { argument: 3, has: MAP_ANONYMOUS },
    ],
  },
  ...free("clock_gettime", "clock_nanosleep", "nanosleep", "gettimeofday", "clock_getres"),
  ...free("rt_sigprocmask", "rt_sigreturn", "rt_sigaction", "sigaltstack", "restart_syscall"),
  // The garbage collector stops other threads with a signal, in which they wait for the next.
  ...free("rt_sigsuspend"),
  { name: "tgkill", when: [{ argument: 0, is: ["own process"] }] },
  { name: "clone", when: [{ argument: 0, is: [THREAD_OF_GLIBC, THREAD_OF_MUSL] }] },
  ...free("set_robust_list", "rseq", "gettid", "getpid", "sched_getaffinity", "membarrier"),
  ...free("poll", "ppoll", "epoll_wait", "epoll_pwait", "epoll_pwait2", "epoll_ctl"),
  ...free("mremap", "brk", "readv", "writev", "close", "fstat", "getrandom", "getrusage"),
  { name: "fcntl", when: [{ argument: 1, is: [F_GETFD, F_SETFD, F_GETFL, F_SETFL] }] },
  ...free("exit", "exit_group"),
];

function free(...names: readonly SyscallName[]): readonly Rule[] {
  return names.map((name) => ({ name, when: [] }));
}
