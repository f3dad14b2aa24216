/** Where new names and random bytes come from. */
export interface Ids {
  /** UUIDv7: grows with time. */
  event(): string;
  /** Short name a person can type, `[a-z0-9]{10}`, for runs, asks, origins. */
  short(): string;
  /** 16 random bytes that make a payload hash unguessable. */
  salt(): Uint8Array;
}

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
