import type { PlannedCall } from "../../plugins/runs/provenance.ts";
import type { ErrorBody } from "../socket/index.ts";

/** What `run.report` answers. */
export interface Report {
  readonly run: string;
  readonly label: string;
  readonly goal: string;
  readonly dir: string;
  readonly outcome: "done" | "incomplete" | "failed" | "denied" | "stopped" | "budget" | null;
  readonly standing: "running" | "waiting" | "finished" | "interrupted" | "halted";
  readonly reason: string;
  readonly missing: readonly string[];
  readonly answer: string;
  readonly proof: string;
  readonly citations: readonly Citation[];
  readonly checks: number;
  readonly asks: readonly Ask[];
  readonly price: Price;
  readonly error?: ErrorBody;
}

export interface Citation {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

export interface Ask {
  readonly ask: string;
  readonly kind: "approval" | "question" | "doubt";
  readonly question: string;
  readonly schema: unknown;
  readonly detail: { readonly effects?: readonly Effect[] };
}

export interface Effect {
  readonly tool: string;
  readonly effect: string;
  readonly undoable: boolean;
  /** In a preview: the step that has it. */
  readonly step?: string;
  /** In a report: the calls that the plan makes of the tool. */
  readonly calls?: readonly PlannedCall[];
}

export interface Price {
  readonly tokens: number;
  readonly usd: number;
  readonly hosts: readonly string[];
  readonly steps: number;
  readonly calls: number;
  readonly seconds: number;
}

export interface StepView {
  readonly id: string;
  readonly intent: string;
  readonly status: string;
  readonly reason?: string;
  readonly done: number;
  readonly total: number;
}
