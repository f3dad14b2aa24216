import type { Alternative } from "../contracts/decisions.ts";
import { leavesOf, withValue } from "./argument.ts";
import { type Decoded, type PatchedCall, withSource } from "./decode.ts";
import { argumentsOf, type Offer, type OfferedStep } from "./offer.ts";
import { faultLine, short } from "./prompt.ts";
import { objectIn } from "./read-reply.ts";
import { cannot, type Patch, type Reflection } from "./reflection.ts";
import type { MakePlan } from "./mend.ts";

interface Line {
  readonly text: string;
  readonly patch: Decoded;
}

const REPLACED = 6;
const OTHER_TOOLS = 2;
const GIVE_UP = "give up";
const LONGEST = 400;

/** A small model chooses one call among a few that the goal and the facts allow, or gives up. */
export async function chooseCall(
  { goal, state, ask }: Reflection,
  offer: Offer,
  make: MakePlan,
  signal: AbortSignal,
): Promise<Patch> {
  const lines = linesFor(offer).filter(({ patch }) => typeof make(patch) !== "string");
  if (lines.length === 0) return cannot("the goal names nothing else to try");
  const { step } = offer.steps[0]!;
  const head = `Goal: ${short(goal, 300)}\nCall: ${callText(ownCall(offer.steps[0]!))}\n${faultLine(state)}\n`;
  const texts = [...lines.map(({ text }) => text), GIVE_UP];
  const reply = await ask(
    {
      purpose: "reflect",
      system: "",
      prompt: `${head}Better call, or "${GIVE_UP}": `,
      schema: { type: "string", enum: texts },
      maxOutputTokens: LONGEST,
      isRaw: true,
    },
    signal,
  );
  const said = reply.isCut ? "" : textIn(reply.text);
  if (texts.includes(said)) return patchOf(texts.indexOf(said));
  const numbered = texts.map((text, index) => `${index + 1}. ${text}`).join("\n");
  const choices = texts.map((_, index) => index + 1);
  const repaired = await ask(
    {
      purpose: "repair",
      system: "",
      prompt: `${head}In the place of step ${step.id} one of these:\n${numbered}\nAnswer with its number as {"choice": 1}.`,
      schema: {
        type: "object",
        properties: { choice: { type: "integer", enum: choices } },
        required: ["choice"],
        additionalProperties: false,
      },
      maxOutputTokens: 24,
    },
    signal,
  );
  const choice = objectIn(repaired)?.["choice"];
  return typeof choice === "number" && choices.includes(choice)
    ? patchOf(choice - 1)
    : cannot("the model chose nothing that can be used");

  function patchOf(index: number): Patch {
    const line = lines[index];
    if (!line) return cannot("the model gave up");
    const made = make(line.patch);
    if (typeof made === "string") return cannot(made);
    const others = texts.filter((text) => text !== line.text);
    return made.kind === "plan" ? { ...made, alternatives: passedOver(others) } : made;
  }
}

function passedOver(texts: readonly string[]): Alternative[] {
  return texts.map((choice) => ({ choice, reason: "the model chose another line", score: null }));
}

/** The call with one value in another's place, best first for each, and other reads for the same. */
function linesFor({ steps, causes }: Offer): Line[] {
  const wrong = steps.filter(({ step }) => causes.has(step.id));
  const replaced = wrong.flatMap(replacements).toSorted((a, b) => a.rank - b.rank);
  const others = wrong.flatMap(otherTools).slice(0, OTHER_TOOLS);
  const calls = [...replaced.slice(0, REPLACED).map(({ call }) => call), ...others];
  const seen = new Set<string>();
  return calls.flatMap((call): Line[] => {
    const text = callText(call);
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ text, patch: { changed: [call], added: [] } }];
  });
}

function replacements({ step, tools }: OfferedStep): { call: PatchedCall; rank: number }[] {
  const { tool, args } = tools[0]!;
  const given = argumentsOf(step);
  return args.flatMap(({ path, values }) =>
    values
      .filter(({ from }, index) => index > 0 && from?.["from"] !== "results")
      .map(({ written, from }, rank) => ({
        rank,
        call: {
          id: step.id,
          tool,
          args: withValue(given, path, written),
          from: withSource(step.from ?? {}, path, from),
        },
      })),
  );
}

/** Another read with what the call had. */
function otherTools({ step, tools }: OfferedStep): PatchedCall[] {
  const had = new Set(leavesOf(argumentsOf(step)).map(([path]) => path));
  return tools.slice(1).flatMap(({ tool, args }): PatchedCall[] => {
    const needed = args.filter(({ path, isOptional }) => !isOptional || had.has(path));
    if (needed.length === 0) return [];
    let call: Pick<PatchedCall, "args" | "from"> = { args: {}, from: {} };
    for (const { path, values } of needed) {
      const { written, from } = values[0]!;
      call = {
        args: withValue(call.args, path, written),
        from: withSource(call.from, path, from),
      };
    }
    return [{ id: step.id, tool, ...call }];
  });
}

function ownCall({ step, tools }: OfferedStep): PatchedCall {
  return { id: step.id, tool: tools[0]!.tool, args: argumentsOf(step), from: step.from ?? {} };
}

/** `files_move(from: a.md, to: b.md)`. */
export function callText({ tool, args }: Pick<PatchedCall, "tool" | "args">): string {
  const parts = leavesOf(args).map(
    ([path, value]) => `${path.replace(/.*\.|\[\d+\]/g, "")}: ${short(String(value), 80)}`,
  );
  return `${tool.name}(${parts.join(", ")})`;
}

/** It was asked for one JSON text; some leave the quotes away. */
function textIn(reply: string): string {
  try {
    const value: unknown = JSON.parse(reply);
    return typeof value === "string" ? value : "";
  } catch {
    return reply.trim().split("\n")[0]!.trim();
  }
}
