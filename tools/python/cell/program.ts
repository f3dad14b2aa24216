import type { LimitName } from "../types.ts";
import type { Said } from "./said.ts";
import type { FromCell, ToCell } from "./frames.ts";
import { ERRNO } from "./interpreter.ts";
import type { Parts } from "./parts.ts";
import { endOf, type Ending } from "./ending.ts";
import { type Baseline, type Change, changesSince, giveFiles, takeBaseline } from "./work-files.ts";

export type RunFrame = Extract<ToCell, { is: "run" }>;
type Done = Extract<FromCell, { is: "done" }>;
type Outcome = Extract<Said, { is: "outcome" }>;

export interface Finished {
  readonly done: Done;
  /** The bytes of the changed files, in their order. */
  readonly parts: readonly Uint8Array[];
}

/** What the interpreter is told for each run. In its memory from before the clean point. */
export const ENTRY = "__import__('_glassbox').run()";

/** Runs one program, on whatever earlier ones left. `isFresh`: they left nothing. */
export function runProgram(
  parts: Parts,
  entry: number,
  frame: RunFrame,
  bytes: Uint8Array,
  isFresh: boolean,
): Finished {
  const { fs, exports } = parts.interpreter;
  begin(parts, frame, isFresh);
  let baseline: Baseline = new Map();
  try {
    giveFiles(fs, givenOf(frame, bytes));
    baseline = takeBaseline(fs, parts.storage);
  } catch (error) {
    return finish(parts, { thrown: error, outcome: null }, []);
  }
  let outcome: Outcome | null = null;
  parts.hear = (said) => {
    if (said.is === "outcome") outcome = said;
    else attend(parts, said);
  };
  let thrown: unknown = null;
  try {
    exports.PyRun_SimpleString(entry);
  } catch (error) {
    thrown = error;
  }
  parts.hear = () => {};
  parts.meter.endProgram();
  return finish(parts, { thrown, outcome }, changesSince(fs, baseline));
}

function begin(parts: Parts, { limits, fixed, stdin, ...frame }: RunFrame, isFresh: boolean): void {
  const { meter, heap, output, storage, devices, control, tools, random, clock } = parts;
  parts.seal.takeViolations();
  parts.isListening = true;
  random.begin(fixed?.seed ?? null);
  if (isFresh) clock.reset();
  clock.begin(fixed?.epoch ?? null);
  heap.limit(limits.memoryBytes);
  storage.limit(limits.fileBytes, limits.files);
  output.begin(limits.outputBytes);
  devices.stdin(stdin);
  tools.begin(frame.stubs === null ? null : (index, tool, args) => ask(parts, index, tool, args));
  control.attach();
  const { code, stubs } = frame;
  control.give({ code, stubs, isFresh, hasFiles: frame.files.length > 0 });
  meter.begin(limits);
}

function attend(parts: Parts, said: Exclude<Said, Outcome>): void {
  const { clock, meter, heap, interpreter } = parts;
  if (said.is === "sleep") {
    parts.output.flush();
    clock.sleep(said.ms, meter.isOver);
    // The interpreter asks for signals when a call was interrupted.
    if (!meter.isOver()) return;
    meter.stop("wall");
    throw new interpreter.fs.ErrnoError(ERRNO.EINTR);
  }
  if (said.is === "begun") return meter.beginProgram();
  meter.endProgram();
  heap.allowSlack();
}

/** The program waits for its tool, and its clock stands still. */
function ask(
  { wire, meter, output }: Parts,
  index: number,
  tool: string,
  args: Record<string, unknown>,
): { ok: boolean; value: unknown } {
  output.flush();
  meter.pause();
  wire.write({ is: "call", index, tool, args });
  const received = wire.read();
  meter.resume();
  // Without a parent there is nothing left to do.
  if (received === null || received.frame.is !== "reply") return process.exit(0);
  return received.frame;
}

function finish(parts: Parts, ending: Ending, changes: readonly Change[]): Finished {
  const { meter, output, interpreter, tools } = parts;
  output.flush();
  const violations = parts.seal.takeViolations();
  const { isAlive, error, limit } = endOf(ending, meter.stoppedBy(), parts);
  const value = error === null ? (ending.outcome?.value ?? null) : null;
  const done: Done = {
    is: "done",
    ok: error === null,
    value,
    error,
    limit: limit ?? cutLimit(parts),
    violations,
    isCut: output.isCut(),
    files: changes.map(({ path, change, before, bytes }) => ({
      path,
      change,
      before,
      bytes: bytes?.length ?? null,
    })),
    fuel: meter.fuel(),
    wallMs: Math.max(0, meter.wallMs()),
    peakMemoryBytes: interpreter.bytes().length,
    calls: tools.calls(),
    isAlive,
  };
  return { done, parts: changes.flatMap(({ bytes }) => (bytes === null ? [] : [bytes])) };
}

function cutLimit({ output }: Parts): LimitName | null {
  return output.isCut() ? "output" : null;
}

function givenOf({ files }: RunFrame, bytes: Uint8Array) {
  let at = 0;
  return files.map(({ path, bytes: length }) => {
    const given = { path, bytes: bytes.subarray(at, at + length) };
    at += length;
    return given;
  });
}
