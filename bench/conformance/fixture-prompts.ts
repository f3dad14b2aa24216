import type { GetPromptResult } from "@modelcontextprotocol/server";
import type { Ask } from "./fixture-asking.ts";
import { embedded, image, text } from "./fixture-content.ts";
import { form } from "./fixture-forms.ts";

export interface FixturePrompt {
  readonly name: string;
  readonly description: string;
  readonly arguments: { readonly name: string; readonly required: boolean }[];
  readonly get: (args: Record<string, string>, ask: Ask) => Promise<GetPromptResult>;
}

function prompt(name: string, get: FixturePrompt["get"], ...required: string[]): FixturePrompt {
  const args = required.map((each) => ({ name: each, required: true }));
  return { name, description: `The prompt ${name}`, arguments: args, get };
}

function user(...contents: GetPromptResult["messages"][number]["content"][]): GetPromptResult {
  return { messages: contents.map((content) => ({ role: "user", content })) };
}

/** The prompts that the suite asks for. */
export const fixturePrompts: readonly FixturePrompt[] = [
  prompt("test_simple_prompt", async () => user(text("This is a simple prompt for testing."))),
  prompt(
    "test_prompt_with_arguments",
    async ({ arg1, arg2 }) => user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
    "arg1",
    "arg2",
  ),
  prompt(
    "test_prompt_with_embedded_resource",
    async ({ resourceUri }) =>
      user(
        embedded(resourceUri ?? "", "text/plain", "Embedded resource content for testing."),
        text("Please process the embedded resource above."),
      ),
    "resourceUri",
  ),
  prompt("test_prompt_with_image", async () =>
    user(image, text("Please analyze the image above.")),
  ),
  prompt("test_input_required_result_prompt", async (_, ask) => {
    const question = form("What context should the prompt use?", { context: { type: "string" } });
    const { user_context } = await ask({ user_context: question });
    return user(text(`Context: ${JSON.stringify(user_context?.["content"])}`));
  }),
];
