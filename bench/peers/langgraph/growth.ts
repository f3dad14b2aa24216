// LangGraph's own MemorySaver behind its agent loop, which checkpoints the whole state after each message. Prints the
// bytes of its serialised checkpoints after a run of as many turns as the argument says.
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { END, MemorySaver, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";

import { ANSWERED, SAID, textOf } from "../../growth/text.ts";

const turns = Number(process.argv[2]);
let turn = 0;

const say = tool(async ({ n }: { n: number }) => textOf(2 * n + 1, ANSWERED), {
  name: "say",
  description: "Answers at length.",
  schema: z.object({ n: z.number() }),
});

async function agent() {
  if (turn >= turns) return { messages: [new AIMessage("done")] };
  const call = { id: `c${turn}`, name: "say", args: { n: turn }, type: "tool_call" as const };
  const message = new AIMessage({ content: textOf(2 * turn, SAID), tool_calls: [call] });
  turn += 1;
  return { messages: [message] };
}

function afterAgent({ messages }: typeof MessagesAnnotation.State) {
  const last = messages.at(-1) as AIMessage;
  return last.tool_calls?.length ? "tools" : END;
}

const checkpointer = new MemorySaver();
const graph = new StateGraph(MessagesAnnotation)
  .addNode("agent", agent)
  .addNode("tools", new ToolNode([say]))
  .addEdge(START, "agent")
  .addConditionalEdges("agent", afterAgent, ["tools", END])
  .addEdge("tools", "agent")
  .compile({ checkpointer });
await graph.invoke(
  { messages: [new HumanMessage("talk")] },
  { recursionLimit: 1_000_000, configurable: { thread_id: "run" } },
);

let bytes = 0;
for (const spaces of Object.values(checkpointer.storage))
  for (const checkpoints of Object.values(spaces))
    for (const [checkpoint, metadata] of Object.values(checkpoints))
      bytes += checkpoint.length + metadata.length;
console.log(JSON.stringify({ bytes }));
