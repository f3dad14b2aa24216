// LangGraph's agent and tool nodes with their defaults; a run is called off by its signal and its step timeout.
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";

import { servePeer } from "../../faults/peer-task.ts";

await servePeer(async ({ make, next, limit }) => {
  const making = tool(async (args: { item: string }) => JSON.stringify(await make(args)), {
    name: "make",
    description: "Makes an item.",
    schema: z.object({ item: z.string() }),
  });
  const agent = async ({ messages }: typeof MessagesAnnotation.State) => {
    const results = messages
      .filter((message) => message.getType() === "tool")
      .map(({ content }) => String(content));
    const call = next(results, JSON.stringify(messages.map(({ content }) => content)).length);
    const message = call
      ? new AIMessage({ content: "", tool_calls: [{ ...call, type: "tool_call" as const }] })
      : new AIMessage("done");
    return { messages: [message] };
  };
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("agent", agent)
    .addNode("tools", new ToolNode([making]))
    .addEdge(START, "agent")
    .addConditionalEdges(
      "agent",
      ({ messages }) => ((messages.at(-1) as AIMessage).tool_calls?.length ? "tools" : END),
      ["tools", END],
    )
    .addEdge("tools", "agent")
    .compile();
  if (limit) graph.stepTimeout = 1000;
  const end = await graph.invoke(
    { messages: [new HumanMessage("Make a, b and c")] },
    limit ? { signal: limit } : {},
  );
  return String(end.messages.at(-1)?.content);
});
