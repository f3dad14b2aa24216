import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Cell } from "../types.ts";
import { FIXED, freshCell, runIn, SLOW_MS, valueOf } from "./testing.ts";

setDefaultTimeout(SLOW_MS);

const cells: Promise<readonly [Cell, Cell]> = Promise.all([freshCell(), freshCell()]);
afterAll(async () => {
  for (const cell of await cells) await cell.kill();
});

const BEFORE = `
import re, sqlite3, random, os, collections, decimal
squares = (n * n for n in range(100))
for _ in range(5): next(squares)
db = sqlite3.connect(":memory:")
db.execute("create table t(x)")
db.execute("insert into t values (42)")
out = open("/work/out.txt", "w+")
out.write("hello")
out.flush()
twin = os.dup(out.fileno())
gone = open("/tmp/gone", "w+")
gone.write("nameless")
gone.flush()
os.unlink("/tmp/gone")
pattern = re.compile(r"(\\d+)-(\\w+)")
os.makedirs("/work/sub")
os.chdir("/work/sub")
os.symlink("../out.txt", "link")
os.rmdir("/home/web_user")
os.rename("/dev/urandom", "/dev/moved")
open("/lib/python3.14/site-packages/mine.py", "w").write("x = 5")
with open("/lib/python314.zip", "r+b") as file:
    file.seek(0, 2)
    file.write(b"tail")
os.environ["A"] = "B"
os.umask(0o77)
decimal.getcontext().prec = 5
def counter():
    n = 0
    def count():
        nonlocal n
        n += 1
        return n
    return count
count = counter()
count()
many = list(range(300_000))
random.random()`;

const AFTER = `
import time, uuid, mine, zipfile
out.write(" world")
out.flush()
out.seek(0)
gone.seek(0)
os.write(twin, b"H")
{
    "generator": next(squares), "db": db.execute("select x from t").fetchall(), "twin": out.read(), "gone": gone.read(),
    "pattern": pattern.match("12-ab").groups(), "cwd": os.getcwd(), "link": open("link").read(), "env": os.environ["A"],
    "umask": os.umask(0), "closure": count(), "many": sum(many), "random": random.random(), "uuid": str(uuid.uuid4()),
    "home": os.listdir("/home"), "dev": sorted(os.listdir("/dev")), "moved": open("/dev/moved", "rb").read(3).hex(),
    "mine": mine.x, "zip": os.stat("/lib/python314.zip").st_size, "decimal": str(decimal.Decimal(1) / 3),
    "fd": os.open("/tmp/new", os.O_CREAT | os.O_RDWR), "inode": os.stat("/tmp/new").st_ino, "id": id(object()), "time": time.time(),
}`;

const options = { fixed: FIXED, limits: { fileBytes: 8_000_000 } };

describe("a session that is restored from a checkpoint", () => {
  test("goes on as if nothing had been, in another process and in its own", async () => {
    const [one, other] = await cells;
    valueOf(await runIn(one, BEFORE, options));
    const checkpoint = await one.checkpoint();
    const wentOn = await runIn(one, AFTER, options);
    expect(valueOf(wentOn)).toMatchObject({
      twin: "ello world",
      gone: "nameless",
      closure: 2,
      mine: 5,
    });
    await other.restore(checkpoint);
    const elsewhere = await runIn(other, AFTER, options);
    expect(valueOf(elsewhere)).toEqual(valueOf(wentOn));
    expect(elsewhere.digest).toBe(wentOn.digest);
    await one.restore(checkpoint);
    expect((await runIn(one, AFTER, options)).digest).toBe(wentOn.digest);
  });

  test("leaves nothing behind when it is rewound", async () => {
    const [one, other] = await cells;
    await one.rewind();
    await other.rewind();
    const look =
      "import os\n[sorted(globals()), os.listdir('/work'), os.listdir('/home'), os.getcwd(), os.umask(0), os.listdir('/dev')]";
    const found = valueOf(await runIn(one, look, options));
    expect(found).toEqual(valueOf(await runIn(other, look, options)));
    expect((found as unknown[]).slice(1, 5)).toEqual([[], ["web_user", "python"], "/work", 0o22]);
  });

  test("forks: two go on from one point, and do not meet", async () => {
    const [one, other] = await cells;
    await one.rewind();
    await runIn(one, "names = ['root']\nopen('file', 'w').write('root')");
    const root = await one.checkpoint();
    await other.restore(root);
    await runIn(one, "names.append('left')\nopen('file', 'w').write('left')");
    await runIn(other, "names.append('right')\nopen('file', 'w').write('right')");
    const look = "[names, open('file').read()]";
    expect(valueOf(await runIn(one, look))).toEqual([["root", "left"], "left"]);
    expect(valueOf(await runIn(other, look))).toEqual([["root", "right"], "right"]);
    const right = await other.checkpoint();
    await one.restore(right);
    expect(valueOf(await runIn(one, look))).toEqual([["root", "right"], "right"]);
  });

  test("keeps a memory that has grown", async () => {
    const [one, other] = await cells;
    await one.rewind();
    await runIn(one, "big = bytearray(40_000_000)\nbig[-1] = 7");
    await other.restore(await one.checkpoint());
    expect(valueOf(await runIn(other, "[len(big), big[-1], sum(big[:1000])]"))).toEqual([
      40_000_000, 7, 0,
    ]);
  });
});

describe("what is no checkpoint of this interpreter", () => {
  test.each([
    ["noise", Buffer.from("noise")],
    ["another form", Bun.zstdCompressSync(Buffer.from("something else entirely"))],
  ])("is refused: %s", async (_what, bytes) => {
    const cell = await freshCell();
    try {
      expect(cell.restore(bytes)).rejects.toThrow();
    } finally {
      await cell.kill();
    }
  });

  test("is refused when its clean point is another", async () => {
    const [one] = await cells;
    await one.rewind();
    const plain = Bun.zstdDecompressSync(await one.checkpoint());
    const forged = Buffer.from(
      plain.toString("latin1").replace(one.clean, "0".repeat(64)),
      "latin1",
    );
    const cell = await freshCell();
    try {
      expect(cell.restore(Bun.zstdCompressSync(forged))).rejects.toThrow("other packages");
    } finally {
      await cell.kill();
    }
  });
});
