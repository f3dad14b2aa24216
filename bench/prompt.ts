// What is sent to a model for one goal of eight steps with 41 tools connected, against the AI SDK's ToolLoopAgent.
import { GOAL } from "./prompt/goal.ts";
import { ourCalls } from "./prompt/ours.ts";
import { freshTokens, schemaTokens, type Sent, sentTokens, tokensBefore } from "./prompt/tokens.ts";
import { toolLoopCalls } from "./prompt/tool-loop.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { withTempFolder } from "./support/temp-folder.ts";

const TOOLS = 41;

// One goal, counted: `--quick` has nothing to leave out.
await runBench("prompt", () => withTempFolder(measure));

async function measure(folder: string): Promise<Measured> {
  progress("planned and run by this house");
  const { calls: ours, tools } = await ourCalls(folder);
  if (tools.length !== TOOLS) throw new Error(`${tools.length} tools are connected`);
  progress("run by ToolLoopAgent");
  const theirs = await toolLoopCalls(tools);
  const most = (count: (call: Sent) => number) => Math.max(...ours.map(count));
  return {
    figures: {
      freshTokensRatio: sentTokens(ours) / freshTokens(theirs),
      sentTokensRatio: sentTokens(ours) / sentTokens(theirs),
      tokensBeforeGoal: most((call) => tokensBefore(GOAL, call)),
      schemaTokens: most(schemaTokens),
      callsGlassbox: ours.length,
      callsToolLoop: theirs.length,
      sentTokensGlassbox: sentTokens(ours),
      sentTokensToolLoop: sentTokens(theirs),
      freshTokensToolLoop: freshTokens(theirs),
    },
  };
}
