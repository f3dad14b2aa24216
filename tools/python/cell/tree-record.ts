import { CONTROL_DESCRIPTOR } from "./control.ts";
import type { FileTree } from "./file-tree.ts";
import type { FileNode, FileStream, FileSystem, Interpreter } from "./interpreter.ts";

/** The files of a session as plain data: what is still as at the clean point is only named. */
export interface TreeRecord {
  readonly nodes: readonly NodeRecord[];
  readonly streams: readonly StreamRecord[];
  readonly nextInode: number;
  readonly currentPath: string;
  readonly nextPipe: number;
}

interface NodeRecord {
  readonly id: number;
  readonly parent: number;
  readonly name: string;
  readonly mode: number;
  readonly rdev: number;
  readonly times: readonly [number, number, number];
  readonly link?: string;
  /** Of a folder, in their order. */
  readonly children?: readonly number[];
  /** Of a file, how many bytes of the record are its; `clean`: those of the clean point. */
  readonly bytes?: number | "clean";
  /** It has no name any more and is only held open. */
  readonly isDetached?: true;
}

interface StreamRecord {
  readonly fd: number;
  readonly node: number;
  readonly path: string;
  readonly flags: number;
  readonly position: number;
  readonly seekable: boolean;
  /** The first descriptor that shares its position. */
  readonly sharedWith?: number;
}

/** Pipes are left out: their descriptors are closed after a restore. */
export function recordTree(
  { fs, module }: Interpreter,
  clean: FileTree,
): { readonly record: TreeRecord; readonly bytes: readonly Uint8Array[] } {
  const cleanBytes = new Map(clean.nodes.map(({ node, fields }) => [node, fields.contents]));
  const bytes: Uint8Array[] = [];
  const nodes = [...namedAndOpen(fs)].map(([node, isDetached]): NodeRecord => {
    const base = {
      id: node.id,
      parent: node.parent.id,
      name: node.name,
      mode: node.mode,
      rdev: node.rdev ?? 0,
      times: [node.atime, node.mtime, node.ctime].map(Number) as [number, number, number],
      ...(isDetached ? { isDetached } : {}),
    };
    const { contents } = node;
    if (node.link !== undefined) return { ...base, link: node.link };
    if (contents === undefined) return base;
    if (!(contents instanceof Uint8Array)) {
      return { ...base, children: Object.values(contents).map(({ id }) => id) };
    }
    const used = contents.subarray(0, node.usedBytes);
    if (cleanBytes.get(node) === contents) return { ...base, bytes: "clean" };
    bytes.push(used);
    return { ...base, bytes: used.length };
  });
  return {
    bytes,
    record: {
      nodes,
      streams: recordStreams(fs),
      nextInode: fs.nextInode,
      currentPath: fs.currentPath,
      nextPipe: module.PIPEFS.nextname.current ?? 0,
    },
  };
}

function recordStreams(fs: FileSystem): readonly StreamRecord[] {
  const owners = new Map<FileStream["shared"], number>();
  return openStreams(fs).map(([fd, stream]) => {
    const owner = owners.get(stream.shared);
    if (owner === undefined) owners.set(stream.shared, fd);
    return {
      fd,
      node: stream.node.id,
      path: stream.path ?? "",
      flags: stream.shared.flags,
      position: stream.shared.position ?? 0,
      seekable: stream.seekable,
      ...(owner === undefined ? {} : { sharedWith: owner }),
    };
  });
}

function openStreams(fs: FileSystem): readonly (readonly [number, FileStream])[] {
  return fs.streams.flatMap((stream, fd) =>
    stream && fd !== CONTROL_DESCRIPTOR && stream.node.pipe === undefined
      ? [[fd, stream] as const]
      : [],
  );
}

/** Every node of the tree, then those that are only open. True: the latter. */
function namedAndOpen(fs: FileSystem): ReadonlyMap<FileNode, boolean> {
  const found = new Map<FileNode, boolean>();
  const waiting = [fs.root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    found.set(node, false);
    if (node.contents === undefined || node.contents instanceof Uint8Array) continue;
    waiting.push(...Object.values(node.contents).toReversed());
  }
  for (const [, { node }] of openStreams(fs)) if (!found.has(node)) found.set(node, true);
  return found;
}

/** Onto the clean point: the tree has just been put back to it. */
export function restoreTree(
  { fs, module }: Interpreter,
  clean: FileTree,
  record: TreeRecord,
  bytes: Uint8Array,
): void {
  const cleanNodes = new Map(clean.nodes.map(({ node }) => [node.id, node]));
  const before = namedAndOpen(fs);
  const nodes = new Map<number, FileNode>();
  let at = 0;
  for (const saved of record.nodes) {
    const node = cleanNodes.get(saved.id) ?? makeNode(fs, saved);
    nodes.set(saved.id, node);
    const [atime, mtime, ctime] = saved.times;
    Object.assign(node, { id: saved.id, name: saved.name, mode: saved.mode, atime, mtime, ctime });
    if (saved.link !== undefined) node.link = saved.link;
    if (typeof saved.bytes !== "number") continue;
    node.contents = bytes.slice(at, at + saved.bytes);
    node.usedBytes = saved.bytes;
    at += saved.bytes;
  }
  const nodeOf = (id: number): FileNode => {
    const node = nodes.get(id) ?? cleanNodes.get(id);
    if (node === undefined) throw new Error("The checkpoint names a file that it does not hold.");
    return node;
  };
  for (const saved of record.nodes) {
    const node = nodeOf(saved.id);
    node.parent = nodeOf(saved.parent);
    if (saved.children === undefined) continue;
    node.contents = Object.fromEntries(
      saved.children.map((id) => [nodeOf(id).name, nodeOf(id)] as const),
    );
  }
  // What is in the tables besides the tree (pipes' and descriptors' own roots) is as at the clean point.
  const others = clean.nodes.map(({ node }) => node).filter((node) => !before.has(node));
  const named = record.nodes.filter(({ isDetached }) => !isDetached).map(({ id }) => nodeOf(id));
  fs.nameTable = Array.from({ length: fs.nameTable.length });
  for (const node of [...others, ...named]) fs.hashAddNode(node);
  restoreStreams(fs, record, nodeOf);
  fs.nextInode = record.nextInode;
  fs.currentPath = record.currentPath;
  module.PIPEFS.nextname.current = record.nextPipe;
}

function makeNode(fs: FileSystem, saved: NodeRecord): FileNode {
  return fs.filesystems.MEMFS.createNode(fs.root, saved.name, saved.mode, saved.rdev);
}

function restoreStreams(
  fs: FileSystem,
  record: TreeRecord,
  nodeOf: (id: number) => FileNode,
): void {
  const kept = new Map(fs.streams.flatMap((stream, fd) => (stream ? [[fd, stream] as const] : [])));
  fs.streams = [];
  fs.streams[CONTROL_DESCRIPTOR] = kept.get(CONTROL_DESCRIPTOR);
  for (const saved of record.streams) {
    const node = nodeOf(saved.node);
    const old = kept.get(saved.fd);
    const { fd, path, flags, position, seekable } = saved;
    if (old?.node === node) fs.streams[fd] = Object.assign(old, { fd });
    const stream =
      fs.streams[fd] ??
      fs.createStream({ node, path, flags, seekable, stream_ops: node.stream_ops }, fd);
    if (stream !== old) node.stream_ops.open?.(stream);
    const owner = saved.sharedWith === undefined ? undefined : fs.streams[saved.sharedWith];
    if (owner) stream.shared = owner.shared;
    stream.shared.flags = flags;
    stream.shared.position = position;
  }
}
