import { attack } from "../attack.ts";
import { any, time } from "./bounds.ts";

/** Programs that would take for ever: in Python, in one call of C, in what the interpreter does by itself. */
export const endlessAttacks = [
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
