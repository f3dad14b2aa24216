import { KernelError } from "../../../kernel/error.ts";
import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { Conversation } from "../desk.ts";
import { answer } from "./answer.ts";
import { findTools } from "./find-tools.ts";
import type { House } from "./house.ts";
import { PLAN_EXAMPLE, PLAN_FORM } from "./plan-form.ts";

const TOOLS = 8;

export function isNoPlan(error: unknown): error is KernelError {
  return error instanceof KernelError && error.code === "no_plan";
}

/** Nothing here plans this goal: the caller gets what it needs to plan it. */
export async function askForPlan(
  house: House,
  at: Conversation,
  { goal, dir }: { readonly goal: string; readonly dir: string },
  error: KernelError,
): Promise<JsonObject> {
  const found = await findTools(house, at, { goal, limit: TOOLS, dir });
  const known = new Map((await house.tools(dir)).map((tool) => [toolKey(tool), tool]));
  const tools = found.flatMap(({ tool: key }) => {
    const tool = known.get(key);
    if (!tool) return [];
    const { server, name, description, inputSchema, outputSchema, effect } = tool;
    return [
      {
        server,
        name,
        description,
        effect,
        inputSchema,
        ...(outputSchema === undefined ? {} : { outputSchema }),
      },
    ];
  });
  const data = {
    status: "plan_wanted",
    goal,
    dir,
    tools: tools as unknown as JsonValue,
    planSchema: PLAN_FORM,
    example: PLAN_EXAMPLE,
    nearest: isObject(error.detail) ? (error.detail["nearest"] ?? []) : [],
  };
  const text = [
    `${error.message}. Plan it yourself: call run again with the same goal and a plan.`,
    "A plan is data: steps that call tools, refer to earlier answers as $step.path, and say in expect what proves them. It passes the same policy as any other; what changes something is put to the person first.",
    `Tools that fit (search finds others, describe shows them): ${JSON.stringify(tools)}`,
    `Schema of a plan: ${JSON.stringify(PLAN_FORM)}`,
    `Example: ${JSON.stringify(PLAN_EXAMPLE)}`,
  ].join("\n");
  return answer(text, data);
}
