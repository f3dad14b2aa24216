import type { JsonObject } from "../../kernel/json.ts";
import type { Slot } from "./slots.ts";
import type { Trigger } from "./trigger.ts";

export type Source = "library" | "home";

/** The part of a skill that runs without a model. */
export interface PlanTemplate {
  readonly triggers: readonly Trigger[];
  readonly slots: Readonly<Record<string, Slot>>;
  readonly access: "read" | "write";
  /** Servers without which it covers nothing: where one is not offered, the skill is passed over. */
  readonly needs: readonly string[];
  /** The plan with `$slots.…` still in it. */
  readonly plan: JsonObject;
}

/** A skill whose files are as they should be. */
export interface Skill {
  readonly name: string;
  readonly description: string;
  /** The instructions: what follows the frontmatter. */
  readonly body: string;
  /** Null: written for models only. */
  readonly template: PlanTemplate | null;
  /** SHA-256 of its files. */
  readonly hash: string;
}

/** A folder where a skill is, or should be. */
export type Found = {
  readonly name: string;
  readonly source: Source;
  readonly path: string;
} & (
  | { readonly skill: Skill }
  /** What is wrong with it: a sentence that names the file, and the mend. */
  | { readonly problem: Problem }
);

export interface Problem {
  readonly message: string;
  readonly hint: string;
}
