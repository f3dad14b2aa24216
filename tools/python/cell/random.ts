/** The only source of random bytes in a cell. */
export interface Random {
  fill(bytes: Uint8Array): void;
  /** Null: the machine's. */
  begin(seed: number | null): void;
  state(): RandomState;
  setState(state: RandomState): void;
}

/** Null: the machine's. */
export type RandomState = readonly [number, number, number, number] | null;

const BOOT_SEED = 0;
/** `getRandomValues` gives no more at a time. */
const MOST_AT_ONCE = 65_536;

export function createRandom(): Random {
  const web = crypto;
  let state: RandomState = expand(BOOT_SEED);

  return {
    fill(bytes) {
      if (state === null) return fillFromMachine(web, bytes);
      for (let at = 0; at < bytes.length; at += 4) {
        const [word, next] = step(state);
        state = next;
        for (let byte = 0; byte < 4 && at + byte < bytes.length; byte += 1) {
          bytes[at + byte] = word >>> (8 * byte);
        }
      }
    },
    begin(seed) {
      state = seed === null ? null : expand(seed);
    },
    state: () => state,
    setState(next) {
      state = next;
    },
  };
}

function fillFromMachine(web: Crypto, bytes: Uint8Array): void {
  // Not into the interpreter's memory itself: a shared or growing buffer is refused.
  for (let at = 0; at < bytes.length; at += MOST_AT_ONCE) {
    const some = new Uint8Array(Math.min(MOST_AT_ONCE, bytes.length - at));
    bytes.set(web.getRandomValues(some), at);
  }
}

type Words = readonly [number, number, number, number];

/** Four words out of a seed, by splitmix32: https://doi.org/10.1145/2714064.2660195 */
function expand(seed: number): Words {
  let low = seed >>> 0;
  const high = Math.floor(seed / 2 ** 32) >>> 0;
  const word = (): number => {
    low = (low + 0x9e3779b9) | 0;
    let mixed = low ^ high;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return [word(), word(), word(), word()];
}

/** xoshiro128**: https://prng.di.unimi.it. Repeatable, not secret: nobody fixes a seed to keep something secret. */
function step([a, b, c, d]: Words): readonly [number, Words] {
  const word = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
  const third = c ^ a;
  const fourth = d ^ b;
  return [word, [a ^ fourth, b ^ third, third ^ (b << 9), rotate(fourth, 11)]];
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
