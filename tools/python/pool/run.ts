import type { FromCell } from "../cell/frames.ts";
import type { Outcome, Program, RunHooks, ToolReply, ToolRequest } from "../types.ts";
import { ProtocolBreach } from "./breach.ts";
import type { Channel } from "./channel.ts";
import { startDeadline } from "./deadline.ts";
import { ABORTED, type Death, lost, overflowing, overfull, overtime } from "./death.ts";
import type { ReceivedFrame } from "./frame-codec.ts";
import { deadOutcome, doneOutcome } from "./outcome.ts";
import { readPatch } from "./patch.ts";
import { watchResidentBytes } from "./resident-memory.ts";
import { frameAllowance, handoverMs, residentAllowance } from "./allowances.ts";
import { createTranscript } from "./transcript.ts";

type Done = Extract<FromCell, { is: "done" }>;
type Call = Extract<FromCell, { is: "call" }>;

/** The cell stops the program itself at the deadline; this much later it is killed. */
const GRACE_MS = 40;

type End =
  | { readonly is: "done"; readonly outcome: Outcome }
  | { readonly is: "dead"; readonly death: Death };

/**
 * One run, from its first frame to its last. Never rejects for what the program does: only with the signal's
 * reason when the caller aborts, and with what a hook of the caller throws. The process is gone then.
 */
export async function runProgram(
  channel: Channel,
  program: Program,
  hooks: RunHooks,
  restingBytes: number,
): Promise<Outcome> {
  hooks.signal.throwIfAborted();
  const { limits } = program;
  const { promise: ended, resolve: settle, reject: fail } = Promise.withResolvers<End>();
  const die = (death: Death) => settle({ is: "dead", death });
  const transcript = createTranscript(limits.outputBytes);
  const over = new AbortController();
  let callCount = 0;
  let isCalling = false;
  const seen = () => ({ ...transcript.end(), wallMs: deadline.elapsedMs(), calls: callCount });

  const finish = (done: Done, bytes: Uint8Array) => {
    if (isCalling) throw new ProtocolBreach("the end of a program that waits for a tool");
    const files = readPatch(done.files, bytes, program.files, limits);
    settle({ is: "done", outcome: doneOutcome(done, seen(), files) });
    channel.listen(null); // it has nothing more to say
  };
  const call = ({ index, tool, args }: Call) => {
    if (program.stubs === null || isCalling || index !== callCount)
      throw new ProtocolBreach(`call ${index} of a tool`);
    isCalling = true;
    callCount += 1;
    deadline.pause();
    void answer(hooks, { index, tool, args }, over.signal).then((reply) => {
      if (over.signal.aborted) return;
      isCalling = false;
      channel.send({ is: "reply", ok: reply.ok, value: reply.ok ? reply.value : reply.message });
      deadline.go();
    });
  };
  const print = (stream: "stdout" | "stderr", bytes: Uint8Array) => {
    const text = transcript.add(stream, bytes);
    if (transcript.isFlooded()) die(overflowing(limits));
    if (text === "") return;
    try {
      hooks.output?.(stream, text);
    } catch (error) {
      fail(error);
    }
  };
  const hear = ({ frame, bytes }: ReceivedFrame) => {
    if (frame.is === "output") return print(frame.stream, bytes);
    if (frame.is === "call") return call(frame);
    if (frame.is === "done") return finish(frame, bytes);
    throw new ProtocolBreach(`"${frame.is}" while a program runs`);
  };

  const wallMs = limits.wallMs + handoverMs(program) + GRACE_MS;
  const deadline = startDeadline(wallMs, () => die(overtime(limits)));
  const maxResident = restingBytes + residentAllowance(limits);
  const stopWatching = watchResidentBytes(channel.pid, maxResident, () => die(overfull(limits)));
  const abort = () => die(ABORTED);
  hooks.signal.addEventListener("abort", abort, { once: true });
  channel.listen({
    maxFrameBytes: frameAllowance(limits),
    hear,
    ended: (ending) => die(lost(ending)),
  });
  sendProgram(channel, program);
  try {
    const end = await ended;
    deadline.stop();
    if (end.is === "dead" || !end.outcome.isAlive) await channel.kill();
    hooks.signal.throwIfAborted();
    return end.is === "done" ? end.outcome : deadOutcome(end.death, seen());
  } catch (error) {
    await channel.kill();
    throw error;
  } finally {
    deadline.stop();
    over.abort();
    stopWatching();
    hooks.signal.removeEventListener("abort", abort);
    channel.listen(null);
  }
}

function sendProgram(channel: Channel, program: Program): void {
  const { code, stdin, limits, fixed, stubs } = program;
  const files = program.files.map(({ path, bytes }) => ({ path, bytes: bytes.length }));
  const frame = { is: "run", code, stdin, files, limits, fixed, stubs } as const;
  channel.send(
    frame,
    program.files.map(({ bytes }) => bytes),
  );
}

/** Whatever goes wrong with a call is the program's to handle, not the run's end. */
async function answer(
  { call }: RunHooks,
  request: ToolRequest,
  signal: AbortSignal,
): Promise<ToolReply> {
  if (call === undefined) return { ok: false, message: "this program was given no tools" };
  try {
    return await call(request, signal);
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
