import type { JsonObject } from "../../kernel/json.ts";
import { isObject } from "../../kernel/json.ts";
import { RequestFault } from "../../mcp/fault.ts";
import type { Conversation, Desk, Tasks } from "../../mcp/front/index.ts";
import { form } from "./fixture-forms.ts";

type Work = (task: FixtureTask, args: JsonObject) => Promise<JsonObject>;

interface TaskTool {
  readonly name: string;
  readonly work: Work;
  /** A client that takes no task cannot have it. */
  readonly required?: boolean;
  /** Asked in rounds before there is a task. */
  readonly before?: (at: Conversation) => Promise<JsonObject>;
}

const extension = "io.modelcontextprotocol/tasks";

function said(text: string, more: JsonObject = {}): JsonObject {
  return { content: [{ type: "text", text }], ...more };
}

function asking(message: string): JsonObject {
  return form(message, { confirm: { type: "boolean" } }) as unknown as JsonObject;
}

/** One task: it works, waits for answers, and ends in one of three ways. */
class FixtureTask {
  readonly id = crypto.randomUUID();
  readonly #created = new Date().toISOString();
  readonly #questions = new Map<string, { request: JsonObject; answer(given: JsonObject): void }>();
  readonly #cancelled = Promise.withResolvers<never>();
  #ended: JsonObject | undefined;
  #changed = this.#created;

  constructor(work: Work, args: JsonObject) {
    this.#cancelled.promise.catch(() => {});
    void this.#run(work, args);
  }

  async #run(work: Work, args: JsonObject): Promise<void> {
    try {
      const result = await Promise.race([work(this, args), this.#cancelled.promise]);
      this.#end({ status: "completed", result });
    } catch (error) {
      if (this.#ended !== undefined) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#end({ status: "failed", error: { code: -32603, message } });
    }
  }

  #end(how: JsonObject): void {
    this.#ended ??= how;
    this.#changed = new Date().toISOString();
  }

  ask(key: string, request: JsonObject): Promise<JsonObject> {
    return new Promise((resolve) => this.#questions.set(key, { request, answer: resolve }));
  }

  answer(responses: JsonObject): void {
    for (const [key, response] of Object.entries(responses)) {
      const question = this.#questions.get(key);
      if (question === undefined || !isObject(response)) continue;
      this.#questions.delete(key);
      question.answer(response);
    }
  }

  cancel(): void {
    if (this.#ended !== undefined) return;
    this.#end({ status: "cancelled" });
    this.#cancelled.reject(new Error("cancelled"));
  }

  created(): JsonObject {
    return {
      taskId: this.id,
      status: "working",
      createdAt: this.#created,
      lastUpdatedAt: this.#changed,
      ttlMs: 60_000,
      pollIntervalMs: 100,
    };
  }

  detailed(): JsonObject {
    const base = this.created();
    if (this.#ended !== undefined) return { ...base, ...this.#ended };
    if (this.#questions.size === 0) return base;
    const open = [...this.#questions].map(([key, { request }]) => [key, request]);
    return { ...base, status: "input_required", inputRequests: Object.fromEntries(open) };
  }
}

const compute: Work = async (_, { seconds, label }) => {
  await Bun.sleep(Number(seconds ?? 0) * 1000);
  return said(`${String(label)}: done`);
};

const tools: readonly TaskTool[] = [
  { name: "slow_compute", work: compute },
  {
    name: "failing_job",
    required: true,
    work: async () => said("the job has failed", { isError: true }),
  },
  {
    name: "protocol_error_job",
    work: () => Promise.reject(new Error("the server has lost its way")),
  },
  {
    name: "confirm_delete",
    async work(task, { filename }) {
      const answer = await task.ask("confirm", asking(`Delete ${String(filename)}?`));
      return said(JSON.stringify(answer));
    },
  },
  {
    name: "multi_input",
    async work(task) {
      const answers = [task.ask("first", asking("First?")), task.ask("second", asking("Second?"))];
      return said(JSON.stringify(await Promise.all(answers)));
    },
  },
  {
    name: "test_tool_with_task",
    required: true,
    async before({ client, signal }) {
      const { params } = form("What is your name?", { user_name: { type: "string" } });
      return { answer: await client.ask("elicitation/create", params as JsonObject, signal) };
    },
    work: async (_, args) => said(JSON.stringify(args)),
  },
];

/** The tools of the suite for the tasks extension: what the front does with tasks is seen in them. */
export function createFixtureTasks(): { readonly desk: Desk; readonly tasks: Tasks } {
  const running = new Map<string, FixtureTask>();

  async function callTool(name: string, args: JsonObject, at: Conversation) {
    if (name === "greet") return said(`Hello, ${String(args["name"])}!`);
    const tool = tools.find((each) => each.name === name);
    if (tool === undefined) return null;
    if (!at.takesTask && tool.required === true) {
      const data = { requiredCapabilities: { extensions: { [extension]: {} } } };
      throw new RequestFault(-32021, `${name} answers with a task`, data);
    }
    const given = { ...args, ...(await tool.before?.(at)) };
    if (!at.takesTask) return compute(new FixtureTask(tool.work, given), given);
    const task = new FixtureTask(tool.work, given);
    running.set(task.id, task);
    return { resultType: "task", ...task.created() };
  }

  const names = ["greet", ...tools.map(({ name }) => name)];
  const none = async () => [];
  const nothing = async () => null;
  return {
    desk: {
      tools: async () =>
        names.map((name) => ({ name, description: name, inputSchema: { type: "object" } })),
      callTool,
      resources: none,
      resourceTemplates: none,
      readResource: nothing,
      prompts: none,
      getPrompt: nothing,
      complete: nothing,
      changed: () => () => {},
    },
    tasks: {
      get: async (id) => running.get(id)?.detailed() ?? null,
      async update(id, { inputResponses }) {
        const task = running.get(id);
        if (isObject(inputResponses)) task?.answer(inputResponses);
        return task === undefined ? null : {};
      },
      async cancel(id) {
        const task = running.get(id);
        task?.cancel();
        return task === undefined ? null : {};
      },
    },
  };
}
