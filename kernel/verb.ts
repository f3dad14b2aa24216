import type { z } from "zod";

import { conflict, KernelError, usage } from "./error.ts";
import type { JsonValue } from "./json.ts";
import { didYouMean } from "./suggest.ts";

/** Who may call: `read` looks, `write` acts, `person` decides for a person and is never offered to a model. */
export type Scope = "read" | "write" | "person";

/** One call of a verb, whatever carries it. */
export interface VerbCall {
  readonly actor: string;
  /** The face it came by: `terminal`, `http`, `mcp`, `library`. */
  readonly via: string;
  readonly signal: AbortSignal;
  /** Sends a part of the result before it is complete. */
  emit(part: JsonValue): void;
}

/** An action that a person, a program or another agent can take. CLI, HTTP and MCP are adapters of this one list. */
export interface Verb<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** `noun.verb`. */
  readonly name: string;
  readonly description: string;
  readonly input: I;
  readonly output: O;
  readonly scope: Scope;
  handler(input: z.output<I>, call: VerbCall): Promise<z.input<O>>;
}

export function defineVerb<I extends z.ZodType, O extends z.ZodType>(verb: Verb<I, O>): Verb {
  return verb as unknown as Verb;
}

export class Verbs {
  readonly #verbs = new Map<string, Verb>();

  register(verb: Verb): void {
    if (this.#verbs.has(verb.name)) throw conflict(`the verb ${verb.name} is registered twice`);
    this.#verbs.set(verb.name, verb);
  }

  list(): readonly Verb[] {
    return [...this.#verbs.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Parses the input, calls, parses the output. Throws `KernelError`. */
  async call(name: string, input: unknown, call: VerbCall): Promise<JsonValue> {
    const verb = this.#verbs.get(name);
    const known = () => didYouMean(name, this.#verbs.keys());
    if (!verb) throw usage(`there is no verb ${name}${known()}`, "verbs.list names them all");
    const { data, error } = verb.input.safeParse(input);
    if (error) throw usage(`${name}: ${firstIssue(error)}`, "see its input schema in verbs.list");
    const output = verb.output.safeParse(await verb.handler(data, call));
    if (output.success) return output.data as JsonValue;
    throw new KernelError("internal", `${name} answered badly: ${firstIssue(output.error)}`);
  }
}

/** The first fault of a parsed input in one sentence: where it is and what was wanted. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]!;
  const nested = issue.code === "invalid_union" ? issue.errors.flat() : [];
  const deepest = nested.toSorted((a, b) => b.path.length - a.path.length)[0];
  const path = [...issue.path, ...(deepest?.path ?? [])];
  const where = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
  return `${where.join("").replace(/^\./, "") || "it"}: ${deepest?.message ?? issue.message}`;
}
