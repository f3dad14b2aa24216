import type { Boot, FromCell, ToCell } from "../cell/frames.ts";
import { MAX_FRAME_BYTES } from "../cell/frames.ts";
import type { Cell, PreparedImage } from "../types.ts";
import { ask, type Expected } from "./ask.ts";
import { bootOf } from "./boot.ts";
import { type Channel, type ChannelOptions, openChannel } from "./channel.ts";
import { plainText } from "./plain-text.ts";
import { residentBytes } from "./resident-memory.ts";
import { runProgram } from "./run.ts";

export interface CellOptions extends ChannelOptions {
  readonly walls: Boot["walls"];
  /** Linear memory at most. */
  readonly memoryBytes: number;
  /** Aborting ends a cell that is starting. */
  readonly signal?: AbortSignal;
  readonly startMs?: number;
  /** The process is there; its walls are not. */
  spawned?(pid: number): void;
}

/** A cell whose end can be waited for. */
export interface CellProcess extends Cell {
  /** Resolves, never rejects, once the process is gone. */
  readonly ended: Promise<void>;
  /** Bytes that the process holds above what it held at its start; 0 where the system does not say. */
  grownBytes(): Promise<number>;
}

/** Half a second of processor time at rest, more with large packages, and other things may be running. */
const START_MS = 120_000;
const REWIND_MS = 10_000;
const CHECKPOINT_MS = 60_000;
/** Of frames that carry no bytes. */
const SMALL_FRAME_BYTES = 256 * 1024;

/** Starts a cell and waits until its walls are up. Rejects with a `CellError`, a sentence for people. */
export async function startCell(image: PreparedImage, options: CellOptions): Promise<CellProcess> {
  options.signal?.throwIfAborted();
  const channel = await openChannel(options);
  options.spawned?.(channel.pid);
  const boot = bootOf(image, { mode: "serve", ...options });
  const abort = () => void channel.kill();
  options.signal?.addEventListener("abort", abort, { once: true });
  try {
    const { frame } = await ask(channel, { is: "boot", boot }, [], {
      answer: "ready",
      milliseconds: options.startMs ?? START_MS,
      maxFrameBytes: SMALL_FRAME_BYTES,
    });
    options.signal?.throwIfAborted();
    await channel.removeFolder();
    const restingBytes = (await residentBytes(channel.pid)) ?? 0;
    return createCell(image.name, channel, frame, restingBytes);
  } catch (error) {
    await channel.kill();
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", abort);
  }
}

function createCell(
  image: string,
  channel: Channel,
  ready: Extract<FromCell, { is: "ready" }>,
  restingBytes: number,
): CellProcess {
  let isBusy = false;
  /** One thing at a time: frames carry no number that would tell two answers apart. */
  const alone = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (isBusy) throw new Error("A cell does one thing at a time");
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  };
  const demand = async <Answer extends FromCell["is"]>(
    request: ToCell,
    bytes: readonly Uint8Array[],
    expected: Expected<Answer>,
  ) => {
    try {
      return await alone(() => ask(channel, request, bytes, expected));
    } catch (error) {
      await channel.kill();
      throw error;
    }
  };
  return {
    pid: channel.pid,
    image,
    walls: ready.walls.map((wall) => ({ ...wall, detail: plainText(wall.detail) })),
    clean: ready.clean,
    run: (program, hooks) => alone(() => runProgram(channel, program, hooks, restingBytes)),
    async rewind() {
      await demand({ is: "rewind" }, [], {
        answer: "rewound",
        milliseconds: REWIND_MS,
        maxFrameBytes: SMALL_FRAME_BYTES,
      });
    },
    async checkpoint() {
      const { bytes } = await demand({ is: "checkpoint" }, [], {
        answer: "checkpoint",
        milliseconds: CHECKPOINT_MS,
        maxFrameBytes: MAX_FRAME_BYTES,
      });
      return bytes;
    },
    async restore(checkpoint) {
      await demand({ is: "restore" }, [checkpoint], {
        answer: "restored",
        milliseconds: CHECKPOINT_MS,
        maxFrameBytes: SMALL_FRAME_BYTES,
      });
    },
    kill: () => channel.kill(),
    get isAlive() {
      return channel.isOpen;
    },
    ended: channel.ended,
    grownBytes: async () => ((await residentBytes(channel.pid)) ?? restingBytes) - restingBytes,
  };
}
