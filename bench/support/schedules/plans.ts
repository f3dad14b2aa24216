import type { JsonObject } from "../../../kernel/json.ts";

type Draw = (sides: number) => number;

const CHANGES = ["put", "set", "send", "job"] as const;

/** Any small plan: reads, changes of each class, a fan-out, waits and questions, each after any of those before it. */
export function randomPlan(draw: Draw): JsonObject {
  const count = 1 + draw(5);
  const fan = count > 1 && draw(3) === 0 ? 1 + draw(count - 1) : -1;
  const steps = Array.from({ length: count }, (_, index) => {
    const after = Array.from({ length: index }, (__, before) => `s${before}`);
    const id = `s${index}`;
    const rest = { id, after: after.filter(() => draw(3) === 0) };
    if (fan >= 0 && index === 0) return { ...rest, do: toolCall("list", id) };
    if (index === fan) {
      const inTurn = draw(2) === 0;
      return { ...rest, each: "$s0.items", inTurn, do: toolCall(changeOf(draw), "$item") };
    }
    return { ...rest, ...randomStep(id, draw) };
  });
  return { steps };
}

function randomStep(id: string, draw: Draw): JsonObject {
  const dice = draw(12);
  if (dice === 0) return { do: { wait: { for: `${1 + draw(300)}ms` } } };
  if (dice === 1) return { do: { ask: { question: "Yes?", schema: { enum: ["yes"] } } } };
  if (dice < 4) return { do: toolCall("look", id), expect: { matches: { required: ["there"] } } };
  const change = { do: toolCall(changeOf(draw), id) };
  return draw(4) > 0 ? { ...change, expect: thereIs(id) } : change;
}

function changeOf(draw: Draw): string {
  return CHANGES[draw(CHANGES.length)]!;
}

function toolCall(name: string, about: string): JsonObject {
  return { tool: { server: "w", name, args: { name: about } } };
}

function thereIs(name: string): JsonObject {
  const matches = { required: ["there"], properties: { there: { const: true } } };
  return { probe: { tool: "w__look", args: { name } }, matches };
}
