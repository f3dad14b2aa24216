import { attack } from "../attack.ts";

const deep = {
  isForStock: false,
  endings: ["recursion", "memory", "end", "broken", "wall", "fuel"],
  limits: { wallMs: 1000, fuel: 100_000, memoryBytes: 256 * 2 ** 20 },
} as const;

/** Recursion, in Python and in the C below it: an exception or a broken interpreter, never a silent write past a stack. */
export const depthAttacks = [
  attack("depth.python", "exhaustion", `def f(): f()\nf()`, deep),
  attack(
    "depth.python-without-limit",
    "exhaustion",
    `import sys\nsys.setrecursionlimit(2**31 - 1)\ndef f(): f()\nf()`,
    deep,
  ),
  attack(
    "depth.caught",
    "exhaustion",
    String.raw`
      def f():
          try:
              f()
          except RecursionError:
              f()
      f()
    `,
    deep,
  ),
  attack(
    "depth.json",
    "exhaustion",
    `import json\njson.loads("[" * 200_000 + "]" * 200_000)`,
    deep,
  ),
  attack(
    "depth.syntax",
    "exhaustion",
    `import ast\nast.parse("(" * 50_000 + ")" * 50_000)\neval("-" * 500_000 + "1")`,
    deep,
  ),
  attack("depth.syntax-chain", "exhaustion", `eval("a" + ".a" * 300_000)`, deep),
  attack(
    "depth.pickle",
    "exhaustion",
    String.raw`
      import pickle
      nest = []
      for _ in range(300_000):
          nest = [nest]
      pickle.dumps(nest)
    `,
    deep,
  ),
  attack(
    "depth.unpickle",
    "exhaustion",
    `import pickle\npickle.loads(b"(" * 10**6 + b"t" * 10**6 + b".")`,
    deep,
  ),
  attack(
    "depth.repr",
    "exhaustion",
    String.raw`
      nest = []
      for _ in range(300_000):
          nest = [nest]
      repr(nest) == nest
    `,
    deep,
  ),
  attack(
    "depth.free",
    "exhaustion",
    String.raw`
      nest = None
      for _ in range(500_000):
          nest = (nest,)
      del nest
      import types
      held = iter(())
      for _ in range(200_000):
          held = map(int, held)
      del held
    `,
    deep,
  ),
  attack(
    "depth.compare",
    "exhaustion",
    String.raw`
      a, b = [], []
      a.append(b)
      b.append(a)
      a == b
    `,
    deep,
  ),
  attack("depth.regex", "exhaustion", `import re\nre.compile("(" * 5000 + ")" * 5000)`, deep),
  attack(
    "depth.xml",
    "exhaustion",
    String.raw`
      import xml.etree.ElementTree as tree
      tree.fromstring("<a>" * 300_000 + "</a>" * 300_000)
    `,
    deep,
  ),
  attack(
    "depth.xml-entities",
    "exhaustion",
    String.raw`
      import xml.etree.ElementTree as tree
      text = '<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">'
      for level in range(1, 12):
          text += f'<!ENTITY a{level} "' + f"&a{level - 1};" * 10 + '">'
      tree.fromstring(text + "]><x>&a11;</x>")
    `,
    deep,
  ),
  attack(
    "depth.generators",
    "exhaustion",
    String.raw`
      def nest(level):
          if level:
              yield from nest(level - 1)
          yield 1
      import sys
      sys.setrecursionlimit(10**6)
      list(nest(100_000))
    `,
    deep,
  ),
  attack(
    "depth.attribute",
    "exhaustion",
    String.raw`
      class Deep:
          def __getattr__(self, name):
              return getattr(self, name + "x")
      try:
          Deep().a
      except RecursionError:
          pass
      import functools
      call = print
      for _ in range(100_000):
          call = functools.partial(functools.partial(call), 1)
      isinstance(1, eval("(" * 80 + "int," + "),)" * 0 + ")" * 80)) if False else None
      kinds = int
      for _ in range(100_000):
          kinds = (kinds,)
      isinstance("x", kinds)
    `,
    deep,
  ),
];
