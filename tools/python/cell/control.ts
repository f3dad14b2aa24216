import { Buffer } from "node:buffer";
import { ERRNO, type FileSystem, type FileStream } from "./interpreter.ts";
import { parseSaid, type Said } from "./said.ts";

/** The descriptor between the prelude and its cell. */
export interface Control {
  /** What the prelude reads next. */
  give(job: unknown): void;
  /** Forgets what was half said. */
  attach(): void;
}

/** High enough that no program meets it when it counts its descriptors; none can have one from here on. */
export const CONTROL_DESCRIPTOR = 4000;
const DEVICE_MAJOR = 90;
const MOST_BYTES = 8 * 1024 * 1024;
const NEWLINE = 10;

export function installControl(fs: FileSystem, hear: (said: Said) => void): Control {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let toRead = new Uint8Array(0);
  let heard: Uint8Array[] = [];
  let heardBytes = 0;

  const takeLine = (): string => {
    const bytes = Buffer.concat(heard);
    heard = [];
    heardBytes = 0;
    return decoder.decode(bytes);
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
      const said = parseSaid(takeLine());
      if (said === null) throw new fs.ErrnoError(ERRNO.EINVAL);
      hear(said);
      return length;
    },
  });
  const path = "/dev/glassbox-control";
  fs.mkdev(path, 0o600, device);
  const opened = fs.open(path, 2);
  fs.closeStream(opened.fd!);
  fs.unlink(path);
  const attach = (): void => {
    heard = [];
    heardBytes = 0;
    fs.streams[CONTROL_DESCRIPTOR] = stream;
  };
  // A program that closes all its descriptors has not meant this one.
  const stream: FileStream = Object.defineProperty(opened, "fd", {
    get: () => CONTROL_DESCRIPTOR,
    set() {},
  });
  const { closeStream } = fs;
  fs.closeStream = (descriptor) => {
    if (descriptor !== CONTROL_DESCRIPTOR) closeStream(descriptor);
  };
  attach();
  return {
    give(job) {
      toRead = encoder.encode(JSON.stringify(job));
    },
    attach,
  };
}
