import type { LimitName } from "../types.ts";
import type { Said } from "./said.ts";
import { HardStop } from "./meter.ts";
import { ProgramExit } from "./replacements.ts";
import { Violation } from "./seal.ts";
import type { Parts } from "./parts.ts";

/** How a program came to its end, as it was seen. */
export interface Ending {
  /** What went through the interpreter past all its handlers; null: it returned. */
  readonly thrown: unknown;
  readonly outcome: Extract<Said, { is: "outcome" }> | null;
}

export interface ProgramError {
  readonly type: string;
  readonly message: string;
  readonly traceback: string;
}

export interface End {
  readonly error: ProgramError | null;
  readonly limit: LimitName | null;
  readonly isAlive: boolean;
}

export function endOf(ending: Ending, stopped: LimitName | null, parts: Parts): End {
  const { thrown, outcome } = ending;
  if (thrown !== null) return brokenEnd(thrown, stopped);
  if (outcome === null) {
    return dead("InterpreterError", "The program broke what runs it.", stopped);
  }
  const traceback = outcome.error?.traceback ?? "";
  if (stopped !== null) {
    const error = { type: "KeyboardInterrupt", message: SENTENCES[stopped], traceback };
    return { error, limit: stopped, isAlive: true };
  }
  return { error: outcome.error, limit: limitOf(outcome.error, parts), isAlive: true };
}

const SENTENCES: Record<LimitName, string> = {
  wall: "The program was stopped: its time is over.",
  fuel: "The program was stopped: its fuel is used up.",
  memory: "The program was stopped: it may not have more memory.",
  output: "The program was stopped: it wrote far more than is kept.",
  files: "The program was stopped: its files may not take more.",
  recursion: "The program was stopped: it called too deep.",
};

/** Python says what it ran out of by the exception that nobody caught. */
function limitOf(error: ProgramError | null, { storage }: Parts): LimitName | null {
  if (error === null) return null;
  if (error.type === "MemoryError") return "memory";
  if (error.type === "RecursionError") return "recursion";
  return storage.wasRefused() ? "files" : null;
}

function brokenEnd(thrown: unknown, stopped: LimitName | null): End {
  if (thrown instanceof ProgramExit) {
    if (thrown.code === 0) return { error: null, limit: null, isAlive: false };
    return dead("SystemExit", String(thrown.code), stopped);
  }
  if (thrown instanceof Violation) {
    return dead("SandboxViolation", `The program reached for ${thrown.message}.`, stopped);
  }
  if (thrown instanceof HardStop && stopped !== null) {
    return dead("KeyboardInterrupt", SENTENCES[stopped], stopped);
  }
  if (thrown instanceof RangeError) return dead("RecursionError", SENTENCES.recursion, "recursion");
  if (isFilesRefused(thrown))
    return { ...dead("OSError", SENTENCES.files, "files"), isAlive: true };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return dead("InterpreterError", `The interpreter broke: ${message}`, stopped);
}

/** The given files alone are too much. */
function isFilesRefused(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && "errno" in thrown;
}

function dead(type: string, message: string, limit: LimitName | null): End {
  return { error: { type, message, traceback: "" }, limit, isAlive: false };
}
