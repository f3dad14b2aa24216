import type { MappedMemory } from "./mapped-memory.ts";

/** What we use of Pyodide's insides, all of it internal to the one version that is pinned. */

export interface FileNode {
  id: number;
  name: string;
  mode: number;
  rdev: number;
  atime: number;
  mtime: number;
  ctime: number;
  parent: FileNode;
  name_next?: FileNode | undefined;
  mounted: { readonly root: FileNode } | null;
  /** Of a folder its entries, of a file its bytes: the array may be longer than the file. */
  contents?: Record<string, FileNode> | Uint8Array;
  usedBytes?: number;
  link?: string;
  pipe?: { readonly buckets: readonly { readonly offset: number; readonly roffset: number }[] };
  node_ops: NodeOperations;
  stream_ops: StreamOperations;
}

export interface FileStream {
  fd: number | null;
  node: FileNode;
  path?: string;
  /** Shared by duplicates of one descriptor. */
  shared: { flags: number; position: number };
  seekable: boolean;
  stream_ops: StreamOperations;
  tty?: unknown;
  getdents?: unknown;
}

export interface NodeOperations {
  getattr?(node: FileNode): unknown;
  setattr?(node: FileNode, attributes: Attributes): void;
  symlink?(parent: FileNode, name: string, target: string): FileNode;
  rename?(node: FileNode, folder: FileNode, name: string): void;
}

export interface Attributes {
  mode?: number | null;
  atime?: number | null;
  mtime?: number | null;
  ctime?: number | null;
  size?: number;
}

export interface StreamOperations {
  open?(stream: FileStream): void;
  close?(stream: FileStream): void;
  read?(
    stream: FileStream,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): number;
  write?(
    stream: FileStream,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): number;
  msync?(stream: FileStream, buffer: Uint8Array, offset: number, length: number): number;
  llseek?(stream: FileStream, offset: number, whence: number): number;
  poll?(stream: FileStream): number;
}

export interface MemoryFileSystem {
  ops_table: {
    file: { node: NodeOperations; stream: StreamOperations };
    dir: { node: NodeOperations };
  };
  createNode(parent: FileNode, name: string, mode: number, device: number): FileNode;
}

export interface FileSystem {
  root: FileNode;
  nameTable: (FileNode | undefined)[];
  streams: (FileStream | null | undefined)[];
  nextInode: number;
  currentPath: string;
  filesystems: { readonly MEMFS: MemoryFileSystem };
  ErrnoError: new (errno: number) => Error;
  createNode(parent: FileNode | null, name: string, mode: number, device: number): FileNode;
  hashAddNode(node: FileNode): void;
  createStream(stream: Partial<FileStream> & { flags: number }, fd?: number): FileStream;
  closeStream(fd: number): void;
  registerDevice(device: number, operations: StreamOperations): void;
  makedev(major: number, minor: number): number;
  mkdev(path: string, mode: number, device: number): FileNode;
  mkdirTree(path: string): void;
  lookupPath(path: string, options?: { follow?: boolean }): { node: FileNode };
  writeFile(path: string, data: Uint8Array): void;
  unlink(path: string): void;
  open(path: string, flags: number): FileStream;
  chdir(path: string): void;
  isDir(mode: number): boolean;
  isFile(mode: number): boolean;
  isLink(mode: number): boolean;
}

export interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly __stack_pointer: WebAssembly.Global;
  malloc(bytes: number): number;
  PyRun_SimpleString(text: number): number;
  _hiwire_get(index: number): unknown;
  _hiwire_set(index: number, value: unknown): number;
}

/** The functions and globals of one name space. */
export type ImportTable = Record<string, unknown>;
export type Imports = Record<string, ImportTable>;

export interface PyodideModule {
  readonly FS: FileSystem;
  readonly PIPEFS: {
    readonly nextname: { current?: number };
    readonly stream_ops: Required<Pick<StreamOperations, "write">>;
  };
  /** Address of the flag that makes the interpreter look for signals. */
  readonly _Py_EMSCRIPTEN_SIGNAL_HANDLING: number;
}

/** A loaded CPython, before or after its imports are sealed. */
export interface Interpreter {
  readonly fs: FileSystem;
  readonly module: PyodideModule;
  readonly exports: Exports;
  /** The memory as it is now: another array after it has grown. */
  bytes(): Uint8Array;
  /** The memory as it was in the snapshot, on the disk. */
  readonly snapshot: Uint8Array | null;
  readonly mapped: MappedMemory | null;
  /** Of a build only: memory and what JavaScript holds for it. */
  makeSnapshot(): Uint8Array;
}

/** Of Emscripten, which counts them its own way. */
export const ERRNO = {
  EBADF: 8,
  EINTR: 27,
  EINVAL: 28,
  EIO: 29,
  ENOSPC: 51,
  EPERM: 63,
  EACCES: 2,
} as const;
