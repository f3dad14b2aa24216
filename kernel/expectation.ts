import type { JsonObject, JsonSchema } from "./json.ts";

/** A read call whose answer an expectation is judged on. */
export interface Probe {
  /** `server__tool`. */
  readonly tool: string;
  readonly args: JsonObject;
}

/** What must hold after a step: a prediction before it, the proof after it, the question after a crash. */
export interface Expectation {
  /** Absent: judged on the step's own answer, which only a `read` step may do. */
  readonly probe?: Probe | undefined;
  readonly matches: JsonSchema;
}

/** As a tool declares it: strings may be `$args.path` or `$sha256(args.path)`; `probe.tool` is of the same server. */
export type ExpectationTemplate = Expectation;
