/** Taken hold of before the globals are scrubbed. */
export const { CryptoHasher } = Bun;

/** In hex. */
export function sha256(bytes: Uint8Array): string {
  return new CryptoHasher("sha256").update(bytes).digest("hex");
}
