import type { FileNode, FileStream, FileSystem, PyodideModule } from "./interpreter.ts";

/** Every file, folder, link, device and descriptor as it was, to be put back. Bytes are frozen, see storage.ts. */
export interface FileTree {
  readonly nodes: readonly SavedNode[];
  readonly table: readonly (FileNode | undefined)[];
  readonly streams: readonly SavedStream[];
  readonly nextInode: number;
  readonly currentPath: string;
  readonly nextPipe: number;
}

interface SavedNode {
  readonly node: FileNode;
  /** Shallow: what a node refers to is saved by itself. */
  readonly fields: Partial<FileNode>;
}

interface SavedStream {
  readonly stream: FileStream;
  readonly fd: number;
  readonly flags: number;
  readonly position: number;
}

export function saveTree(fs: FileSystem, module: PyodideModule): FileTree {
  const nodes: SavedNode[] = [];
  for (let node of fs.nameTable) {
    for (; node !== undefined; node = node.name_next) nodes.push({ node, fields: fieldsOf(node) });
  }
  const streams = fs.streams.flatMap((stream, fd) =>
    stream ? [{ stream, fd, flags: stream.shared.flags, position: stream.shared.position }] : [],
  );
  return {
    nodes,
    table: fs.nameTable.slice(),
    streams,
    nextInode: fs.nextInode,
    currentPath: fs.currentPath,
    nextPipe: module.PIPEFS.nextname.current ?? 0,
  };
}

export function putTreeBack(fs: FileSystem, module: PyodideModule, tree: FileTree): void {
  for (const { node, fields } of tree.nodes) Object.assign(node, fields, freshEntries(fields));
  fs.nameTable = tree.table.slice();
  fs.streams = [];
  for (const { stream, fd, flags, position } of tree.streams) {
    stream.fd = fd;
    stream.shared.flags = flags;
    stream.shared.position = position;
    fs.streams[fd] = stream;
  }
  fs.nextInode = tree.nextInode;
  fs.currentPath = tree.currentPath;
  module.PIPEFS.nextname.current = tree.nextPipe;
}

function fieldsOf(node: FileNode): Partial<FileNode> {
  const fields: Partial<FileNode> = {
    id: node.id,
    name: node.name,
    mode: node.mode,
    rdev: node.rdev,
    atime: node.atime,
    mtime: node.mtime,
    ctime: node.ctime,
    parent: node.parent,
    mounted: node.mounted,
    name_next: node.name_next,
    node_ops: node.node_ops,
    stream_ops: node.stream_ops,
  };
  if (node.usedBytes !== undefined) fields.usedBytes = node.usedBytes;
  if (node.link !== undefined) fields.link = node.link;
  if (node.contents !== undefined)
    Object.assign(fields, { contents: node.contents }, freshEntries(node));
  return fields;
}

/** Of a folder a list of its own, in the same order. */
function freshEntries({ contents }: Partial<FileNode>): Partial<FileNode> {
  if (contents === undefined || contents instanceof Uint8Array) return {};
  return { contents: { ...contents } };
}
