import type { Driver, Proposal } from "../contracts/driver.ts";
import { unavailable } from "../../kernel/error.ts";
import type { EventDraft } from "../../kernel/event.ts";
import type { Budget } from "../../kernel/fold/account.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { CheckedPlan } from "../contracts/plans.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Payload } from "../../kernel/vocabulary.ts";

export type GivenGrants = readonly Pick<Payload<"grant.given">, "allows" | "ground" | "expires">[];

/** A run that a person, a program or another agent asks for. */
export interface RunRequest {
  readonly goal: string;
  readonly dir: string;
  readonly access: "read" | "write";
  readonly driver: string;
  readonly options?: JsonObject | undefined;
  readonly plan?: JsonObject | undefined;
  readonly budget: Budget;
  readonly input?: string | undefined;
  readonly actor: string;
  grants(checked: CheckedPlan | null, tools: readonly ToolDefinition[]): GivenGrants;
}

/** Begins runs and takes up those whose kernel is gone, as another plugin does it. */
export interface Lifecycle {
  prepare(request: RunRequest): Promise<{
    readonly dir: string;
    readonly tools: readonly ToolDefinition[];
    readonly driver: Driver;
    readonly proposal: Proposal | null;
    readonly checked: CheckedPlan | null;
  }>;
  start(request: RunRequest): Promise<string>;
  resume(run: string): Promise<void>;
  append(run: string, drafts: readonly EventDraft[]): Promise<void>;
}

export function lifecycleOf(host: Host): Lifecycle {
  const lifecycle = host.provided<Lifecycle>("lifecycle").get("runs");
  if (lifecycle) return lifecycle;
  throw unavailable("nothing here begins runs", "glassbox doctor names what failed");
}
