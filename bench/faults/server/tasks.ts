import type { JsonObject } from "../../../kernel/json.ts";
import type { Call, Misdeed } from "./misdeeds.ts";
import { reply } from "./wire.ts";

const WORK_MS = 500;

/** Answers with a handle: the effect is there when `look` shows it. */
export const TASKS: Readonly<Record<string, Misdeed>> = {
  "answers with a task": (call) => {
    reply(call.id, handleOf(call));
    setTimeout(() => call.done(), WORK_MS);
  },
  "dies of its task": (call) => {
    reply(call.id, handleOf(call));
    setTimeout(() => {
      call.done();
      process.kill(process.pid, "SIGKILL");
    }, WORK_MS);
  },
  "answers with a task that is never over": (call) => reply(call.id, handleOf(call)),
};

function handleOf({ args }: Call): JsonObject {
  const { name, value } = args;
  const done = { required: ["value"], properties: { value: { const: value! } } };
  const handle = { tool: "look", args: { name: name! }, done };
  return { content: [], structuredContent: {}, _meta: { "dev.glassbox/handle": handle } };
}
