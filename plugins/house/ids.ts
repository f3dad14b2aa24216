import type { Ids } from "../../kernel/ports/ids.ts";

/** Crockford's alphabet without letters that read alike. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

export const randomIds: Ids = {
  event: () => Bun.randomUUIDv7(),
  short() {
    const bytes = crypto.getRandomValues(new Uint8Array(10));
    let name = ALPHABET[10 + (bytes[0]! % 22)]!;
    for (let i = 1; i < 10; i++) name += ALPHABET[bytes[i]! & 31];
    return name;
  },
  salt: () => crypto.getRandomValues(new Uint8Array(16)),
};
