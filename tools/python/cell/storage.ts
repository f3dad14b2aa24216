import { CONTROL_DESCRIPTOR } from "./control.ts";
import {
  ERRNO,
  type FileNode,
  type FileSystem,
  type Interpreter,
  type StreamOperations,
} from "./interpreter.ts";

/**
 * The files of a cell: counted, and copied before the first write to bytes that somebody still needs as they are (the
 * clean point, or how a run found its files).
 */
export interface Storage {
  limit(bytes: number, nodes: number): void;
  wasRefused(): boolean;
  /** From here on these bytes are never written to. */
  freeze(bytes: Uint8Array): void;
  /** What is there now is the clean point and counts for nothing. */
  startCounting(): void;
}

/** The same as on Linux. */
const NAME_BYTES = 255;
const PATH_BYTES = 4096;
const PIPE_BYTES = 65_536;
const ENAMETOOLONG = 37;
const EAGAIN = 6;
const DOUBLING_BYTES = 1024 * 1024;

export function installStorage({ fs, module }: Interpreter): Storage {
  const frozen = new WeakSet<Uint8Array>();
  const clean = new WeakSet<FileNode>();
  let mostBytes = Infinity;
  let mostNodes = Infinity;
  let bytes = 0;
  let nodes = 0;
  let isRefused = false;
  const fail = (errno: number): never => {
    throw new fs.ErrnoError(errno);
  };

  const checkName = (name: string): void => {
    if (name.length > NAME_BYTES) fail(ENAMETOOLONG);
    // Folders are plain objects inside.
    if (name === "__proto__") fail(ERRNO.EINVAL);
  };
  /** What can still be reached; what was deleted is counted until there is need to look. */
  const recount = (): void => {
    const seen = reachable(fs);
    bytes = 0;
    nodes = 0;
    for (const node of seen) {
      if (!clean.has(node)) nodes += 1;
      if (node.contents instanceof Uint8Array && !frozen.has(node.contents)) {
        bytes += node.contents.length;
      }
    }
  };
  const refuse = (): never => {
    isRefused = true;
    return fail(ERRNO.ENOSPC);
  };
  const reserve = (more: number): void => {
    if (bytes + more > mostBytes) recount();
    if (bytes + more > mostBytes) refuse();
    bytes += more;
  };

  /** Bytes of a file's own, at least so many. */
  const own = (node: FileNode, size: number): Uint8Array => {
    const old = node.contents as Uint8Array;
    if (old.length >= size && !frozen.has(old)) return old;
    const roomy = old.length < DOUBLING_BYTES ? old.length * 2 : Math.floor(old.length * 1.125);
    const capacity = bytes + roomy > mostBytes ? size : Math.max(size, roomy);
    reserve(Math.max(capacity, node.usedBytes!) - (frozen.has(old) ? 0 : old.length));
    const fresh = new Uint8Array(Math.max(capacity, node.usedBytes!));
    fresh.set(old.subarray(0, node.usedBytes));
    node.contents = fresh;
    return fresh;
  };

  const { file, dir } = fs.filesystems.MEMFS.ops_table;
  file.stream.write = (stream, buffer, offset, length, position) => {
    if (length === 0) return 0;
    const { node } = stream;
    const contents = own(node, position + length);
    contents.set(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length), position);
    node.usedBytes = Math.max(node.usedBytes!, position + length);
    node.mtime = node.ctime = Date.now();
    return length;
  };
  const setAttributes = file.node.setattr!;
  file.node.setattr = (node, { size, ...rest }) => {
    setAttributes(node, rest);
    if (size === undefined || size === node.usedBytes) return;
    const contents = own(node, size);
    contents.fill(0, Math.min(size, node.usedBytes!));
    node.usedBytes = size;
    node.mtime = node.ctime = Date.now();
  };
  // A mapped file is written back past the system's write.
  file.stream.msync = (stream, buffer, offset, length) => {
    file.stream.write!(stream, buffer, 0, length, offset);
    return 0;
  };
  const { symlink, rename } = dir.node;
  dir.node.symlink = (parent, name, target) => {
    if (target.length > PATH_BYTES) fail(ENAMETOOLONG);
    return symlink!(parent, name, target);
  };
  dir.node.rename = (node, folder, name) => {
    checkName(name);
    rename!(node, folder, name);
  };
  const { createNode } = fs;
  fs.createNode = (parent, name, mode, device) => {
    checkName(name);
    if (nodes + 1 > mostNodes) recount();
    if (nodes + 1 > mostNodes) refuse();
    nodes += 1;
    return createNode(parent, name, mode, device);
  };
  const { createStream } = fs;
  fs.createStream = (stream, descriptor = -1) => {
    if (descriptor >= CONTROL_DESCRIPTOR) fail(ERRNO.EINVAL);
    return createStream(stream, descriptor);
  };
  limitPipes(module.PIPEFS.stream_ops, () => fail(EAGAIN));

  return {
    limit(nextBytes, nextNodes) {
      mostBytes = nextBytes;
      mostNodes = nextNodes;
      isRefused = false;
      recount();
    },
    wasRefused: () => isRefused,
    freeze: (contents) => void frozen.add(contents),
    startCounting() {
      for (const node of reachable(fs)) {
        clean.add(node);
        if (node.contents instanceof Uint8Array) frozen.add(node.contents);
      }
    },
  };
}

function limitPipes(
  operations: Required<Pick<StreamOperations, "write">>,
  fail: () => never,
): void {
  const { write } = operations;
  operations.write = (stream, buffer, offset, length, position) => {
    const waiting = stream.node.pipe!.buckets.reduce((sum, b) => sum + b.offset - b.roffset, 0);
    const room = PIPE_BYTES - waiting;
    if (room <= 0) fail();
    return write(stream, buffer, offset, Math.min(length, room), position);
  };
}

/** Everything in the tree, and what is only held open. */
function reachable(fs: FileSystem): Set<FileNode> {
  const seen = new Set<FileNode>();
  const open = fs.streams.flatMap((stream) => (stream ? [stream.node] : []));
  const waiting = [fs.root, ...open];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.contents === undefined || node.contents instanceof Uint8Array) continue;
    waiting.push(...Object.values(node.contents));
  }
  return seen;
}
