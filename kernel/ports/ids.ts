/** Where new names and random bytes come from. */
export interface Ids {
  /** UUIDv7: grows with time. */
  event(): string;
  /** Short name a person can type, `[a-z0-9]{10}`, for runs, asks, origins. */
  short(): string;
  /** 16 random bytes that make a payload hash unguessable. */
  salt(): Uint8Array;
}
