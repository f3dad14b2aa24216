import { MissingRequiredClientCapabilityError } from "@modelcontextprotocol/server";
import type { CallToolResult, ServerContext } from "@modelcontextprotocol/server";
import type { Ask, Question } from "./fixture-asking.ts";
import { audio, embedded, image, text } from "./fixture-content.ts";
import {
  choicesForm,
  colourForm,
  defaultsForm,
  nameForm,
  okForm,
  roots,
  sampling,
  userForm,
} from "./fixture-forms.ts";

export interface FixtureContext {
  readonly context: ServerContext;
  readonly ask: Ask;
  /** As the request has it, or the session. */
  readonly capabilities: Record<string, unknown>;
  /** One tool, or prompt, more or less. */
  change(what: "tools" | "prompts"): Promise<void>;
}

type Run = (args: Record<string, unknown>, at: FixtureContext) => Promise<CallToolResult>;

export interface FixtureTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: { readonly type: "object"; readonly [key: string]: unknown };
  readonly run: Run;
}

function tool(name: string, description: string, run: Run, ...required: string[]): FixtureTool {
  const properties = Object.fromEntries(required.map((field) => [field, { type: "string" }]));
  return { name, description, inputSchema: { type: "object", properties, required }, run };
}

function said(...content: CallToolResult["content"]): CallToolResult {
  return { content };
}

const pauseMs = 50;

/** The tools that the suite calls, by what it expects of each. */
export const fixtureTools: readonly FixtureTool[] = [
  tool("test_simple_text", "Says a text", async () =>
    said(text("This is a simple text response for testing.")),
  ),
  tool("test_image_content", "Shows an image", async () => said(image)),
  tool("test_audio_content", "Plays a sound", async () => said(audio)),
  tool("test_embedded_resource", "Hands over a resource", async () =>
    said(
      embedded("test://embedded-resource", "text/plain", "This is an embedded resource content."),
    ),
  ),
  tool("test_multiple_content_types", "Says, shows and hands over", async () =>
    said(
      text("Multiple content types test:"),
      image,
      embedded("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
    ),
  ),
  tool("test_tool_with_logging", "Writes a log while it works", async (_, { context }) => {
    await context.mcpReq.log("info", "Tool execution started");
    await Bun.sleep(pauseMs);
    await context.mcpReq.log("info", "Tool processing data");
    await Bun.sleep(pauseMs);
    await context.mcpReq.log("info", "Tool execution completed");
    return said(text("Three messages were logged."));
  }),
  tool("test_logging_tool", "Writes a log if it is asked to", async (_, { context }) => {
    await context.mcpReq.log("info", "a message for whoever asked for it");
    return said(text("One message was logged."));
  }),
  tool("test_error_handling", "Fails", async () => ({
    ...said(text("This tool intentionally returns an error for testing")),
    isError: true,
  })),
  tool("test_tool_with_progress", "Tells how far it is", async (_, { context }) => {
    const progressToken = context.mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progress > 0) await Bun.sleep(pauseMs);
      if (progressToken === undefined) continue;
      const params = { progressToken, progress, total: 100 };
      await context.mcpReq.notify({ method: "notifications/progress", params });
    }
    return said(text("Done in three steps."));
  }),
  tool(
    "test_sampling",
    "Asks the client's model",
    async ({ prompt }, { ask }) => {
      const { answer } = await ask({ answer: sampling(String(prompt), 100) });
      const content = answer?.["content"] as { text?: string } | undefined;
      return said(text(`LLM response: ${content?.text ?? ""}`));
    },
    "prompt",
  ),
  tool(
    "test_elicitation",
    "Asks the person",
    async ({ message }, { ask }) => {
      const { answer } = await ask({ answer: userForm(String(message)) });
      return said(text(`User response: ${JSON.stringify(answer)}`));
    },
    "message",
  ),
  asks("test_elicitation_sep1034_defaults", { answer: defaultsForm }),
  asks("test_elicitation_sep1330_enums", { answer: choicesForm }),
  tool("test_input_required_result_elicitation", "Asks for a name", async (_, { ask }) => {
    const { user_name } = await ask({ user_name: nameForm });
    const content = user_name?.["content"] as { name?: string } | undefined;
    return said(text(`Hello, ${content?.name ?? "stranger"}!`));
  }),
  tool("test_input_required_result_sampling", "Asks a model", async (_, { ask }) => {
    const question = sampling("What is the capital of France?", 100);
    const { capital_question } = await ask({ capital_question: question });
    return said(text(JSON.stringify(capital_question?.["content"])));
  }),
  asks("test_input_required_result_list_roots", { client_roots: roots }),
  tool("test_input_required_result_request_state", "Asks, and remembers", async (_, { ask }) => {
    await ask({ confirm: okForm });
    return said(text("state-ok"));
  }),
  asks("test_input_required_result_multiple_inputs", {
    user_name: nameForm,
    greeting: sampling("Generate a greeting", 50),
    client_roots: roots,
  }),
  tool("test_input_required_result_multi_round", "Asks twice", async (_, { ask }) => {
    await ask({ step1: nameForm });
    const answers = await ask({ step2: colourForm });
    return said(text(JSON.stringify(answers)));
  }),
  asks("test_input_required_result_tampered_state", { confirm: okForm }),
  tool(
    "test_input_required_result_capabilities",
    "Asks what the client can answer",
    async (_, { ask, capabilities }) => {
      const all: Record<string, Question> = {
        ...(capabilities["elicitation"] !== undefined && { name: nameForm }),
        ...(capabilities["sampling"] !== undefined && { greeting: sampling("Greet me", 50) }),
      };
      return said(text(JSON.stringify(await ask(all))));
    },
  ),
  tool("test_missing_capability", "Needs a model", async (_, { ask, capabilities }) => {
    if (capabilities["sampling"] === undefined) {
      throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
    }
    return said(text(JSON.stringify(await ask({ answer: sampling("Say something", 50) }))));
  }),
  asks("test_streaming_elicitation", { user_name: nameForm }),
  tool("test_trigger_tool_change", "Changes the tools", async (_, { change }) => {
    await change("tools");
    return said(text("The tools have changed."));
  }),
  tool("test_trigger_prompt_change", "Changes the prompts", async (_, { change }) => {
    await change("prompts");
    return said(text("The prompts have changed."));
  }),
];

/** Asks these things, and says what was answered. */
function asks(name: string, questions: Record<string, Question>): FixtureTool {
  return tool(name, "Asks, and says what was answered", async (_, { ask }) => {
    const answers = await ask(questions);
    const { action, content } = answers["answer"] ?? {};
    const completed = `Elicitation completed: action=${String(action)}, content=${JSON.stringify(content)}`;
    return said(text("answer" in questions ? completed : JSON.stringify(answers)));
  });
}
