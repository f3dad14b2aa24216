import type { LedgerEvent } from "../../kernel/event.ts";
import type { ToolCall, ToolDefinition, ToolResult, Tools } from "../../kernel/ports/tools.ts";
import type { ToolAnswers } from "./answers.ts";
import type { Gate } from "./gate.ts";

interface Parts {
  readonly answers: ToolAnswers;
  readonly gate: Gate;
  readonly list: (dir: string) => Promise<readonly ToolDefinition[]>;
}

/** Tools whose calls reach nobody: each is answered as it was, when its answer is what comes next. */
export class RecordedTools implements Tools {
  readonly #parts: Parts;
  readonly #open = new Map<string, (result: ToolResult) => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  list(dir: string): Promise<readonly ToolDefinition[]> {
    return this.#parts.list(dir);
  }

  call({ meta }: ToolCall): Promise<ToolResult> {
    const { gate } = this.#parts;
    return new Promise((resolve) => {
      this.#open.set(String(meta["dev.glassbox/effectId"]), resolve);
      gate.stir();
    });
  }

  /** Lets go of the answer that an event came of; false: nobody waits for it (yet). */
  answer(event: LedgerEvent): boolean {
    const { answers } = this.#parts;
    const effect = answers.effectOf(event);
    const resolve = effect === null ? undefined : this.#open.get(effect);
    if (effect === null || !resolve) return false;
    this.#open.delete(effect);
    resolve(answers.resultOf(event));
    return true;
  }

  /** The house that waited for answers is gone. */
  forget(): void {
    this.#open.clear();
  }
}
