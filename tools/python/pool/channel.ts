import { mkdtemp, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ToCell } from "../cell/frames.ts";
import { ProtocolBreach } from "./breach.ts";
import { createFrameReader, encodeFrame, type ReceivedFrame } from "./frame-codec.ts";
import { plainText } from "./plain-text.ts";

/** Frames to and from one child process, which starts in an empty folder with an empty environment. */
export interface Channel {
  readonly pid: number;
  readonly isOpen: boolean;
  send(frame: ToCell, bytes?: readonly Uint8Array[]): void;
  /** Who hears what comes from now on; without a listener whatever comes is a breach. */
  listen(listener: Listener | null): void;
  /** SIGKILL; resolves once the process is gone and its folder is removed. */
  kill(): Promise<void>;
  /** Resolves, never rejects, once the process is gone and everything that it sent has been heard. */
  readonly ended: Promise<void>;
  /** The empty folder goes while the process lives in it: nothing is left of it even if this process is killed. */
  removeFolder(): Promise<void>;
}

export interface Listener {
  readonly maxFrameBytes: number;
  /** A `ProtocolBreach` that it throws ends the process. */
  hear(received: ReceivedFrame): void;
  /** The process is gone. */
  ended(ending: Ending): void;
}

export interface Ending {
  /** What it said that no cell says; null: it ended otherwise. */
  readonly breach: string | null;
  /** The signal that ended it, such as `SIGSYS`. */
  readonly signal: string | null;
  /** What is left of its standard error, for people. */
  readonly lastWords: string;
}

export interface ChannelOptions {
  /** Another program in the place of the cell's. */
  readonly program?: string;
  /** For the attack corpus, which looks whether it can be read. */
  readonly env?: Readonly<Record<string, string>>;
}

interface State {
  listener: Listener | null;
  breach: string | null;
  ending: Ending | null;
  isOpen: boolean;
}

const CELL_PROGRAM = fileURLToPath(new URL("../cell/main.ts", import.meta.url));
const LAST_WORDS_CHARACTERS = 2000;
/** After the process has ended, what it sent cannot take longer than this to arrive. */
const DRAIN_MS = 2000;

export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const folder = await mkdtemp(join(tmpdir(), "glassbox-cell-"));
  const child = spawn(options, folder);
  const state: State = { listener: null, breach: null, ending: null, isOpen: true };
  const close = () => {
    state.isOpen = false;
    child.kill("SIGKILL");
  };

  const output = child.stdout.getReader();
  const heard = hearAll(output, state, close);
  const lastWords = tailOf(child.stderr);
  const ended = (async () => {
    await child.exited;
    state.isOpen = false;
    await Promise.race([heard, Bun.sleep(DRAIN_MS)]);
    await output.cancel().catch(() => undefined); // it has ended: nothing is lost
    await rm(folder, { recursive: true, force: true });
    const signal = child.signalCode === null ? null : String(child.signalCode);
    state.ending = { breach: state.breach, signal, lastWords: lastWords() };
    state.listener?.ended(state.ending);
  })();

  return {
    pid: child.pid,
    get isOpen() {
      return state.isOpen;
    },
    send(frame, bytes) {
      if (!state.isOpen) return; // `ended` tells
      child.stdin.write(encodeFrame(frame, bytes));
      void Promise.resolve(child.stdin.flush()).catch(() => undefined); // it died meanwhile; `ended` tells
    },
    listen(listener) {
      state.listener = listener;
      if (state.ending !== null) listener?.ended(state.ending);
    },
    async kill() {
      close();
      await ended;
    },
    ended,
    removeFolder: () => rmdir(folder).catch(() => undefined), // not empty: `ended` removes it
  };
}

function spawn({ program = CELL_PROGRAM, env = {} }: ChannelOptions, folder: string) {
  return Bun.spawn([process.execPath, "--smol", "--no-install", program], {
    env,
    cwd: folder,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** Hands every frame to the listener of the moment. The first one that is wrong closes, and is the last that is looked at. */
async function hearAll(
  output: { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }> },
  state: State,
  close: () => void,
): Promise<void> {
  const reader = createFrameReader();
  for (;;) {
    const { value, done } = await output.read();
    if (done || value === undefined) break;
    if (state.breach !== null) continue;
    try {
      for (const received of reader.push(value, () => state.listener?.maxFrameBytes ?? 0)) {
        if (state.listener === null) throw new ProtocolBreach("something without being asked");
        state.listener.hear(received);
      }
    } catch (error) {
      state.breach = plainText(error instanceof Error ? error.message : String(error));
      close();
    }
  }
  close(); // a cell that has closed its output is of no use
}

function tailOf(stream: ReadableStream<Uint8Array>): () => string {
  let tail = "";
  const decoder = new TextDecoder();
  void (async () => {
    for await (const piece of stream) {
      tail = (tail + decoder.decode(piece, { stream: true })).slice(-LAST_WORDS_CHARACTERS);
    }
  })();
  return () => plainText(tail).trim();
}
