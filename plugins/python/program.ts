import type { ToolResult } from "../../kernel/ports/tools.ts";
import type { JsonObject } from "../../kernel/json.ts";

/** A call that the program has made and no plan of its run has yet. */
export interface Wanted {
  /** What it is found again by when the program is executed once more: `call 3`, `file 0`. */
  readonly key: string;
  readonly server: string;
  readonly name: string;
  /** As a plan has them: a text that would read like a reference is written so that it is none. */
  readonly args: JsonObject;
}

/** One execution of a program for one call of a run. */
export interface Program {
  /** Effect id of the call: the same when it is executed again. */
  readonly effect: string;
  /** The run that makes the call, and its step. */
  readonly run: string;
  readonly step: string;
  readonly dir: string;
  /** The run that its own calls are steps of; it begins with the first one. */
  readonly child: string;
  /** Tools that it asked for. */
  readonly patterns: readonly string[];
  /** Ends the request at the server, and the program with it. */
  readonly controller: AbortController;
  /** A look whether something holds: it reads, and calls nothing. */
  readonly isLook: boolean;
  /** The child run is there. */
  begun: Promise<void> | null;
  /** The call was answered with a handle: nobody's deadline counts for it any more. */
  isParked: boolean;
  /** The call that is being made; the next one begins after it. */
  turn: Promise<unknown>;
  wanted: Wanted | null;
  /** Changes of files that this execution has passed on. */
  changes: number;
  /** The last key whose plan the driver was told to be over. */
  settled: string | null;
  /** Why it was stopped although it could go on. */
  failure: string | null;
  /** The server has answered: it makes no more calls. */
  isOver: boolean;
  /** What came of it, once its own run is over too. */
  answer: ToolResult | null;
}

export const newProgram = (
  about: Pick<Program, "effect" | "run" | "step" | "dir" | "child" | "patterns" | "isLook">,
): Program => ({
  ...about,
  controller: new AbortController(),
  begun: null,
  isParked: false,
  turn: Promise.resolve(),
  wanted: null,
  changes: 0,
  settled: null,
  failure: null,
  isOver: false,
  answer: null,
});
