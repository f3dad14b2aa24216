import { type Edge, type Node, PatternError } from "./parse.ts";

/** A state of the automaton; numbers are other states. */
export type State =
  | { readonly kind: "one"; matches(character: string): boolean; readonly next: number }
  | { readonly kind: "split"; readonly to: readonly number[] }
  | { readonly kind: "edge"; readonly edge: Edge; readonly next: number }
  | {
      readonly kind: "look";
      readonly program: Program;
      readonly negated: boolean;
      readonly next: number;
    }
  | { readonly kind: "accept" };

export interface Program {
  readonly states: readonly State[];
  readonly start: number;
  /** Reads from right to left, as a look behind does. */
  readonly back: boolean;
}

/** Counted repetitions are written out, so a short pattern can mean a large automaton. */
const MOST_STATES = 5000;

export function compileProgram(node: Node, flags: string): Program {
  const room = { left: MOST_STATES };
  return build(node, false);

  function build(root: Node, back: boolean): Program {
    const states: State[] = [{ kind: "accept" }];
    const add = (state: State): number => {
      if (room.left-- <= 0) throw new PatternError("is too large");
      return states.push(state) - 1;
    };

    /** The entry to a node that goes on to `next`. */
    const enter = (part: Node, next: number): number => {
      if (part.kind === "one") {
        return add({ kind: "one", matches: oneCharacter(part.source, flags), next });
      }
      if (part.kind === "edge") return add({ kind: "edge", edge: part.edge, next });
      if (part.kind === "choice")
        return add({ kind: "split", to: part.options.map((option) => enter(option, next)) });
      if (part.kind === "look") {
        const program = build(part.node, part.back);
        return add({ kind: "look", program, negated: part.negated, next });
      }
      if (part.kind === "repeat") return repeat(part, next);
      const inReadingOrder = back ? part.parts : part.parts.toReversed();
      return inReadingOrder.reduce((after, one) => enter(one, after), next);
    };

    const repeat = ({ node: body, min, max }: Node & { kind: "repeat" }, next: number): number => {
      let entry = next;
      if (max === null) {
        const to: number[] = [];
        entry = add({ kind: "split", to });
        to.push(enter(body, entry), next);
      }
      for (let more = min; more < (max ?? min); more++)
        entry = add({ kind: "split", to: [enter(body, entry), next] });
      for (let must = 0; must < min; must++) {
        const once = enter(body, entry);
        if (once === entry) break;
        entry = once;
      }
      return entry;
    };

    return { start: enter(root, 0), states, back };
  }
}

/** The engine of the language judges single characters: on one character nothing can be tried twice. */
function oneCharacter(source: string, flags: string): (character: string) => boolean {
  const form = new RegExp(`^(?:${source})$`, flags);
  const known = new Map<string, boolean>();
  return (character) => {
    const seen = known.get(character);
    if (seen !== undefined) return seen;
    const matches = form.test(character);
    if (known.size < 256) known.set(character, matches);
    return matches;
  };
}
