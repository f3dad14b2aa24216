import { type FromCell, fromCell, HEADER_BYTES, type ToCell } from "../cell/frames.ts";
import { ProtocolBreach } from "./breach.ts";

/** A frame's JSON at most; what is larger travels as bytes. */
const MAX_JSON_BYTES = 32 * 1024 * 1024;
const UINT32_BYTES = 4;

export function encodeFrame(frame: ToCell, bytes: readonly Uint8Array[] = []): Uint8Array {
  const json = Buffer.from(JSON.stringify(frame));
  const header = Buffer.alloc(HEADER_BYTES);
  const total = UINT32_BYTES + json.length + bytes.reduce((sum, part) => sum + part.length, 0);
  header.writeUInt32LE(total, 0);
  header.writeUInt32LE(json.length, UINT32_BYTES);
  return Buffer.concat([header, json, ...bytes]);
}

export interface ReceivedFrame {
  readonly frame: FromCell;
  readonly bytes: Uint8Array;
}

export interface FrameReader {
  /** Every frame that is complete with this piece. Throws `ProtocolBreach` and is not to be used afterwards. */
  push(piece: Uint8Array, maxFrameBytes: () => number): Generator<ReceivedFrame, void, void>;
}

/** Memory follows what has really come, never what a header announces. */
export function createFrameReader(): FrameReader {
  let pieces: Uint8Array[] = [];
  let pendingBytes = 0;

  const joined = (): Buffer => {
    const [only] = pieces;
    const whole =
      pieces.length === 1 && only !== undefined
        ? Buffer.from(only.buffer, only.byteOffset, only.length)
        : Buffer.concat(pieces);
    pieces = [whole];
    return whole;
  };

  return {
    *push(piece, maxFrameBytes) {
      if (piece.length === 0) return;
      pieces.push(piece);
      pendingBytes += piece.length;
      while (pendingBytes >= HEADER_BYTES) {
        if ((pieces[0]?.length ?? 0) < HEADER_BYTES) joined();
        const frameBytes = announced(pieces[0], maxFrameBytes());
        if (pendingBytes < frameBytes) return;
        const whole = joined();
        const rest = whole.subarray(frameBytes);
        pieces = rest.length === 0 ? [] : [rest];
        pendingBytes = rest.length;
        yield decode(whole.subarray(0, frameBytes));
      }
    },
  };
}

function announced(first: Uint8Array | undefined, maxFrameBytes: number): number {
  if (first === undefined) throw new ProtocolBreach("a frame without a header");
  const view = new DataView(first.buffer, first.byteOffset, first.length);
  const total = view.getUint32(0, true);
  const jsonBytes = view.getUint32(UINT32_BYTES, true);
  if (total > maxFrameBytes) throw new ProtocolBreach(`a frame of ${total} bytes`);
  if (jsonBytes > MAX_JSON_BYTES || jsonBytes + UINT32_BYTES > total) {
    throw new ProtocolBreach(`a frame of ${total} bytes with ${jsonBytes} bytes of JSON`);
  }
  return UINT32_BYTES + total;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decode(frame: Buffer): ReceivedFrame {
  const jsonEnd = HEADER_BYTES + frame.readUInt32LE(UINT32_BYTES);
  const parsed = fromCell.safeParse(parseJson(frame.subarray(HEADER_BYTES, jsonEnd)));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ProtocolBreach(
      `a frame that is none: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim(),
    );
  }
  return { frame: parsed.data, bytes: frame.subarray(jsonEnd) };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new ProtocolBreach("a frame that is not JSON");
  }
}
