/** Two megabytes of memory that an idle kernel does not need. */
const zlib = () => process.getBuiltinModule("node:zlib");

/** How bytes are stored: as they are, compressed, or compressed with another content as dictionary. */
export const FORM = { raw: 0, zstd: 1, delta: 2 } as const;

export interface Stored {
  readonly form: number;
  readonly bytes: Uint8Array;
}

/** Below this a delta saves less than it costs to read; above, zstd does not find its way through the dictionary. */
const DELTA = { smallest: 4096, largest: 1024 * 1024 } as const;
/** Shorter than a zstd frame's own parts. */
const SMALLEST_ZSTD = 64;
const LEVEL = 3;
/** What a trained dictionary begins with: zstd would take such a content for one. */
const TRAINED = Buffer.from([0x37, 0xa4, 0x30, 0xec]);
/** A delta that is larger than this share of the content has little to do with what came before it. */
const WORTHWHILE = 0.5;

/** Compressed if that is any smaller. */
export function packed(content: Uint8Array): Stored {
  if (content.length < SMALLEST_ZSTD) return { form: FORM.raw, bytes: content };
  const bytes = Bun.zstdCompressSync(content, { level: LEVEL });
  return bytes.length < content.length
    ? { form: FORM.zstd, bytes }
    : { form: FORM.raw, bytes: content };
}

export function mayBeDelta(size: number): boolean {
  return size > DELTA.smallest && size <= DELTA.largest;
}

/** What is new in a content beside the one before it; null: that is not worth it. */
export function delta(content: Uint8Array, before: Uint8Array): Stored | null {
  if (Buffer.from(before.subarray(0, 4)).equals(TRAINED)) return null;
  const { constants, zstdCompressSync } = zlib();
  const bytes = zstdCompressSync(content, {
    dictionary: before,
    params: {
      [constants.ZSTD_c_compressionLevel]: LEVEL,
      // The window has to reach over all of the content back into the dictionary.
      [constants.ZSTD_c_windowLog]: Math.min(27, bitsOf(content.length + before.length)),
    },
  });
  return bytes.length < content.length * WORTHWHILE ? { form: FORM.delta, bytes } : null;
}

export function unpacked({ form, bytes }: Stored, before: Uint8Array | null): Uint8Array {
  if (form === FORM.raw) return bytes;
  if (form === FORM.zstd || !before)
    return Bun.zstdDecompressSync(bytes as Uint8Array<ArrayBuffer>);
  const { constants, zstdDecompressSync } = zlib();
  return zstdDecompressSync(bytes, {
    dictionary: before,
    params: { [constants.ZSTD_d_windowLogMax]: 27 },
  });
}

function bitsOf(length: number): number {
  return Math.max(10, Math.ceil(Math.log2(length + 1)));
}
