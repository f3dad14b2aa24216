import type { StreamName } from "./output.ts";
import type { FileSystem, StreamOperations } from "./interpreter.ts";

/** The files in /dev: nothing that leads out of the cell but through the functions given here. */
export interface Devices {
  stdin(text: string): void;
}

export interface DeviceHooks {
  write(stream: StreamName, bytes: Uint8Array): void;
  random(bytes: Uint8Array): void;
}

const MAJOR = 91;
const READ_WRITE = 0o666;
const READ_ONLY = 0;
const WRITE_ONLY = 1;

/** Replaces what Emscripten put there: its terminal is the pipe to the parent. */
export function installDevices(fs: FileSystem, hooks: DeviceHooks): Devices {
  const encoder = new TextEncoder();
  let input = new Uint8Array(0);
  let minor = 0;

  const mount = (path: string, operations: StreamOperations): void => {
    const device = fs.makedev(MAJOR, (minor += 1));
    fs.registerDevice(device, {
      open(stream) {
        stream.seekable = false;
      },
      ...operations,
    });
    remove(fs, path);
    fs.mkdev(path, READ_WRITE, device);
  };
  const sink = (name: StreamName): StreamOperations => ({
    write(_stream, buffer, offset, length) {
      hooks.write(name, new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length));
      return length;
    },
  });
  const chance: StreamOperations = {
    read(_stream, buffer, offset, length) {
      hooks.random(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length));
      return length;
    },
    write: (_stream, _buffer, _offset, length) => length,
  };

  for (const name of ["tty", "tty1"]) remove(fs, `/dev/${name}`);
  // The devices behind them too: a descriptor of theirs may still be open.
  for (const major of [5, 6]) fs.registerDevice(fs.makedev(major, 0), {});
  mount("/dev/stdin", {
    read(_stream, buffer, offset, length) {
      const part = input.subarray(0, length);
      buffer.set(part, offset);
      input = input.subarray(part.length);
      return part.length;
    },
  });
  mount("/dev/stdout", sink("stdout"));
  mount("/dev/stderr", sink("stderr"));
  mount("/dev/random", chance);
  mount("/dev/urandom", chance);

  const standard = [
    ["/dev/stdin", READ_ONLY],
    ["/dev/stdout", WRITE_ONLY],
    ["/dev/stderr", WRITE_ONLY],
  ] as const;
  for (const [descriptor, [path, flags]] of standard.entries()) {
    fs.closeStream(descriptor);
    fs.open(path, flags);
  }
  return {
    stdin(text) {
      input = encoder.encode(text);
    },
  };
}

function remove(fs: FileSystem, path: string): void {
  fs.unlink(path);
}
