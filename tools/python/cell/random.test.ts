import { expect, test } from "bun:test";
import { createRandom } from "./random.ts";

function draw(random: ReturnType<typeof createRandom>, bytes = 32): string {
  const drawn = new Uint8Array(bytes);
  random.fill(drawn);
  return Buffer.from(drawn).toString("hex");
}

test("a seed always gives the same, another seed another", () => {
  const random = createRandom();
  const seen = new Set<string>();
  for (const seed of [0, 1, 2, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
    random.begin(seed);
    const first = draw(random);
    random.begin(seed);
    expect(draw(random)).toBe(first);
    seen.add(first);
  }
  expect(seen.size).toBe(6);
});

test("its state is all there is to it", () => {
  const random = createRandom();
  random.begin(5);
  draw(random, 7);
  const state = random.state();
  const next = draw(random);
  const other = createRandom();
  other.setState(state);
  expect(draw(other)).toBe(next);
});

test("bytes are spread evenly, and the machine's are never the same", () => {
  const random = createRandom();
  random.begin(1);
  const bytes = new Uint8Array(65_536 * 3);
  random.fill(bytes);
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]! += 1;
  // 768 of each are expected, and 28 is one standard deviation.
  expect(Math.min(...counts)).toBeGreaterThan(600);
  expect(Math.max(...counts)).toBeLessThan(936);
  random.begin(null);
  expect(draw(random)).not.toBe(draw(random));
});
