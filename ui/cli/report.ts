import type { PlannedCall, PlannedEffect } from "../../plugins/contracts/approvals.ts";
import type { ErrorBody } from "../socket/index.ts";
import type { BudgetView } from "./budget.ts";

/** What `run.report` answers. */
export interface Report {
  readonly run: string;
  readonly label: string;
  readonly goal: string;
  readonly dir: string;
  readonly outcome: "done" | "incomplete" | "failed" | "denied" | "stopped" | "budget" | null;
  readonly standing: "running" | "waiting" | "finished" | "interrupted" | "halted" | "elsewhere";
  readonly reason: string;
  readonly missing: readonly string[];
  readonly answer: string;
  readonly proof: string;
  readonly citations: readonly Citation[];
  readonly checks: number;
  /** Ids of the events that show what it claims. */
  readonly evidence: readonly string[];
  readonly asks: readonly Ask[];
  readonly diverged: readonly Divergence[];
  /** Null when its share went back to the run that began it. */
  readonly budget: BudgetView | null;
  readonly price: Price;
  readonly error?: ErrorBody;
}

export interface Citation {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** The run went on beside what it was, because this had changed. */
export interface Divergence {
  readonly n: number;
  readonly time: string;
  readonly changes: readonly string[];
}

export interface Ask {
  readonly ask: string;
  readonly kind: "approval" | "question" | "doubt";
  readonly question: string;
  readonly schema: unknown;
  /** The step that asks; null: the whole plan does. */
  readonly step: string | null;
  readonly detail: AskDetail;
  /** RFC 3339. */
  readonly expires: string | null;
}

export interface AskDetail {
  /** Of an approval. */
  readonly effects?: readonly Effect[];
  /** Of a doubt: the call whose answer never came, its class, and what was the last to be known. */
  readonly tool?: string;
  readonly effect?: string;
  readonly args?: object;
  readonly reason?: string;
}

export interface Effect extends Pick<PlannedEffect, "tool" | "effect" | "undoable"> {
  readonly calls?: readonly PlannedCall[];
  /** Of a single call: why nothing that was allowed covers it. */
  readonly reason?: string;
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
