import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Cell } from "../types.ts";
import { FIXED, freshCell, runIn, SLOW_MS, valueOf } from "./testing.ts";

setDefaultTimeout(SLOW_MS);

const cells: Promise<readonly [Cell, Cell]> = Promise.all([freshCell(), freshCell()]);
afterAll(async () => {
  for (const cell of await cells) await cell.kill();
});

const CHANCE = `
import random, secrets, uuid, os, time, datetime, tempfile, threading
started = time.perf_counter()
time.sleep(0.25)
total = sum(i * i for i in range(20_000))
with tempfile.NamedTemporaryFile(delete=False) as file:
    file.write(b"x")
{
    "random": random.random(), "secrets": secrets.token_hex(8), "uuid": [str(uuid.uuid1()), str(uuid.uuid4())],
    "urandom": open("/dev/urandom", "rb").read(4).hex(), "id": id(object()), "hash": hash("text"),
    "set": list({"a", "b", "c", "d"}), "now": datetime.datetime.now().isoformat(), "took": time.perf_counter() - started,
    "process": time.process_time(), "file": [file.name, os.stat(file.name).st_mtime_ns, os.stat(file.name).st_ino],
}`;

describe("a fixed program", () => {
  test("is the same in every process, byte for byte", async () => {
    const [one, other] = await cells;
    expect(one.clean).toBe(other.clean);
    const outcomes = await Promise.all(
      [one, other].map((cell) => runIn(cell, CHANCE, { fixed: FIXED })),
    );
    expect(outcomes[0]?.value).toEqual(outcomes[1]!.value);
    expect(outcomes[0]?.digest).toBe(outcomes[1]!.digest);
  });

  test("is the same after other programs, in the same process", async () => {
    const [one, other] = await cells;
    await one.rewind();
    await runIn(one, "import time, random\nrandom.random()\ntime.sleep(1)", {
      fixed: { seed: 1, epoch: 5 },
    });
    await runIn(one, "list(range(300_000))");
    await one.rewind();
    await other.rewind();
    const again = await runIn(one, CHANCE, { fixed: FIXED });
    expect(again.digest).toBe((await runIn(other, CHANCE, { fixed: FIXED })).digest);
  });

  test("is another with another seed or another time", async () => {
    const [one] = await cells;
    const code = "import random, time\n[random.random(), int(time.time())]";
    const values: unknown[] = [];
    for (const fixed of [FIXED, { ...FIXED, seed: 2 ** 40 + 7 }, { ...FIXED, epoch: 0 }]) {
      await one.rewind();
      values.push(valueOf(await runIn(one, code, { fixed })));
    }
    const [first, seeded, timed] = values as [number, number][];
    expect(seeded![0]).not.toBe(first![0]);
    expect([seeded![1], timed![1]]).toEqual([first![1], 0]);
    expect(timed![0]).toBe(first![0]);
  });

  test("waits for no time to pass", async () => {
    const [one] = await cells;
    await one.rewind();
    const code = `
import time, asyncio
async def late(n):
    await asyncio.sleep(n)
    return n
before = time.time()
time.sleep(86_400)
found = await asyncio.gather(late(7200), late(3600))
[round(time.time() - before), found]`;
    const outcome = await runIn(one, code, { fixed: FIXED, limits: { wallMs: 30_000 } });
    expect(valueOf(outcome)).toEqual([93_600, [7200, 3600]]);
  });

  test("finds what it has just written, though little time passes", async () => {
    const [one] = await cells;
    await one.rewind();
    const code = `
import importlib
found = []
for n in range(3):
    with open(f"made{n}.py", "w") as file:
        file.write(f"n = {n}")
    found.append(importlib.import_module(f"made{n}").n)
found`;
    expect(valueOf(await runIn(one, code, { fixed: FIXED }))).toEqual([0, 1, 2]);
  });
});

test("without it, time is the machine's and goes on", async () => {
  const [one] = await cells;
  await one.rewind();
  const code =
    "import time\na = time.time(), time.monotonic()\ntime.sleep(0.05)\nb = time.time(), time.monotonic()\n[a[0], b[0] - a[0], b[1] - a[1]]";
  const before = Date.now() / 1000;
  const [now, wall, monotonic] = valueOf(await runIn(one, code)) as [number, number, number];
  expect(now).toBeGreaterThanOrEqual(before - 1);
  expect(now).toBeLessThanOrEqual(Date.now() / 1000 + 1);
  expect(wall).toBeGreaterThanOrEqual(0.049);
  expect(monotonic).toBeGreaterThanOrEqual(0.049);
});
