/** The processors whose system calls are known here; elsewhere there is no wall of seccomp. */
export type Architecture = "x64" | "arm64";

export function knownArchitecture(): Architecture | null {
  return process.arch === "x64" || process.arch === "arm64" ? process.arch : null;
}

/** Null: the processor does not have that call. Source: arch/x86/entry/syscalls/syscall_64.tbl and scripts/syscall.tbl. */
type Numbers = readonly [x64: number, arm64: number | null];

const NUMBERS = {
  read: [0, 63],
  write: [1, 64],
  close: [3, 57],
  fstat: [5, 80],
  poll: [7, null],
  mmap: [9, 222],
  mprotect: [10, 226],
  munmap: [11, 215],
  brk: [12, 214],
  rt_sigaction: [13, 134],
  rt_sigprocmask: [14, 135],
  rt_sigreturn: [15, 139],
  readv: [19, 65],
  writev: [20, 66],
  sched_yield: [24, 124],
  mremap: [25, 216],
  madvise: [28, 233],
  dup: [32, 23],
  nanosleep: [35, 101],
  getpid: [39, 172],
  socket: [41, 198],
  connect: [42, 203],
  clone: [56, 220],
  execve: [59, 221],
  exit: [60, 93],
  kill: [62, 129],
  fcntl: [72, 25],
  gettimeofday: [96, 169],
  getrusage: [98, 165],
  ptrace: [101, 117],
  getppid: [110, 173],
  capget: [125, 90],
  capset: [126, 91],
  rt_sigsuspend: [130, 133],
  sigaltstack: [131, 132],
  prctl: [157, 167],
  gettid: [186, 178],
  futex: [202, 98],
  sched_getaffinity: [204, 123],
  restart_syscall: [219, 128],
  clock_gettime: [228, 113],
  clock_getres: [229, 114],
  clock_nanosleep: [230, 115],
  exit_group: [231, 94],
  epoll_wait: [232, null],
  epoll_ctl: [233, 21],
  tgkill: [234, 131],
  openat: [257, 56],
  ppoll: [271, 73],
  set_robust_list: [273, 99],
  epoll_pwait: [281, 22],
  prlimit64: [302, 261],
  seccomp: [317, 277],
  getrandom: [318, 278],
  membarrier: [324, 283],
  rseq: [334, 293],
  clone3: [435, 435],
  epoll_pwait2: [441, 441],
  landlock_create_ruleset: [444, 444],
  landlock_restrict_self: [446, 446],
} as const satisfies Record<string, Numbers>;

export type SyscallName = keyof typeof NUMBERS;

export function syscallNumber(name: SyscallName, architecture: Architecture): number | null {
  const [x64, arm64] = NUMBERS[name];
  return architecture === "x64" ? x64 : arm64;
}
