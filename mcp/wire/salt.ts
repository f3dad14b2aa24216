const BYTES = 16;
const pool = new Uint8Array(BYTES * 256);
let next = pool.length;

/** 16 random bytes as hexadecimal; drawn many at a time, because a draw costs more than a hash. */
export function newSalt(): string {
  if (next === pool.length) {
    crypto.getRandomValues(pool);
    next = 0;
  }
  const salt = pool.subarray(next, next + BYTES).toHex();
  next += BYTES;
  return salt;
}
