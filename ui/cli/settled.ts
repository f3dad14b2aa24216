import { z } from "zod";

import type { JsonValue } from "../../kernel/json.ts";
import { oneLine } from "./render/text.ts";

const part = z.object({
  kind: z.literal("event"),
  event: z.object({ id: z.string(), type: z.string(), data: z.unknown() }),
});
const intended = z.object({
  step: z.string(),
  purpose: z.literal("step"),
  effect: z.enum(["keyed", "probe", "once"]),
  expect: z.array(z.object({ matches: z.unknown() })),
});
const settled = z.object({
  call: z.string(),
  step: z.string(),
  verdict: z.enum(["happened", "repeat", "fail"]),
  ground: z.string(),
});
/** What an expectation says of itself: what it is about, and what it means that it holds. */
const words = z.object({ title: z.string(), description: z.string() }).partial();

type Words = z.infer<typeof words>;

/** What became of effects whose outcome nobody knew, as lines, from the parts that `run.follow` sends. */
export interface SettledEffects {
  see(part: JsonValue): void;
  /** The lines that were not taken yet. */
  take(): readonly string[];
}

export function settledEffects(): SettledEffects {
  const said = new Map<string, Words>();
  let lines: string[] = [];
  return {
    see(one) {
      const event = part.safeParse(one).data?.event;
      if (event?.type === "tool.intended") {
        const intent = intended.safeParse(event.data).data;
        if (intent) said.set(event.id, wordsOf(intent.expect.map(({ matches }) => matches)));
      }
      if (event?.type !== "tool.settled") return;
      const end = settled.safeParse(event.data).data;
      if (end) lines.push(`  ${lineOf(end, said.get(end.call) ?? {})}`);
    },
    take() {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}

function wordsOf(schemas: readonly unknown[]): Words {
  const found = schemas.map((schema) => words.safeParse(schema).data ?? {});
  return found.find(({ title }) => title !== undefined) ?? {};
}

function lineOf(
  { step, verdict, ground }: z.infer<typeof settled>,
  { title, description }: Words,
): string {
  const name = oneLine(title ?? step);
  if (verdict === "happened")
    return `${name}: ${oneLine(description ?? `${ground}; not done again`)}`;
  if (verdict === "repeat") return `${name}: ${oneLine(ground)}; done now`;
  return `${name}: ${oneLine(ground)}`;
}
