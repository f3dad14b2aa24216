import { z } from "zod";

/**
 * A frame is `u32 total`, `u32 length of the JSON`, the JSON, and bytes (little endian; `total` counts all after itself).
 * The parent believes nothing of what a cell sends: lengths are capped, the JSON is parsed with these schemas.
 */
export const HEADER_BYTES = 8;
/** The largest frame that a parent takes from a cell. */
export const MAX_FRAME_BYTES = 256 * 1024 * 1024;

const limits = z.strictObject({
  wallMs: z.number(),
  fuel: z.number(),
  memoryBytes: z.number(),
  outputBytes: z.number(),
  fileBytes: z.number(),
  files: z.number(),
});

/** Parent to cell. The bytes of files follow one after the other in the order of `files`. */
export type ToCell =
  | { readonly is: "boot"; readonly boot: Boot }
  | {
      readonly is: "run";
      readonly code: string;
      readonly stdin: string;
      readonly files: readonly { readonly path: string; readonly bytes: number }[];
      readonly limits: z.output<typeof limits>;
      readonly fixed: { readonly seed: number; readonly epoch: number } | null;
      readonly stubs: string | null;
    }
  | { readonly is: "reply"; readonly ok: boolean; readonly value: unknown }
  | { readonly is: "rewind" }
  | { readonly is: "checkpoint" }
  /** The checkpoint is in the bytes. */
  | { readonly is: "restore" };

export interface Boot {
  /** `build`: make the base snapshot, send it, end. */
  readonly mode: "serve" | "build";
  readonly pyodideDir: string;
  readonly snapshot: string | null;
  readonly wheels: readonly {
    readonly name: string;
    readonly version: string;
    readonly path: string;
    readonly sha256: string;
    readonly depends: readonly string[];
    readonly imports: readonly string[];
  }[];
  readonly preload: readonly string[];
  /** `required`: no wall, no start. Single walls off: only the attack corpus does that, to test the others alone. */
  readonly walls: {
    readonly seal: boolean;
    readonly scrub: boolean;
    readonly os: "required" | "if-present" | "off";
  };
  /** Linear memory at most; of the process a backstop above it. */
  readonly memoryBytes: number;
}

const wall = z.strictObject({
  name: z.enum(["seal", "scrub", "process", "rlimits", "landlock", "seccomp", "seatbelt"]),
  state: z.enum(["up", "missing", "off"]),
  detail: z.string().max(500),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Cell to parent. */
export const fromCell = z.discriminatedUnion("is", [
  z.strictObject({
    is: z.literal("ready"),
    walls: z.array(wall).max(10),
    clean: sha256,
    /** Milliseconds of its start, by part. */
    boot: z.record(z.string(), z.number()),
  }),
  /** The snapshot is in the bytes. */
  z.strictObject({ is: z.literal("built") }),
  /** UTF-8 in the bytes. */
  z.strictObject({ is: z.literal("output"), stream: z.enum(["stdout", "stderr"]) }),
  z.strictObject({
    is: z.literal("call"),
    index: z.int().nonnegative(),
    tool: z.string().max(200),
    args: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({
    is: z.literal("done"),
    ok: z.boolean(),
    value: z.strictObject({ repr: z.string(), json: z.unknown().optional() }).nullable(),
    error: z
      .strictObject({ type: z.string(), message: z.string(), traceback: z.string() })
      .nullable(),
    limit: z.enum(["wall", "fuel", "memory", "output", "files", "recursion"]).nullable(),
    violations: z.array(z.string().max(200)).max(100),
    isCut: z.boolean(),
    files: z.array(
      z.strictObject({
        path: z.string().min(1).max(4096),
        change: z.enum(["created", "changed", "deleted"]),
        before: sha256.nullable(),
        bytes: z.int().nonnegative().nullable(),
      }),
    ),
    fuel: z.number().nonnegative(),
    wallMs: z.number().nonnegative(),
    peakMemoryBytes: z.number().nonnegative(),
    calls: z.int().nonnegative(),
    /** False: the instance is broken, and the cell ends. */
    isAlive: z.boolean(),
  }),
  z.strictObject({ is: z.literal("rewound") }),
  /** In the bytes. */
  z.strictObject({ is: z.literal("checkpoint") }),
  z.strictObject({ is: z.literal("restored") }),
  /** It cannot do what it was asked, such as start: a sentence for people. */
  z.strictObject({ is: z.literal("failed"), message: z.string().max(4000) }),
]);

export type FromCell = z.output<typeof fromCell>;
