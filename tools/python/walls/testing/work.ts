import { createHash } from "node:crypto";

/** `(func (export "fib") (param i32) (result i32))`, the slow way, and an exported memory that can grow. */
const FIB = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 127, 1, 127, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 7, 1, 3,
  102, 105, 98, 0, 0, 10, 30, 1, 28, 0, 32, 0, 65, 2, 72, 4, 127, 32, 0, 5, 32, 0, 65, 1, 107, 16,
  0, 32, 0, 65, 2, 107, 16, 0, 106, 11, 11,
]);

/** Everything that an interpreter does behind the walls, long enough for each compiler and collector to come round. */
export async function work(): Promise<Record<string, number | string>> {
  const module = new WebAssembly.Instance(new WebAssembly.Module(FIB), {});
  const fib = module.exports["fib"] as (n: number) => number;
  return {
    wasm: fib(30),
    compiled: compiled(),
    collected: collected(),
    memory: memory(),
    zstd: zstd(),
    sha256: createHash("sha256").update(new Uint8Array(1e6)).digest("hex").slice(0, 8),
    random: crypto.getRandomValues(new Uint8Array(16)).length,
    timers: await timers(),
    waited: Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10),
    recursion: recursion(),
    parallel: await parallel(),
  };
}

function compiled(): number {
  let sum = 0;
  for (let round = 0; round < 300; round++) sum = hot(sum, 100_000);
  return sum;
}

function hot(start: number, turns: number): number {
  let sum = start;
  for (let turn = 0; turn < turns; turn++) sum = (sum * 31 + turn) | 0;
  return sum;
}

function collected(): number {
  let count = 0;
  for (let round = 0; round < 20; round++) {
    const things = Array.from({ length: 100_000 }, (_, index) => ({ index, text: `x${index}` }));
    count += things.length;
  }
  Bun.gc(true);
  return count;
}

function memory(): number {
  const grown = new WebAssembly.Memory({ initial: 1, maximum: 2_000 });
  for (let step = 0; step < 10; step++) {
    grown.grow(50);
    new Uint8Array(grown.buffer).fill(step);
  }
  return grown.buffer.byteLength;
}

function zstd(): number {
  const bytes = new Uint8Array(4_000_000).map((_, index) => index * index);
  return Bun.zstdDecompressSync(Bun.zstdCompressSync(bytes)).length;
}

async function timers(): Promise<number> {
  let fired = 0;
  await new Promise<void>((done) => {
    const timer = setInterval(() => {
      fired++;
      if (fired < 5) return;
      clearInterval(timer);
      done();
    }, 5);
  });
  return fired;
}

function recursion(): string {
  const deeper = (): number => 1 + deeper();
  try {
    return String(deeper());
  } catch (error) {
    return error instanceof RangeError ? "RangeError" : String(error);
  }
}

/** On threads of the runtime, some of which start only now. */
async function parallel(): Promise<number> {
  const bytes = new Uint8Array(500_000).map((_, index) => index);
  const packed = await Promise.all(Array.from({ length: 8 }, () => Bun.zstdCompress(bytes)));
  const unpacked = await Promise.all(packed.map((one) => Bun.zstdDecompress(one)));
  return unpacked.reduce((sum, one) => sum + one.length, 0);
}
