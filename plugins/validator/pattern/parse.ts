/** A regular expression taken apart, down to what matches exactly one character. */
export type Node =
  | { readonly kind: "one"; readonly source: string }
  | { readonly kind: "sequence"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly options: readonly Node[] }
  | {
      readonly kind: "repeat";
      readonly node: Node;
      readonly min: number;
      readonly max: number | null;
    }
  | { readonly kind: "edge"; readonly edge: Edge }
  | {
      readonly kind: "look";
      readonly node: Node;
      readonly back: boolean;
      readonly negated: boolean;
    };

export type Edge = "start" | "end" | "word" | "inside";

/** The pattern is no regular expression, or one that no bounded time is known for. */
export class PatternError extends Error {}

const LOOKS = ["(?=", "(?!", "(?<=", "(?<!"] as const;
const EDGES: Readonly<Record<string, Edge>> = {
  "^": "start",
  $: "end",
  "\\b": "word",
  "\\B": "inside",
};
/** A surrogate pair written as two escapes is one character, and so on down to a single escaped sign. */
const ESCAPE =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|[^])/uy;
const CLASS = /\[(?:\\[^]|[^\]\\])*\]/uy;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/uy;

export function parsePattern(source: string): Node {
  const parser = new Parser(source);
  return parser.parse();
}

class Parser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): Node {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw new PatternError("has a ) that nothing opened");
    return node;
  }

  #choice(): Node {
    const options = [this.#sequence()];
    while (this.#eat("|")) options.push(this.#sequence());
    return options.length === 1 ? options[0]! : { kind: "choice", options };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#source.length && !"|)".includes(this.#source[this.#at]!))
      parts.push(this.#quantified(this.#term()));
    return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
  }

  #quantified(node: Node): Node {
    const found = this.#match(QUANTIFIER);
    if (!found) return node;
    const [, sign, least, comma, most] = found;
    if (sign === "*") return { kind: "repeat", node, min: 0, max: null };
    if (sign === "+") return { kind: "repeat", node, min: 1, max: null };
    if (sign === "?") return { kind: "repeat", node, min: 0, max: 1 };
    const min = Number(least);
    const max = comma === undefined ? min : most === "" ? null : Number(most);
    return { kind: "repeat", node, min, max };
  }

  #term(): Node {
    const rest = this.#source.slice(this.#at, this.#at + 4);
    const edge = Object.keys(EDGES).find((sign) => rest.startsWith(sign));
    if (edge !== undefined) {
      this.#at += edge.length;
      return { kind: "edge", edge: EDGES[edge]! };
    }
    if (rest.startsWith("(")) return this.#group(rest);
    if (rest.startsWith("[")) return this.#one(CLASS, "has a [ that nothing closes");
    if (!rest.startsWith("\\")) return this.#one(/[^]/uy, "ends too early");
    if (/^\\[1-9k]/.test(rest)) throw new PatternError("refers back to one of its groups");
    return this.#one(ESCAPE, "ends with a \\");
  }

  #group(rest: string): Node {
    const look = LOOKS.find((sign) => rest.startsWith(sign));
    if (look !== undefined) {
      this.#at += look.length;
      const node = this.#closed();
      return { kind: "look", node, back: look.includes("<"), negated: look.endsWith("!") };
    }
    const opened = this.#match(/\((?:\?:|\?<[\p{ID_Start}$_][\p{ID_Continue}$]*>)?(?!\?)/uy);
    if (!opened) throw new PatternError("has a kind of group that is not known here");
    return this.#closed();
  }

  #closed(): Node {
    const node = this.#choice();
    if (!this.#eat(")")) throw new PatternError("has a ( that nothing closes");
    return node;
  }

  #one(form: RegExp, otherwise: string): Node {
    const found = this.#match(form);
    if (!found) throw new PatternError(otherwise);
    return { kind: "one", source: found[0] };
  }

  #match(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.#at;
    const found = form.exec(this.#source);
    if (found) this.#at += found[0].length;
    return found;
  }

  #eat(sign: string): boolean {
    if (!this.#source.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }
}
