import type { Work } from "../work.ts";
import { type Edge, parsePattern, PatternError } from "./parse.ts";
import { compileProgram, type Program, type State } from "./program.ts";

export { PatternError } from "./parse.ts";

export interface Pattern {
  test(text: string): boolean;
}

const LONGEST_PATTERN = 2000;

/**
 * A regular expression whose time is bounded by its size times the length of the text, whoever wrote it: an automaton
 * that follows all ways at once and never goes back. Throws `PatternError` for back-references, which no automaton has.
 */
export function compilePattern(source: string, work: Work): Pattern {
  if (source.length > LONGEST_PATTERN)
    throw new PatternError(`is longer than ${LONGEST_PATTERN} characters`);
  const flags = flagsOf(source);
  const program = compileProgram(parsePattern(source), flags);
  return { test: (text) => new Reading(text, flags === "u", work).finds(program) };
}

/** As JSON Schema wants it, with `u`; else as older validators read it. */
function flagsOf(source: string): string {
  for (const flags of ["u", ""]) {
    try {
      new RegExp(source, flags);
      return flags;
    } catch {
      // Tried with the other flags.
    }
  }
  throw new PatternError("is no regular expression");
}

/** One text that is read, by the whole pattern and by what looks ahead or behind. */
class Reading {
  readonly #text: string;
  readonly #unicode: boolean;
  readonly #work: Work;
  /** What a look found at a place: it is asked once. */
  readonly #looked = new Map<Program, Map<number, boolean>>();

  constructor(text: string, unicode: boolean, work: Work) {
    this.#text = text;
    this.#unicode = unicode;
    this.#work = work;
  }

  finds(program: Program): boolean {
    const start = program.states[program.start]!;
    const anchored = start.kind === "edge" && start.edge === "start";
    return this.#run(program, 0, !anchored);
  }

  /** Does the program accept from a place on, or, where it may begin later, from any later one? */
  #run(program: Program, from: number, anywhere: boolean): boolean {
    const entered = new Int32Array(program.states.length).fill(-1);
    let threads: number[] = [];
    for (let at = from; ;) {
      const begin = anywhere || at === from ? [...threads, program.start] : threads;
      const ready = this.#enter(program, begin, at, entered);
      if (ready === "accepted") return true;
      this.#work.spend(1 + begin.length + ready.length);
      const character = this.#characterAt(at, program.back);
      if (character === "") return false;
      threads = [];
      for (const state of ready) if (state.matches(character)) threads.push(state.next);
      if (threads.length === 0 && !anywhere) return false;
      at += program.back ? -character.length : character.length;
    }
  }

  /** Follows all that reads no character; each state once for each place. */
  #enter(program: Program, threads: readonly number[], at: number, entered: Int32Array) {
    const ready: (State & { kind: "one" })[] = [];
    const open = threads.toReversed();
    while (open.length > 0) {
      const index = open.pop()!;
      if (entered[index] === at) continue;
      entered[index] = at;
      this.#work.spend(1);
      const state = program.states[index]!;
      if (state.kind === "accept") return "accepted";
      if (state.kind === "one") ready.push(state);
      else if (state.kind === "split") open.push(...state.to);
      else if (this.#holds(state, at)) open.push(state.next);
    }
    return ready;
  }

  #holds(state: State & { kind: "edge" | "look" }, at: number): boolean {
    if (state.kind === "edge") return this.#isEdge(state.edge, at);
    const known = this.#looked.get(state.program) ?? new Map<number, boolean>();
    this.#looked.set(state.program, known);
    const found = known.get(at) ?? this.#run(state.program, at, false);
    known.set(at, found);
    return found !== state.negated;
  }

  #isEdge(edge: Edge, at: number): boolean {
    if (edge === "start") return at === 0;
    if (edge === "end") return at === this.#text.length;
    const isBetween = this.#isWord(at - 1) !== this.#isWord(at);
    return (edge === "word") === isBetween;
  }

  #isWord(at: number): boolean {
    return /^\w$/.test(this.#text[at] ?? "");
  }

  /** The next character in reading direction, "" where there is none. */
  #characterAt(at: number, back: boolean): string {
    const next = back ? at - 1 : at;
    const unit = this.#text[next] ?? "";
    if (!this.#unicode) return unit;
    if (!back) return unit && String.fromCodePoint(this.#text.codePointAt(next)!);
    const pair = this.#text.slice(Math.max(0, at - 2), at);
    return pair.length === 2 && pair.codePointAt(0)! > 0xffff ? pair : unit;
  }
}
