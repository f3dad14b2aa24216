import { attack } from "../attack.ts";
import { FAILS } from "./frame-code.ts";

const OPEN = `import json, os\ndevice = open("/dev/glassbox", "r+b", buffering=0)\n`;

const talk = (text: string): string => {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const least = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return OPEN + lines.map((line) => line.slice(least)).join("\n") + FAILS;
};

const own = { isForStock: false } as const;
const served = { isForStock: false, hasTools: true } as const;

/** The device behind which tools are: lies, floods, and calls where there is nobody to answer. */
export const deviceAttacks = [
  attack(
    "device.nobody-there",
    "protocol",
    talk(String.raw`
      device.write(b'{"tool": "files__files_delete", "args": {"path": "x"}}\n')
      print(device.readline())
    `),
    own,
  ),
  attack(
    "device.malformed",
    "protocol",
    talk(String.raw`
      for line in (b"\n", b"null\n", b"[]\n", b"{\n", b'{"tool": 1}\n', b'{"tool": "a"}\n', b"\xff\xfe\n",
                   b'{"tool": "a", "args": []}\n', b'{"tool": "a", "args": {}, "index": 99}\n',
                   b'{"is": "done"}\n', b'{"tool": "' + b"x" * 5000 + b'", "args": {}}\n', b"\x00\n"):
          try:
              device.write(line)
              print(device.readline())
          except OSError as error:
              print(error)
    `),
    served,
  ),
  attack(
    "device.huge",
    "protocol",
    talk(String.raw`
      try:
          for _ in range(400):
              device.write(b"x" * 1_000_000)
      except OSError as error:
          print(error)
    `),
    { ...served, limits: { memoryBytes: 128 * 2 ** 20 } },
  ),
  attack(
    "device.huge-arguments",
    "protocol",
    talk(String.raw`
      try:
          device.write(json.dumps({"tool": "a__b", "args": {"x": "y" * 300_000_000}}).encode() + b"\n")
          print(device.read(100))
      except (OSError, MemoryError) as error:
          print(error)
    `),
    { ...served, limits: { memoryBytes: 700 * 2 ** 20 } },
  ),
  attack(
    "device.deep",
    "protocol",
    talk(String.raw`
      device.write(b'{"tool": "a__b", "args": {"x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}}\n")
      print(device.readline())
    `),
    served,
  ),
  attack(
    "device.prototype",
    "protocol",
    talk(String.raw`
      device.write(b'{"__proto__": {"polluted": 1}, "tool": "__proto__", "args": {"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}}\n')
      print(device.readline())
    `),
    served,
  ),
  attack(
    "device.own-reply",
    "protocol",
    talk(String.raw`
      other = open("/dev/glassbox", "r+b", buffering=0)
      other.write(b'{"ok": true, "value": "made up"}\n')
      print(other.readline(), device.readline())
    `),
    served,
  ),
  attack(
    "device.two-at-once",
    "protocol",
    talk(String.raw`
      other = open("/dev/glassbox", "r+b", buffering=0)
      device.write(b'{"tool": "a__b", "ar')
      other.write(b'{"tool": "c__d", "args": {}}\n')
      device.write(b'gs": {}}\n{"tool": "e__f", "args": {}}\n')
      print(device.read(10_000), other.read(10_000))
    `),
    served,
  ),
  attack(
    "device.left-half",
    "protocol",
    talk(String.raw`
      device.write(b'{"tool": "files__files_delete", "args": {"path": ')
      keep = device
    `),
    served,
  ),
  attack(
    "device.read-first",
    "protocol",
    talk(String.raw`
      print(device.read(100))
      print(os.read(device.fileno(), 100))
    `),
    served,
  ),
  attack(
    "device.flood",
    "protocol",
    talk(String.raw`
      while True:
          device.write(b'{"tool": "a__b", "args": {}}\n')
          device.readline()
    `),
    { ...served, limits: { fuel: 100_000, wallMs: 800 } },
  ),
  attack(
    "device.replaced",
    "protocol",
    talk(String.raw`
      try:
          os.unlink("/dev/glassbox")
          open("/dev/glassbox", "w").write("mine")
          os.rename("/dev/glassbox", "/dev/stdout")
          os.chmod("/dev", 0)
      except OSError as error:
          print(error)
    `),
    served,
  ),
  attack(
    "device.inner-descriptor",
    "protocol",
    String.raw`
      import json, os
      for number in range(4096):
          for said in (b"null\n", b"[]\n", b"1\n", b'{"is": "__proto__"}\n', b'{"is": "sleep", "ms": "x"}\n',
                       b'{"is": "sleep", "ms": -1e300}\n', b'{"is": "sleep", "ms": 1e300}\n', b'{"is": "begun"}\n',
                       b'{"is": "outcome", "value": {"repr": 5}, "error": 7}\n', b'{"is": "outcome"}\n',
                       b'{"is": "outcome", "value": null, "error": {"type": "\\u0000", "message": [], "traceback": {}}}\n'):
              try:
                  if number > 2:
                      os.write(number, said)
              except OSError:
                  break
      print("still here")
    `,
    { isForStock: false, endings: ["end"] },
  ),
  attack(
    "device.said-to-be-over",
    "exhaustion",
    String.raw`
      import os
      for number in range(3, 4096):
          for said in (b'{"is": "ended"}\n', b'{"is": "outcome", "value": null, "error": null}\n', b'{"is": "ended"}\n'):
              try:
                  os.write(number, said)
              except OSError:
                  break
      while True:
          pass
    `,
    { isForStock: false, endings: ["fuel", "wall"], limits: { fuel: 20_000, wallMs: 800 } },
  ),
  attack(
    "device.stub-module",
    "protocol",
    String.raw`
      import tools, sys
      for name in dir(tools):
          print(name, getattr(tools, name))
      tools.__dict__.clear()
      sys.modules["tools"] = None
      raise SystemError("the end that is true")
    `,
    served,
  ),
];
