import { unavailable } from "../../kernel/error.ts";
import type { EventDraft } from "../../kernel/event.ts";
import type { Budget } from "../../kernel/fold/account.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Payload } from "../../kernel/vocabulary.ts";

/** A run that a step of another one begins. */
export interface ChildRequest {
  readonly run: string;
  readonly goal: string;
  readonly dir: string;
  readonly access: "read" | "write";
  readonly driver: string;
  readonly options: JsonObject;
  readonly plan?: JsonObject | undefined;
  readonly budget: Budget;
  readonly actor: string;
  readonly parent: {
    readonly place: NonNullable<Payload<"run.started">["parent"]>;
    readonly root: string;
  };
  grants(): readonly [];
}

/** Begins runs and takes up those whose kernel is gone, as another plugin does it. */
export interface Lifecycle {
  start(request: ChildRequest): Promise<string>;
  resume(run: string): Promise<void>;
  append(run: string, drafts: readonly EventDraft[]): Promise<void>;
}

export function lifecycleOf(host: Host): Lifecycle {
  const lifecycle = host.provided<Lifecycle>("lifecycle").get("runs");
  if (lifecycle) return lifecycle;
  throw unavailable("nothing here begins runs", "glassbox doctor names what failed");
}
