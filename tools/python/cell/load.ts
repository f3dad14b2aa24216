import { pathToFileURL } from "node:url";
import { ALIGNMENT, mapMemory, type MappedMemory } from "./mapped-memory.ts";
import { AUDITED, listHash } from "./imports.ts";
import type { Exports, Imports, ImportTable, Interpreter, PyodideModule } from "./interpreter.ts";

export interface LoadOptions {
  readonly pyodideDir: string;
  /** Null: CPython starts from nothing, which takes seconds. */
  readonly snapshot: string | null;
  /** Called with what WebAssembly will import, before it is instantiated. */
  guard(imports: Imports, memory: () => Exports): void;
}

const PAGE_BYTES = 65_536;
/** Whatever happens here, the file stays as it is: other cells start from it. */
const PRIVATE = { shared: false };
const ENVIRONMENT = { HOME: "/home/python", USER: "python", PATH: "/", LANG: "C.UTF-8" };
const NO_PACKAGES = JSON.stringify({
  info: { abi_version: "2026_0" },
  packages: {},
});

/**
 * What recognises Pyodide's error marker, a value of its own type. Pyodide makes it of these same bytes, but only where
 * it instantiates the interpreter itself.
 */
const MARKER = Uint8Array.fromBase64(
  "AGFzbQEAAAABDANfAGAAAW9gAW8BfwMDAgECBygCE0pzdl9HZXRFcnJvcl9pbXBvcnQAAA5Kc3ZFcnJvcl9DaGVjawABChMCBwD7AQD7GwsJACAA+xr7FAAL",
);

export async function loadInterpreter(options: LoadOptions): Promise<Interpreter> {
  const dir = `${options.pyodideDir}/`;
  const module = new WebAssembly.Module(Bun.mmap(`${dir}pyodide.asm.wasm`, PRIVATE));
  const hash = listHash(WebAssembly.Module.imports(module));
  if (hash !== AUDITED) {
    throw new Error(`This is not the Pyodide that was audited: its imports are ${hash}.`);
  }
  const [{ loadPyodide }, { default: create }] = await Promise.all([
    importFrom<PyodideLoader>(`${dir}pyodide.mjs`),
    importFrom<PyodideCreator>(`${dir}pyodide.asm.mjs`),
  ]);
  const snapshot = options.snapshot === null ? null : Bun.mmap(options.snapshot, PRIVATE);
  let exports: Exports | undefined;
  const instantiate = (imports: Imports, done: Instantiated): object => {
    Object.assign(imports.env!, markerFunctions());
    options.guard(imports, () => exports!);
    const instance = new WebAssembly.Instance(module, imports as Bun.WebAssembly.Imports);
    exports = instance.exports as unknown as Exports;
    growTo(exports.memory, snapshot?.length ?? 0);
    done(instance, module);
    return {};
  };
  const pyodide = await loadPyodide({
    indexURL: dir,
    jsglobals: {},
    lockFileContents: NO_PACKAGES,
    packageBaseUrl: dir,
    env: { ...ENVIRONMENT },
    _sysExecutable: "/bin/python",
    stdin: () => null,
    stdout: ignore,
    stderr: ignore,
    ...(snapshot === null ? { _makeSnapshot: true } : { _loadSnapshot: snapshot }),
    createPyodideModule: (settings) =>
      create(
        Object.assign(settings, { instantiateWasm: instantiate, print: ignore, printErr: ignore }),
      ),
  });
  // It is not needed any more and as large as the memory.
  pyodide._api.config._loadSnapshot = undefined;
  if (snapshot === null) return wrap(pyodide, exports!, null, null);
  const file = { path: options.snapshot!, ...memoryIn(snapshot) };
  return wrap(pyodide, exports!, file.bytes, mapMemory(exports!.memory, file));
}

/** Also used when nothing is left of the globals. */
function wrap(
  pyodide: Pyodide,
  exports: Exports,
  snapshot: Uint8Array | null,
  mapped: MappedMemory | null,
): Interpreter {
  let bytes = new Uint8Array(exports.memory.buffer);
  return {
    fs: pyodide._module.FS,
    module: pyodide._module,
    exports,
    snapshot,
    mapped,
    bytes() {
      if (bytes.length === 0) bytes = new Uint8Array(exports.memory.buffer);
      return bytes;
    },
    makeSnapshot: () => alignSnapshot(pyodide.makeMemorySnapshot()),
  };
}

/** Before it a snapshot says what JavaScript held. Its second word says how long that is. */
function memoryIn(snapshot: Uint8Array): { readonly offset: number; readonly bytes: Uint8Array } {
  const offset = new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(4, true);
  return { offset, bytes: snapshot.subarray(offset) };
}

/** The same with the memory where it can be mapped. */
function alignSnapshot(snapshot: Uint8Array): Uint8Array {
  const { offset, bytes } = memoryIn(snapshot);
  const place = Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
  const aligned = new Uint8Array(place + bytes.length);
  aligned.set(snapshot.subarray(0, offset));
  aligned.set(bytes, place);
  new DataView(aligned.buffer).setUint32(4, place, true);
  return aligned;
}

/** Pyodide restores a snapshot into the memory that it finds. */
function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
  if (missing > 0) memory.grow(missing);
}

function markerFunctions(): ImportTable {
  return new WebAssembly.Instance(new WebAssembly.Module(MARKER)).exports as ImportTable;
}

function ignore(): void {}

async function importFrom<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(path).href)) as T;
}

type Instantiated = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

interface PyodideCreator {
  readonly default: (settings: object) => Promise<PyodideModule>;
}

interface Pyodide {
  readonly _module: PyodideModule;
  readonly _api: { readonly config: { _loadSnapshot: Uint8Array | undefined } };
  makeMemorySnapshot(): Uint8Array;
}

interface PyodideLoader {
  loadPyodide(
    options: Record<string, unknown> & {
      createPyodideModule: (settings: object) => Promise<PyodideModule>;
    },
  ): Promise<Pyodide>;
}
