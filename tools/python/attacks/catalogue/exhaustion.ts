import { attack } from "../attack.ts";
import { any, bound, memory, printing } from "./bounds.ts";

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
];
