import type { KeptSlot } from "./choose-slots.ts";
import { cannotKeep } from "./refusal.ts";
import { withQuotes } from "./spans.ts";

/** The goal with slots in the places of their values, and all else as it is. */
export function triggerOf(goal: string, slots: readonly KeptSlot[]): string {
  let trigger = "";
  let from = 0;
  let before: KeptSlot | null = null;
  for (const slot of slots) {
    const isFirst = before === null;
    const gap = goal.slice(from, slot.span.start);
    const meets = !isFirst && !/[\p{L}\p{N}]/u.test(gap);
    // Quotes around a value may be there or not, unless they are all that parts it from the one before.
    const { start, end } = meets ? slot.span : withQuotes(slot.span, goal);
    const between = goal.slice(from, start);
    if (before && between.trim() === "" && isOpen(before))
      throw cannotKeep(
        `nothing in the goal says where {${before.name}} ends and {${slot.name}} begins`,
        "say it with a word between them, or both in quotes, and keep that run",
      );
    trigger += `${escaped(between)}{${slot.name}}`;
    from = end;
    before = slot;
  }
  return `${trigger}${escaped(goal.slice(from))}`.replace(/\s+/g, " ").trim();
}

/** Its value may have blanks in it. */
function isOpen({ type }: KeptSlot): boolean {
  return type === "text" || type === "name" || type === "path";
}

function escaped(text: string): string {
  return text.replace(/[\\[\](){}|]/g, "\\$&");
}
