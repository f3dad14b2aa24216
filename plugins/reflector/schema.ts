import type { JsonObject } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { Offer, OfferedArgument, OfferedTool } from "./offer.ts";
import { NONE } from "./value.ts";

/** Steps that one patch may have, new reads among them. */
export const MOST_STEPS = 3;
export const LONGEST_REASON = 200;

/** Either `cannot` says why, or `steps` are the patch; every value is one of those that may be pointed at. */
export function patchSchema({ steps, readers, fresh }: Offer): JsonObject {
  const options = [
    ...steps.flatMap(({ step, tools, isGuarded }) =>
      tools.map((tool) => stepSchema([step.id], tool, isGuarded ? [] : fresh)),
    ),
    ...readers.map((tool) => stepSchema(fresh, tool, fresh)),
  ];
  return closed({
    cannot: { type: "string", maxLength: LONGEST_REASON },
    steps: { type: "array", maxItems: MOST_STEPS, items: { anyOf: options } },
  });
}

function stepSchema(ids: readonly string[], { tool, args }: OfferedTool, fresh: readonly string[]) {
  const values = args.map((argument) => [argument.path, valueSchema(argument, fresh)] as const);
  return closed({
    id: { enum: ids },
    tool: { const: toolKey(tool) },
    args: closed(Object.fromEntries(values)),
  });
}

function valueSchema(
  { values, takesReads, isOptional }: OfferedArgument,
  fresh: readonly string[],
): JsonObject {
  const reads = takesReads ? fresh.map((id) => `$${id}`) : [];
  return { enum: [...values.map(({ label }) => label), ...reads, ...(isOptional ? [NONE] : [])] };
}

function closed(properties: JsonObject): JsonObject {
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}
