import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { FIXED, freshCell, runIn, sharedCell, SLOW_MS, valueOf } from "./testing.ts";

setDefaultTimeout(SLOW_MS);

const cell = sharedCell();
const SECRET = "tango-hotel-7731";

/** What a program might find of another, everything it can see at once. */
const LOOK = `
import sys, os, builtins, random, warnings, decimal, signal, gc, locale, json, atexit, zlib
def tree(path):
    found = []
    for folder, folders, files in os.walk(path):
        if "proc" in folders: folders.remove("proc")
        for name in sorted(folders) + sorted(files):
            full = os.path.join(folder, name)
            state = os.lstat(full)
            found.append([full, state.st_mode, state.st_size, int(state.st_mtime), state.st_ino])
    return found
def checksum(path):
    with open(path, "rb") as file:
        return zlib.crc32(file.read())
{
    "globals": sorted(globals()), "modules": sorted(sys.modules), "builtins": sorted(vars(builtins)),
    "json": sorted(vars(json)), "path": sys.path, "meta": len(sys.meta_path), "files": tree("/"),
    "library": checksum("/lib/python314.zip"), "environ": dict(os.environ), "cwd": os.getcwd(),
    "umask": os.umask(0o22), "random": random.random(), "urandom": os.urandom(4).hex(), "warnings": len(warnings.filters),
    "decimal": decimal.getcontext().prec, "signal": str(signal.getsignal(signal.SIGTERM)), "gc": gc.isenabled(),
    "recursion": sys.getrecursionlimit(), "atexit": atexit._ncallbacks(), "fds": os.listdir("/proc/self/fd"),
    "fd": os.open("/tmp/probe", os.O_CREAT), "locale": locale.setlocale(locale.LC_ALL), "id": id(object()),
    "intern": sys.intern("a-new-text") is sys.intern("a-new-text"), "trace": str(sys.gettrace()), "hook": str(sys.excepthook),
}`;

const DIRT: Readonly<Record<string, string>> = {
  globals: `secret = "${SECRET}"\nclass A: pass\ndef f(): pass`,
  modules: "import sys, types, wave\nsys.modules['evil'] = types.ModuleType('evil')",
  builtins: "import builtins, json\nbuiltins.len = lambda x: 7\njson.loads = None\njson.evil = 1",
  files: `
import os
open("/tmp/new", "w").write("${SECRET}")
os.makedirs("/home/python/deep/er")
os.symlink("/tmp/new", "/work/link")
open("/lib/python3.14/site-packages/evil.py", "w").write("x = 1")`,
  "changed files": `
import os, mmap
with open("/lib/python314.zip", "r+b") as file:
    file.seek(100)
    file.write(b"ZZZZ")
    file.flush()
    mapped = mmap.mmap(file.fileno(), 0)
    mapped[200:204] = b"YYYY"
    mapped.flush()
os.truncate("/lib/python314.zip", 10)
os.chmod("/lib/python314.zip", 0)
os.utime("/tmp", (1, 1))`,
  "deleted files": `
import os
os.unlink("/lib/python314.zip")
os.unlink("/dev/random")
os.rmdir("/home/web_user")
os.chdir("/")
os.rename("/work", "/elsewhere")`,
  descriptors: `
import os
kept = open("/tmp/open", "w")
os.dup2(1, 9)
os.pipe()
os.close(0)
os.closerange(3, 4010)`,
  process: `
import os, sys, random, signal, gc, decimal, warnings, atexit, locale
os.environ["SECRET"] = "${SECRET}"
os.putenv("OTHER", "x")
os.chdir("/tmp")
os.umask(0o77)
sys.path.insert(0, "/evil")
sys.meta_path.clear()
sys.setrecursionlimit(5000)
random.seed(1)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
gc.disable()
decimal.getcontext().prec = 3
warnings.simplefilter("ignore")
sys.settrace(lambda *a: None)
sys.excepthook = print`,
  memory: `big = ["${SECRET}" * 10 for _ in range(100_000)]`,
  streams: "import sys\nsys.stdout.close()\nsys.stderr = None\nsys.stdin.read()",
  violations: "import os\nos.system('true')",
};

describe("after a rewind nothing is left of", () => {
  const code = { fixed: FIXED, limits: { fileBytes: 8_000_000 } };
  let untouched: unknown;

  test.each(Object.keys(DIRT))("%s", async (what) => {
    untouched ??= await lookAtFresh();
    const dirty = await cell.clean(DIRT[what]!, { limits: { fileBytes: 8_000_000 } });
    expect([what, dirty.error]).toEqual([what, null]);
    expect(valueOf(await cell.clean(LOOK, code))).toEqual(untouched);
  });

  test("and what is not rewound is seen, by the same look", async () => {
    await cell.clean(DIRT.globals!);
    expect(valueOf(await cell.run(LOOK, code))).not.toEqual(untouched);
  });
});

async function lookAtFresh(): Promise<unknown> {
  const fresh = await freshCell();
  try {
    return valueOf(await runIn(fresh, LOOK, { fixed: FIXED }));
  } finally {
    await fresh.kill();
  }
}

test("random numbers are new in each run, unless they are fixed", async () => {
  const code = "import random, uuid, os\n[random.random(), str(uuid.uuid4()), os.urandom(8).hex()]";
  expect(valueOf(await cell.clean(code))).not.toEqual(valueOf(await cell.clean(code)));
});

test("a memory that has grown too much is given up, not shrunk", async () => {
  await cell.clean("len(bytearray(150_000_000))");
  const used = await cell.current();
  expect(used.rewind()).rejects.toThrow("grown");
  expect(valueOf(await cell.clean("1"))).toBe(1);
});
