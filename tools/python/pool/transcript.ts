/** A cell keeps the limit itself; one that goes this much over it does not. */
const TOLERANCE_BYTES = 64 * 1024;

export type StreamName = "stdout" | "stderr";

export interface Transcript {
  /** The text that came and is kept. */
  add(stream: StreamName, bytes: Uint8Array): string;
  /** So much came that nobody keeps the limit over there. */
  isFlooded(): boolean;
  /** With what is left of a character that was not complete. */
  end(): { readonly stdout: string; readonly stderr: string; readonly isCut: boolean };
}

/** Both streams as text, at most `maxBytes` together. */
export function createTranscript(maxBytes: number): Transcript {
  const texts = { stdout: [] as string[], stderr: [] as string[] };
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  let total = 0;
  return {
    add(stream, bytes) {
      const room = Math.max(0, maxBytes - total);
      total += bytes.length;
      const text = decoders[stream].decode(bytes.subarray(0, room), { stream: true });
      texts[stream].push(text);
      return text;
    },
    isFlooded: () => total > maxBytes + TOLERANCE_BYTES,
    end() {
      const textOf = (stream: StreamName) => texts[stream].join("") + decoders[stream].decode();
      return { stdout: textOf("stdout"), stderr: textOf("stderr"), isCut: total > maxBytes };
    },
  };
}
