import type { JsonObject, JsonSchema, JsonValue } from "../../../kernel/json.ts";

/** What `run.report` answers, as far as clients are told of it. */
export interface Report {
  readonly run: string;
  readonly label: string;
  readonly goal: string;
  readonly dir: string;
  readonly outcome: string | null;
  readonly standing: string;
  readonly reason: string;
  readonly missing: readonly string[];
  readonly answer: string;
  readonly proof: string;
  readonly checks: number;
  readonly citations: readonly { readonly path: string; readonly line: number }[];
  readonly asks: readonly Ask[];
  readonly price: Price;
  readonly error?: { readonly message: string; readonly hint?: string };
}

interface Price {
  readonly tokens: number;
  readonly usd: number;
  readonly hosts: readonly string[];
  readonly calls: number;
  readonly seconds: number;
}

/** What a run asks a person. */
export interface Ask {
  readonly run: string;
  readonly ask: string;
  readonly kind: "approval" | "question" | "doubt";
  readonly question: string;
  readonly schema: JsonSchema;
  readonly step: string | null;
  readonly detail: JsonObject;
  readonly expires: string | null;
}

/** How a person at a terminal answers. */
export function commandFor({ kind }: Ask, label: string): string {
  if (kind === "approval") return `glassbox approve ${label}   or   glassbox deny ${label}`;
  if (kind === "doubt") return `glassbox answer ${label} happened   or   repeat   or   fail`;
  return `glassbox answer ${label} VALUE`;
}

/** Where a run stands, in words. */
export function reportText(report: Report): string {
  const { label, outcome, standing, answer, missing } = report;
  if (outcome === "done")
    return [answer, `✓ proved: ${proofOf(report)} · ${priceOf(report)}`].filter(Boolean).join("\n");
  if (outcome === null && standing === "waiting") return waitingText(report);
  if (outcome === null && standing === "running")
    return `Run ${label} is still at work. status {"run": "${label}", "wait": 30} waits for it; stop ends it.`;
  const reason = report.error?.message || report.reason || missing[0] || "";
  const more = missing.filter((line) => line !== reason).map((line) => `missing: ${line}`);
  const way = outcome === null ? [report.error?.hint ?? `glassbox resume ${label}`] : [];
  return [
    `✗ ${outcome ?? standing}${reason && `: ${reason}`} · ${priceOf(report)}`,
    ...more,
    ...way,
  ].join("\n");
}

function waitingText({ label, asks }: Report): string {
  const lines = asks.map((ask) => `${ask.question}\n  ${commandFor(ask, label)}`);
  return [
    `Run ${label} waits for a person. Nobody else can answer this; tell the person:`,
    ...lines,
    `Then status {"run": "${label}", "wait": 30} tells how it went on.`,
  ].join("\n");
}

function proofOf({ proof, checks }: Report): string {
  return proof || `${checks} ${checks === 1 ? "check holds" : "checks hold"}`;
}

function priceOf({ price: { tokens, usd, hosts }, label }: Report): string {
  const money = usd > 0 ? ` · $${usd}` : "";
  return `${tokens} tokens${money} · ${hosts.length} ${hosts.length === 1 ? "host" : "hosts"} · ${label}`;
}

/** The same for programs. */
export function reportData(report: Report): JsonObject {
  const { run, label, goal, dir, outcome, standing, answer, proof, checks, missing } = report;
  const waiting = report.asks.map((ask) => ({
    kind: ask.kind,
    question: ask.question,
    step: ask.step,
    effects: ask.detail["effects"] ?? [],
    command: commandFor(ask, label),
  }));
  return {
    run,
    label,
    goal,
    dir,
    outcome,
    standing,
    answer,
    proof,
    checks,
    missing,
    citations: report.citations as unknown as JsonValue,
    price: report.price as unknown as JsonObject,
    waiting: waiting as unknown as JsonValue,
  };
}

/** It is over, and not as it should be. */
export function isFailed({ outcome, standing }: Report): boolean {
  return outcome === null
    ? standing === "halted" || standing === "interrupted"
    : outcome !== "done";
}
