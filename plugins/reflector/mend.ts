import type { JsonObject } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { Alternative } from "../contracts/decisions.ts";
import { type Decoded, decodeSteps } from "./decode.ts";
import type { Offer } from "./offer.ts";
import { promptFor, SYSTEM } from "./prompt.ts";
import { objectIn, ownWords } from "./read-reply.ts";
import { cannot, type ModelReply, type Patch, type Reflection } from "./reflection.ts";
import type { ResultOf } from "./result.ts";
import { patchSchema } from "./schema.ts";

/** Makes a patch of calls that may stand in the plan; a text: why they cannot. */
export type MakePlan = (decoded: Decoded) => Patch | string;

const ANSWER_TOKENS = 320;

/** Asks a model for a patch; what it answers wrong it is told once. */
export async function askForPatch(
  { goal, state, ask }: Reflection,
  offer: Offer,
  resultOf: ResultOf,
  make: MakePlan,
  signal: AbortSignal,
): Promise<Patch> {
  const prompt = promptFor(goal, state, offer, resultOf);
  const request = { system: SYSTEM, schema: patchSchema(offer), maxOutputTokens: ANSWER_TOKENS };
  const reply = await ask({ ...request, purpose: "reflect", prompt }, signal);
  const patch = patchIn(reply, offer, make);
  if (typeof patch !== "string") return patch;
  const again = `${prompt}\nThe answer before was wrong: ${patch.slice(0, 200)}`;
  const repaired = patchIn(
    await ask({ ...request, purpose: "repair", prompt: again }, signal),
    offer,
    make,
  );
  return typeof repaired === "string" ? cannot(`no patch that can be used: ${repaired}`) : repaired;
}

function patchIn(reply: ModelReply, offer: Offer, make: MakePlan): Patch | string {
  const said = objectIn(reply);
  if (!said) return "that is no JSON object with cannot and steps";
  const reason = ownWords(said["cannot"]);
  if (reason !== "") return cannot(`the model said: ${reason}`);
  const decoded = decodedIn(said, offer);
  if (typeof decoded === "string") return decoded;
  const made = make(decoded);
  if (typeof made === "string" || made.kind !== "plan") return made;
  return { ...made, alternatives: passedOver(offer, decoded) };
}

/** Tools that a step could have used instead, and reads that could have gone before it. */
function passedOver({ steps, readers }: Offer, { changed, added }: Decoded): Alternative[] {
  const taken = new Set([...changed, ...added].map(({ tool }) => toolKey(tool)));
  const offered = [...steps.flatMap(({ tools }) => tools), ...readers];
  const keys = new Set(offered.map(({ tool }) => toolKey(tool)));
  return [...keys]
    .filter((key) => !taken.has(key))
    .map((choice) => ({
      choice,
      reason: "it was offered, and the model did not use it",
      score: null,
    }));
}

function decodedIn(said: JsonObject, offer: Offer): Decoded | string {
  const { steps } = said;
  if (!Array.isArray(steps) || steps.length === 0)
    return "give steps, or say in cannot why there are none";
  return decodeSteps(steps, offer);
}
