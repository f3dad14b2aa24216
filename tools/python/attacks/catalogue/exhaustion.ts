import { attack, type Details } from "../attack.ts";

const MiB = 2 ** 20;
const own = { isForStock: false } as const;

/** What a process may spend before something must stop it: small, so that the corpus is quick. */
const tight = { wallMs: 800, fuel: 60_000, memoryBytes: 128 * MiB } as const;

const bound = (endings: Details["endings"], limits: Details["limits"] = {}): Details => ({
  ...own,
  endings,
  limits: { ...tight, ...limits },
});

const memory = bound(["memory", "end", "broken"]);
const time = bound(["wall", "fuel", "broken"]);
/** What is above the limit is dropped, and the program goes on until something else ends it. */
const printing = bound(["output", "wall", "fuel"]);
const any = bound(["wall", "fuel", "memory", "recursion", "files", "output", "end", "broken"]);

/** Programs that would eat the machine: each must end, and be named for what it did. */
export const exhaustionAttacks = [
  attack(
    "exhaustion.list",
    "exhaustion",
    `x = []\nwhile True: x.append(bytearray(10_000_000))`,
    memory,
  ),
  attack("exhaustion.text", "exhaustion", `a = "x"\nwhile True: a = a * 2`, memory),
  attack("exhaustion.bytes", "exhaustion", `a = b"x" * 10**9`, memory),
  attack("exhaustion.dictionary", "exhaustion", `d = {}\nwhile True: d[len(d)] = "v" * 1000`, any),
  attack("exhaustion.shift", "exhaustion", `1 << 2**33`, any),
  attack("exhaustion.format-width", "exhaustion", `f"{1:>10000000000}"`, any),
  attack(
    "exhaustion.swallowed-memory-error",
    "exhaustion",
    String.raw`
      keep = []
      while True:
          try:
              keep.append("x" * 2_000_000)
          except MemoryError:
              pass
    `,
    any,
  ),
  attack(
    "exhaustion.unpack",
    "exhaustion",
    String.raw`
      import zlib, bz2, lzma
      small = zlib.compress(b"\0" * 50_000_000, 9)
      keep = []
      while True:
          keep.append(zlib.decompress(small))
    `,
    any,
  ),
  attack("exhaustion.print", "exhaustion", `while True: print("A" * 1000)`, printing),
  attack(
    "exhaustion.standard-error",
    "exhaustion",
    `import sys\nwhile True: sys.stderr.write("A" * 1000)`,
    printing,
  ),
  attack(
    "exhaustion.raw-write",
    "exhaustion",
    `import os\nwhile True: os.write(1, b"A" * 100_000)`,
    printing,
  ),
  attack(
    "exhaustion.swallowed-output",
    "exhaustion",
    String.raw`
      import os
      while True:
          try:
              os.write(2, b"A" * 100_000)
              print("A" * 100_000, flush=True)
          except BaseException:
              pass
    `,
    printing,
  ),
  attack(
    "exhaustion.file-bytes",
    "exhaustion",
    String.raw`
      number = 0
      while True:
          open(f"/tmp/{number}", "wb").write(b"x" * 10_000_000)
          number += 1
    `,
    bound(["files"]),
  ),
  attack(
    "exhaustion.one-file",
    "exhaustion",
    `f = open("/work/x", "wb")\nwhile True: f.write(b"x" * 5_000_000)`,
    bound(["files"]),
  ),
  attack(
    "exhaustion.many-files",
    "exhaustion",
    `n = 0\nwhile True:\n    open(f"/tmp/{n}", "w").close()\n    n += 1`,
    bound(["files"]),
  ),
  attack(
    "exhaustion.many-folders",
    "exhaustion",
    `import os\nn = 0\nwhile True:\n    os.mkdir(f"/tmp/{n}")\n    n += 1`,
    bound(["files"]),
  ),
  attack(
    "exhaustion.many-links",
    "exhaustion",
    `import os\nn = 0\nwhile True:\n    os.symlink("x" * 4000, f"/tmp/{n}")\n    n += 1`,
    bound(["files"]),
  ),
  attack(
    "exhaustion.outside-work",
    "exhaustion",
    String.raw`
      for folder in ("/home", "/dev/shm", "/lib", "/"):
          for number in range(20):
              open(f"{folder}/{number}.bin", "wb").write(b"x" * 10_000_000)
    `,
    bound(["files"]),
  ),
  attack(
    "exhaustion.sparse",
    "exhaustion",
    String.raw`
      with open("/work/sparse", "wb") as file:
          file.seek(2**38)
          file.write(b"x")
    `,
    bound(["files", "end", "memory"]),
  ),
  attack(
    "exhaustion.truncate",
    "exhaustion",
    String.raw`
      import os
      for size in (2**31, 2**38, 2**52):
          try:
              os.truncate(os.open("/work/long", os.O_CREAT | os.O_RDWR), size)
          except OSError as error:
              print(size, error)
    `,
    bound(["files", "end", "memory"]),
  ),
  attack(
    "exhaustion.allocate",
    "exhaustion",
    `import os\nos.posix_fallocate(os.open("/work/a", os.O_CREAT | os.O_RDWR), 0, 2**36)`,
    bound(["files", "end", "memory"]),
  ),
  attack(
    "exhaustion.unlinked-files",
    "exhaustion",
    String.raw`
      import os
      keep = []
      while True:
          file = open("/tmp/gone", "w+b")
          file.write(b"x" * 10_000_000)
          file.flush()
          os.unlink("/tmp/gone")
          keep.append(file)
    `,
    bound(["files"]),
  ),
  attack(
    "exhaustion.pipe",
    "exhaustion",
    `import os\nr, w = os.pipe()\nwhile True: os.write(w, b"x" * 1_000_000)`,
    bound(["files", "memory", "end", "wall", "fuel"]),
  ),
  attack(
    "exhaustion.descriptors",
    "exhaustion",
    `import os\nwhile True: os.dup(1); os.pipe(); os.open("/tmp", 0)`,
    any,
  ),
  attack(
    "exhaustion.far-descriptor",
    "exhaustion",
    String.raw`
      import fcntl, os
      for far in (4096, 10**6, 2**31 - 2):
          try:
              print(fcntl.fcntl(1, fcntl.F_DUPFD, far))
          except (OSError, ValueError) as error:
              print(error)
      print(len(os.listdir("/proc/self/fd")))
    `,
    bound(["end"]),
  ),
  attack(
    "exhaustion.map-of-a-file",
    "exhaustion",
    String.raw`
      import mmap
      with open("/work/mapped", "w+b") as file:
          file.write(b"x")
          file.flush()
          held = mmap.mmap(file.fileno(), 100_000_000)
          held[:] = b"y" * 100_000_000
          held.flush()
    `,
    bound(["files", "memory", "end"]),
  ),
  attack(
    "exhaustion.map",
    "exhaustion",
    `import mmap\nx = []\nwhile True: x.append(mmap.mmap(-1, 50_000_000))`,
    memory,
  ),
  attack(
    "exhaustion.long-names",
    "exhaustion",
    String.raw`
      import os
      number = 0
      while True:
          os.rename("/work", "/work") if number < 0 else os.mkdir("/tmp/" + str(number) + "n" * 240)
          number += 1
    `,
    bound(["files"]),
  ),
  attack(
    "exhaustion.environment",
    "exhaustion",
    `import os\nn = 0\nwhile True:\n    os.environ[str(n)] = "x" * 10_000\n    n += 1`,
    any,
  ),
  attack("exhaustion.regex", "exhaustion", `import re\nre.match(r"(a+)+$", "a" * 40 + "b")`, time),
  attack("exhaustion.power", "exhaustion", `10 ** (10 ** 8)`, any),
  attack(
    "exhaustion.number-to-text",
    "exhaustion",
    `import sys\nsys.set_int_max_str_digits(0)\nstr(1 << 40_000_000)`,
    any,
  ),
  attack("exhaustion.one-call", "exhaustion", `sum(range(10**13))`, time),
  attack(
    "exhaustion.endless-iterator",
    "exhaustion",
    `from collections import deque\nfrom itertools import count\ndeque(count(), maxlen=0)`,
    time,
  ),
  attack("exhaustion.spin", "exhaustion", `while True: pass`, { ...time, isForStock: true }),
  attack(
    "exhaustion.spin-and-catch",
    "exhaustion",
    String.raw`
      while True:
          try:
              while True:
                  pass
          except BaseException:
              continue
    `,
    time,
  ),
  attack(
    "exhaustion.spin-in-finally",
    "exhaustion",
    String.raw`
      def again():
          try:
              while True:
                  pass
          finally:
              again()
      again()
    `,
    any,
  ),
  attack("exhaustion.sleep", "exhaustion", `import time\ntime.sleep(10**6)`, time),
  attack(
    "exhaustion.sleep-and-catch",
    "exhaustion",
    String.raw`
      import time, asyncio, select
      while True:
          try:
              time.sleep(3600)
              await asyncio.sleep(3600)
              select.select([], [], [], 3600)
          except BaseException:
              pass
    `,
    time,
  ),
  attack(
    "exhaustion.read-input",
    "exhaustion",
    `import sys\nwhile True:\n    sys.stdin.read()\n    open(0, "rb", closefd=False).read()`,
    time,
  ),
  attack(
    "exhaustion.generator",
    "exhaustion",
    String.raw`
      def forever():
          while True:
              try:
                  yield from forever_inner()
              except GeneratorExit:
                  continue
      def forever_inner():
          while True:
              yield 1
      for _ in forever():
          pass
    `,
    time,
  ),
  attack(
    "exhaustion.collector",
    "exhaustion",
    String.raw`
      import gc
      def again(*rest):
          keep = []
          keep.append(keep)
          gc.collect()
      gc.callbacks.append(again)
      gc.set_threshold(1)
      while True:
          keep = [[] for _ in range(100)]
    `,
    any,
  ),
  attack(
    "exhaustion.undying",
    "exhaustion",
    String.raw`
      class Undying:
          def __del__(self):
              Undying()
              while True:
                  try:
                      while True:
                          pass
                  except BaseException:
                      pass
      Undying()
    `,
    any,
  ),
  attack(
    "exhaustion.at-exit",
    "exhaustion",
    String.raw`
      import atexit, sys
      def stay():
          while True:
              pass
      atexit.register(stay)
      sys.exit(0)
    `,
    any,
  ),
  attack(
    "exhaustion.signals-ignored",
    "exhaustion",
    String.raw`
      import signal
      for number in signal.valid_signals():
          try:
              signal.signal(number, signal.SIG_IGN)
          except (OSError, ValueError):
              pass
      signal.set_wakeup_fd(-1)
      while True:
          pass
    `,
    time,
  ),
  attack(
    "exhaustion.audit-hook",
    "exhaustion",
    String.raw`
      import sys
      def never(*event):
          while True:
              try:
                  while True:
                      pass
              except BaseException:
                  pass
      sys.addaudithook(never)
      open("/work/x", "w")
    `,
    time,
  ),
  attack(
    "exhaustion.trace",
    "exhaustion",
    String.raw`
      import sys
      def trace(*rest):
          while True:
              pass
      sys.settrace(trace)
      sys.setprofile(trace)
      (lambda: 0)()
    `,
    time,
  ),
  attack(
    "exhaustion.value",
    "exhaustion",
    String.raw`
      class Slow:
          def __repr__(self):
              while True:
                  pass
      Slow()
    `,
    time,
  ),
  attack("exhaustion.huge-value", "exhaustion", `["x" * 1000] * 60_000`, any),
  attack("exhaustion.huge-error", "exhaustion", `raise ValueError("x" * 60_000_000)`, any),
  attack(
    "exhaustion.hash",
    "exhaustion",
    `class Same(int):\n    def __hash__(self): return 1\nd = {Same(n): n for n in range(10**6)}`,
    any,
  ),
];
