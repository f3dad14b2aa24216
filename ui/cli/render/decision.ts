import { oneLine } from "./text.ts";

/** A decision as `run.why` answers it. */
export interface ShownDecision {
  readonly n: number;
  readonly kind: string;
  readonly choice: string;
  readonly rationale: string;
  readonly alternatives: readonly {
    readonly choice: string;
    readonly reason: string;
    readonly score: number | null;
  }[];
  readonly confidence: number | null;
  readonly grounds: readonly {
    readonly n: number | null;
    readonly type: string | null;
    readonly what: string;
    readonly source: { readonly trust: string } | null;
  }[];
  readonly change: { readonly n: number | null; readonly type: string | null };
  readonly previous: string;
  readonly next: string;
}

/** Characters of a state hash that tell two states apart for a reader. */
const SHORT = 12;

/** One line for each part of a decision, its name first. */
export function renderDecision(decision: ShownDecision): string[] {
  const { kind, choice, rationale, alternatives, confidence, grounds, change } = decision;
  const { previous, next } = decision;
  return [
    `chose   ${oneLine(choice)}  (${oneLine(kind)}, event ${decision.n})`,
    `because ${oneLine(rationale)}`,
    ...alternatives.map(({ choice: other, reason, score }) => {
      const weight = score === null ? "" : ` [${score}]`;
      return `not     ${oneLine(other)}${weight}: ${oneLine(reason)}`;
    }),
    `sure    ${confidence === null ? "not stated" : `${Math.round(confidence * 100)} %`}`,
    ...grounds.map(({ n, type, what, source }) => {
      const trust = source ? ` (${oneLine(source.trust)})` : "";
      return `on      ${n ?? "?"}  ${oneLine(type ?? "an event")}  ${oneLine(what)}${trust}`;
    }),
    `state   ${previous.slice(0, SHORT)} → ${next.slice(0, SHORT)}  by ${oneLine(change.type ?? "an event that is not here")}${change.n === null ? "" : ` ${change.n}`}`,
  ];
}
