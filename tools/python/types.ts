import type { z } from "zod";

/** What one run may use. Each is enforced; what was exceeded is named in the outcome. */
export interface Limits {
  /** Milliseconds of wall time, without the time that calls of tools take. */
  readonly wallMs: number;
  /** Turns of the interpreter's check, about one in 50 jumps: the same program always uses the same number. */
  readonly fuel: number;
  /** Bytes of linear memory. */
  readonly memoryBytes: number;
  /** Bytes of standard output and standard error together. */
  readonly outputBytes: number;
  /** Bytes that files may take, the given ones included. */
  readonly fileBytes: number;
  /** How many files and folders there may be, the given ones included. */
  readonly files: number;
}

export type LimitName = "wall" | "fuel" | "memory" | "output" | "files" | "recursion";

/** A run that is to be repeatable byte for byte: clocks, sleep, random numbers and fuel follow from these. */
export interface Fixed {
  readonly seed: number;
  /** Unix milliseconds at which the program's clock begins. */
  readonly epoch: number;
}

export interface GivenFile {
  /** Relative to the working folder, with `/`; no `..`, no link. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** One file that is not as it was given. */
export interface FileChange {
  readonly path: string;
  readonly change: "created" | "changed" | "deleted";
  /** SHA-256 (hex) before and after; null: it was not, or is not, there. */
  readonly before: string | null;
  readonly sha256: string | null;
  /** Null of a deleted file. */
  readonly bytes: Uint8Array | null;
}

export interface Program {
  readonly code: string;
  /** What `input()` and `sys.stdin` read. */
  readonly stdin: string;
  readonly files: readonly GivenFile[];
  readonly limits: Limits;
  /** Null: real clock, new random numbers. */
  readonly fixed: Fixed | null;
  /** Source of the module `tools` that the program may import; null: there is none. */
  readonly stubs: string | null;
}

export interface Outcome {
  /** The program came to its end by itself, without an uncaught exception. */
  readonly ok: boolean;
  /** Of the last expression; null when there is none or it is None. `json` is absent where it has no JSON form. */
  readonly value: { readonly repr: string; readonly json?: unknown } | null;
  /** The uncaught exception, its traceback without frames that are not the program's. */
  readonly error: {
    readonly type: string;
    readonly message: string;
    readonly traceback: string;
  } | null;
  readonly limit: LimitName | null;
  /** Names of what it tried and the walls refused, such as `emscripten_run_script`; the cell is not used again. */
  readonly violations: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  /** Output above the limit is not kept. */
  readonly isCut: boolean;
  readonly files: readonly FileChange[];
  readonly usage: {
    readonly fuel: number;
    readonly wallMs: number;
    /** Bytes of linear memory at its largest. */
    readonly peakMemoryBytes: number;
    readonly calls: number;
  };
  /** SHA-256 (hex) over canonical JSON of stdout, stderr, value, error, limit, files (path, sha256) and fuel. */
  readonly digest: string;
  /** The interpreter can be used again: false after a violation, a fatal error or a kill. */
  readonly isAlive: boolean;
}

/** A call of a tool by the program: `tools.files.files_read(path="a")` is `files__files_read` with `{path: "a"}`. */
export interface ToolRequest {
  /** Counts from 0 within one run. */
  readonly index: number;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export type ToolReply =
  | { readonly ok: true; readonly value: unknown }
  /** Raised in the program as `tools.ToolError(message)`. */
  | { readonly ok: false; readonly message: string };

export interface RunHooks {
  /** Absent: the program has no tools. The run's clock stands still meanwhile. */
  call?(request: ToolRequest, signal: AbortSignal): Promise<ToolReply>;
  /** Output as it comes, already within the limit. */
  output?(stream: "stdout" | "stderr", text: string): void;
  /** Aborting kills the cell. */
  readonly signal: AbortSignal;
}

/** One wall between untrusted code and the machine, as it really stands in one cell. */
export interface WallState {
  readonly name: "seal" | "scrub" | "process" | "rlimits" | "landlock" | "seccomp" | "seatbelt";
  readonly state: "up" | "missing" | "off";
  /** For people: the version, or why it is missing. */
  readonly detail: string;
}

/** One interpreter in a process of its own. It does one thing at a time. */
export interface Cell {
  readonly pid: number;
  readonly image: string;
  readonly walls: readonly WallState[];
  /** SHA-256 of memory and files at the clean point: two cells of one image with the same can exchange checkpoints. */
  readonly clean: string;
  /** Runs a program. What it leaves stays until `rewind`; never rejects for anything the program does. */
  run(program: Program, hooks: RunHooks): Promise<Outcome>;
  /** Back to the clean point: memory, files, folders, environment, random state. */
  rewind(): Promise<void>;
  /** What differs from the clean point: memory pages and files, zstd. */
  checkpoint(): Promise<Uint8Array>;
  /** From the clean point to a checkpoint of a cell with the same `clean`. */
  restore(checkpoint: Uint8Array): Promise<void>;
  /** SIGKILL; resolves once the process is gone. */
  kill(): Promise<void>;
  readonly isAlive: boolean;
}

/** Everything a cell starts from, on the disk and checked. */
export interface PreparedImage {
  readonly name: string;
  /** SHA-256 over Pyodide's build, our prelude and the wheels: what a snapshot and a checkpoint belong to. */
  readonly key: string;
  /** Absolute path of Pyodide's folder (`pyodide.asm.wasm`, `pyodide.asm.mjs`, `python_stdlib.zip`, `pyodide-lock.json`). */
  readonly pyodideDir: string;
  /** Absolute path; null: it is to be built. */
  readonly snapshot: string | null;
  /** In the order in which they are loaded before the clean point. */
  readonly wheels: readonly ImageWheel[];
  /** Modules imported before the clean point. */
  readonly preload: readonly string[];
}

export interface ImageWheel {
  /** Normalised name: lower case, `-`. */
  readonly name: string;
  readonly version: string;
  /** As published: its tags say what it fits. */
  readonly fileName: string;
  /** Absolute path in the store. */
  readonly path: string;
  readonly sha256: string;
  readonly depends: readonly string[];
  /** Top-level modules. */
  readonly imports: readonly string[];
}

/** The store of wheels and the images made of them. */
export interface Packages {
  /** Resolves with dependencies, fetches what is missing, checks hashes, and puts them into an image. */
  add(
    image: string,
    requirements: readonly string[],
    progress: AddProgress,
  ): Promise<AddedPackages>;
  /** Names of images with their packages; `base` is always there. */
  images(): Promise<readonly ImageListing[]>;
  /** The wheels of an image, their hashes checked on the disk. Throws a sentence for people. */
  wheels(image: string): Promise<readonly ImageWheel[]>;
  remove(image: string, names: readonly string[]): Promise<readonly string[]>;
}

export interface AddProgress {
  readonly signal: AbortSignal;
  /** Bytes so far and in all; `total` null: nobody knows. */
  fetched?(name: string, bytes: number, total: number | null): void;
}

export interface AddedPackages {
  readonly image: string;
  readonly added: readonly {
    readonly name: string;
    readonly version: string;
    readonly bytes: number;
    readonly from: string;
    readonly sha256: string;
  }[];
  /** They were in the image already. */
  readonly present: readonly string[];
}

export interface ImageListing {
  readonly name: string;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly bytes: number;
    /** What was asked for by name; the others came along. */
    readonly isRequested: boolean;
  }[];
}

/** Warm cells by image. */
export interface Pool {
  /** A clean cell that no other tenant has used. Rejects with a sentence when the walls cannot be had. */
  lease(tenant: string, image: string, signal: AbortSignal): Promise<Cell>;
  /** Hands it back: rewound if it is alive and was only used for whole runs, else killed and replaced. */
  release(cell: Cell, use: "run" | "session"): Promise<void>;
  /** Warms up as many cells as the pool keeps. */
  warm(image: string): Promise<void>;
  status(): PoolStatus;
  close(): Promise<void>;
}

export interface PoolStatus {
  readonly cells: readonly {
    readonly pid: number;
    readonly image: string;
    readonly state: "starting" | "idle" | "leased" | "rewinding";
  }[];
  readonly walls: readonly WallState[];
}

export interface PythonOptions {
  /** Absolute path: wheels, images, snapshots, checkpoints. */
  readonly store: string;
  /** Run even where the operating system's walls are missing; every result says so. Default false. */
  readonly allowWeak?: boolean;
  /** Warm cells per image; default 1 on machines below 4 GiB of memory, else 2. */
  readonly poolSize?: number;
  /** What one run may use unless it asks for less. */
  readonly limits?: Partial<Limits>;
  /** A Simple API where packages are looked up; default that of pip or uv here, else https://pypi.org/simple. */
  readonly index?: string;
}

/** Of something that came over a boundary: parsed, never believed. */
export type Parsed<Schema extends z.ZodType> = z.output<Schema>;
