import { ERRNO, type FileSystem, type FileStream } from "./interpreter.ts";

/** What the prelude says. It may be forged by the program that it runs, which then deceives nobody but itself. */
export type Said =
  | { readonly is: "sleep"; readonly ms: number }
  | { readonly is: "begun" }
  | { readonly is: "ended" }
  | {
      readonly is: "outcome";
      readonly value: { readonly repr: string; readonly json?: string } | null;
      readonly error: {
        readonly type: string;
        readonly message: string;
        readonly traceback: string;
      } | null;
    };

/** The descriptor between the prelude and its cell. */
export interface Control {
  /** What the prelude reads next. */
  give(job: unknown): void;
  /** Puts the descriptor back, should a program have closed it. */
  attach(): void;
}

/** High enough that no program meets it when it counts its descriptors. */
const DESCRIPTOR = 4000;
const DEVICE_MAJOR = 90;
const MOST_BYTES = 8 * 1024 * 1024;
const NEWLINE = 10;

export function installControl(fs: FileSystem, hear: (said: Said) => void): Control {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const { parse, stringify } = JSON;
  let toRead = new Uint8Array(0);
  let heard: Uint8Array[] = [];
  let heardBytes = 0;

  const line = (): Said => {
    const bytes = Buffer.concat(heard);
    heard = [];
    heardBytes = 0;
    return parse(decoder.decode(bytes)) as Said;
  };
  const device = fs.makedev(DEVICE_MAJOR, 0);
  fs.registerDevice(device, {
    read(_stream, buffer, offset, length) {
      const part = toRead.subarray(0, length);
      buffer.set(part, offset);
      toRead = toRead.subarray(part.length);
      return part.length;
    },
    write(_stream, buffer, offset, length) {
      if (heardBytes + length > MOST_BYTES) throw new fs.ErrnoError(ERRNO.ENOSPC);
      const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length).slice();
      heard.push(bytes);
      heardBytes += length;
      if (bytes.at(-1) !== NEWLINE) return length;
      try {
        hear(line());
      } catch (error) {
        if (error instanceof SyntaxError) throw new fs.ErrnoError(ERRNO.EINVAL);
        throw error;
      }
      return length;
    },
  });
  const path = "/dev/glassbox-control";
  fs.mkdev(path, 0o600, device);
  const opened = fs.open(path, 2);
  fs.closeStream(opened.fd!);
  fs.unlink(path);
  const stream: FileStream = Object.assign(opened, { fd: DESCRIPTOR });

  const attach = (): void => {
    heard = [];
    heardBytes = 0;
    stream.fd = DESCRIPTOR;
    fs.streams[DESCRIPTOR] = stream;
  };
  attach();
  return {
    give(job) {
      toRead = encoder.encode(stringify(job));
    },
    attach,
  };
}
