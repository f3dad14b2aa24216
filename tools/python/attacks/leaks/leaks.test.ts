import { afterAll, beforeEach, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { type CellProcess, startCell } from "../../pool/cell-process.ts";
import type { Outcome, Program } from "../../types.ts";
import { prepareTestImage } from "../testing-image.ts";
import { dirts } from "./dirt.ts";
import { fingerprint } from "./fingerprint.ts";

const MiB = 2 ** 20;
const image = await prepareTestImage();
const start = () =>
  startCell(image, {
    walls: { seal: true, scrub: true, os: "required" },
    memoryBytes: 512 * MiB,
  });

/** One cell for all: what one program leaves is what the next one would find. */
let cell: CellProcess = await start();
afterAll(() => cell.kill());
beforeEach(async () => {
  if (!cell.isAlive) cell = await start();
});

function run(code: string, options: Partial<Program> = {}, on = cell): Promise<Outcome> {
  const limits = {
    wallMs: 60_000,
    fuel: 20_000_000,
    memoryBytes: 256 * MiB,
    outputBytes: 8 * MiB,
    fileBytes: 64 * MiB,
    files: 1000,
  };
  const fixed = { seed: 7, epoch: 1_700_000_000_000 };
  const program = { code, stdin: "", files: [], limits, fixed, stubs: null, ...options };
  return on.run(program, { signal: new AbortController().signal });
}

const first = await run("1");
await cell.rewind();
const memoryBytes = first.usage.peakMemoryBytes;
const LOOK = fingerprint(memoryBytes);
const untouched = await run(LOOK);
await cell.rewind();

type Sections = Readonly<Record<string, unknown>>;
const sections = ({ stdout }: Outcome) => JSON.parse(stdout) as Sections;

function differences(outcome: Outcome): readonly string[] {
  const [before, after] = [sections(untouched), sections(outcome)];
  return Object.keys(before).filter((name) => !Bun.deepEquals(before[name], after[name]));
}

test("two untouched interpreters look the same, to the last byte of memory", async () => {
  const other = await start();
  const there = await run(LOOK, {}, other);
  await other.kill();

  expect(untouched.error).toBeNull();
  expect(differences(there)).toEqual([]);
  expect(there.digest).toBe(untouched.digest);
}, 60_000);

test.each(dirts.map(({ id, section, code }) => [id, section, code] as const))(
  "%s: the next program finds nothing of it",
  async (_, section, code) => {
    const left = await run(code);
    // The look must be able to see it: without the rewind it does.
    const seen = await run(LOOK);
    await cell.rewind();
    await run(code);
    await cell.rewind();
    const after = await run(LOOK);
    await cell.rewind();

    expect(left.error).toBeNull();
    if (seen.ok) expect(differences(seen)).toContain(section);
    expect(differences(after)).toEqual([]);
    expect(after.digest).toBe(untouched.digest);
  },
  60_000,
);

/** The word stands reversed in the code, or the search would find itself. */
const find = (word: string, bytes: number) => `
import ctypes
word = "${[...word].reverse().join("")}"[::-1].encode()
found = []
for start in range(0, ${bytes}, 1 << 20):
    size = min((1 << 20) + 64, ${bytes} - start)
    block = (ctypes.c_char * size).from_address(start)
    at = bytes(block).find(word)
    if at >= 0 and not (start <= id(word) <= start + size):
        found.append(start + at)
found
`;

test("a secret is nowhere in memory afterwards, and was before", async () => {
  const word = `SECRET-${crypto.randomUUID()}`;
  const hide = `
keep = ["${word}" + str(number) for number in range(3000)]
held = {word: word.encode("utf-16") for word in keep}
open("/work/secret", "w").write("\\n".join(keep))
big = bytearray("${word}".encode() * 50_000)
`;
  const hidden = await run(hide);
  expect(hidden.error).toBeNull();
  const bytes = hidden.usage.peakMemoryBytes;
  const before = await run(find(word, bytes));
  await cell.rewind();
  const after = await run(find(word, bytes));
  await cell.rewind();

  expect(before.value?.json).toBeArray();
  expect(before.value?.json).not.toEqual([]);
  expect(after.value?.json).toEqual([]);
}, 60_000);

test("given files, input and half a character are not the next program's", async () => {
  const bytes = new TextEncoder().encode("given");
  const code = `import os\nos.write(1, b"\\xe2\\x82")\nos.write(2, b"\\xf0\\x9f")\nopen("given.txt").read()`;
  await run(code, { stdin: "not read\n".repeat(100), files: [{ path: "given.txt", bytes }] });
  await cell.rewind();
  const after = await run(LOOK);
  await cell.rewind();

  expect(differences(after)).toEqual([]);
  expect(after.digest).toBe(untouched.digest);
}, 60_000);

test("half a request on the device is not the next program's", async () => {
  const stubs = "x = 1\n";
  const half = `open("/dev/glassbox", "r+b", buffering=0).write(b'{"tool": "a__b", ')`;
  const whole = `d = open("/dev/glassbox", "r+b", buffering=0)\nd.write(b'{"args": {}, "tool": "a__b"}\\n')\nd.readline().decode()`;
  await run(half, { stubs });
  await cell.rewind();
  const after = await run(whole, { stubs });
  await cell.rewind();

  expect(after.value?.json).toContain("no tools");
  expect(after.usage.calls).toBe(1);
}, 60_000);

test.skipIf(process.platform !== "linux")(
  "after its end a program does nothing any more",
  async () => {
    await run(
      `import atexit, gc, signal, sys\natexit.register(print)\nsignal.signal(signal.SIGINT, print)\ngc.callbacks.append(print)`,
    );
    const isIdle = async () => {
      const before = await readFile(`/proc/${cell.pid}/stat`, "utf8");
      await Bun.sleep(300);
      const after = await readFile(`/proc/${cell.pid}/stat`, "utf8");
      return ticksOf(before) === ticksOf(after);
    };
    const until = Date.now() + 20_000;
    let idle = await isIdle();
    while (!idle && Date.now() < until) idle = await isIdle();

    expect(idle).toBeTrue();
    expect(cell.isAlive).toBeTrue();
  },
  30_000,
);

/** Processor time, user's and system's. */
function ticksOf(stat: string): string {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return `${fields[11]} ${fields[12]}`;
}
