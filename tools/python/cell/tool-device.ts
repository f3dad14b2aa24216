import { Buffer } from "node:buffer";
import { ERRNO, type FileSystem } from "./interpreter.ts";

/** `/dev/glassbox`: one line of JSON is a request, and the line that is read next is its reply. */
export interface ToolDevice {
  /** Null: the program has no tools, and the device refuses. */
  begin(call: ToolCall | null): void;
  calls(): number;
}

export type ToolCall = (
  index: number,
  tool: string,
  args: Record<string, unknown>,
) => { readonly ok: boolean; readonly value: unknown };

const DEVICE_MAJOR = 92;
const READ_WRITE = 0o666;
const MOST_REQUEST_BYTES = 4 * 1024 * 1024;
const MOST_NAME = 200;
const NEWLINE = 10;

export function installToolDevice(fs: FileSystem): ToolDevice {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let call: ToolCall | null = null;
  let calls = 0;
  let parts: Uint8Array[] = [];
  let partsBytes = 0;
  let reply = new Uint8Array(0);

  const answer = (request: unknown): object => {
    if (!isRequest(request)) {
      return { ok: false, message: 'a request is {"tool": text, "args": object}' };
    }
    const { ok, value } = call!(calls, request.tool, request.args);
    calls += 1;
    return ok ? { ok, value } : { ok, message: String(value) };
  };
  const hear = (): void => {
    const text = decoder.decode(Buffer.concat(parts));
    parts = [];
    partsBytes = 0;
    reply = encoder.encode(`${JSON.stringify(answer(parseOrNull(text)))}\n`);
  };

  const device = fs.makedev(DEVICE_MAJOR, 0);
  fs.registerDevice(device, {
    open(stream) {
      stream.seekable = false;
    },
    read(_stream, buffer, offset, length) {
      const part = reply.subarray(0, length);
      buffer.set(part, offset);
      reply = reply.subarray(part.length);
      return part.length;
    },
    write(_stream, buffer, offset, length) {
      if (call === null) throw new fs.ErrnoError(ERRNO.EPERM);
      if (partsBytes + length > MOST_REQUEST_BYTES) {
        parts = [];
        partsBytes = 0;
        throw new fs.ErrnoError(ERRNO.ENOSPC);
      }
      const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length).slice();
      parts.push(bytes);
      partsBytes += length;
      if (bytes.at(-1) === NEWLINE) hear();
      return length;
    },
  });
  fs.mkdev("/dev/glassbox", READ_WRITE, device);

  return {
    begin(next) {
      call = next;
      calls = 0;
      parts = [];
      partsBytes = 0;
      reply = new Uint8Array(0);
    },
    calls: () => calls,
  };
}

interface Request {
  readonly tool: string;
  readonly args: Record<string, unknown>;
}

function isRequest(request: unknown): request is Request {
  if (typeof request !== "object" || request === null) return false;
  if (!("tool" in request) || !("args" in request)) return false;
  const { tool, args } = request;
  if (typeof tool !== "string" || tool.length > MOST_NAME) return false;
  return typeof args === "object" && args !== null && !Array.isArray(args);
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
