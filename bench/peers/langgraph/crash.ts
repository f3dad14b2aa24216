// LangGraph with its SQLite saver in its strictest mode: every checkpoint is saved before the next step starts
// (`durability: "sync"`). A thread that was interrupted goes on when it is invoked with null.
import { Database, type SQLQueryBindings } from "bun:sqlite";
import { join } from "node:path";

import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";

import { servePeerLife } from "../../crash/peer-life.ts";

type State = typeof MessagesAnnotation.State;
type SaverDatabase = ConstructorParameters<typeof SqliteSaver>[0];

/** The part of better-sqlite3 that the saver uses, over Bun's own SQLite. */
function asBetterSqlite(db: Database): SaverDatabase {
  const shim = {
    pragma: (text: string) => db.run(`pragma ${text}`),
    exec: (sql: string) => db.run(sql),
    transaction: <A extends unknown[], R>(work: (...given: A) => R) => db.transaction(work),
    prepare(sql: string) {
      const statement = db.prepare(sql);
      return {
        get: (...given: SQLQueryBindings[]) => statement.get(...given) ?? undefined,
        all: (...given: SQLQueryBindings[]) => statement.all(...given),
        run: (...given: SQLQueryBindings[]) => statement.run(...given),
      };
    },
  };
  return shim as unknown as SaverDatabase;
}

await servePeerLife(async ({ folder, isResumed, next, effect }) => {
  const act = tool(async ({ step }: { step: number }) => JSON.stringify(effect(step)), {
    name: "act",
    description: "Does the effect of a step.",
    schema: z.object({ step: z.number() }),
  });
  let isFinished = false;
  const agent = async ({ messages }: State) => {
    const step = next(messages.filter((message) => message.getType() === "tool").length);
    isFinished = step === null;
    if (step === null) return { messages: [new AIMessage("done")] };
    const call = { id: `c${step}`, name: "act", args: { step }, type: "tool_call" as const };
    return { messages: [new AIMessage({ content: "", tool_calls: [call] })] };
  };
  const afterAgent = ({ messages }: State) =>
    (messages.at(-1) as AIMessage).tool_calls?.length ? "tools" : END;
  const db = new Database(join(folder, "checkpoints.db"), { create: true });
  const checkpointer = new SqliteSaver(asBetterSqlite(db));
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("agent", agent)
    .addNode("tools", new ToolNode([act]))
    .addEdge(START, "agent")
    .addConditionalEdges("agent", afterAgent, ["tools", END])
    .addEdge("tools", "agent")
    .compile({ checkpointer });
  const thread = { configurable: { thread_id: "task" } };
  // A thread of which nothing was saved has nothing to go on with.
  const isKnown = isResumed && (await checkpointer.getTuple(thread)) !== undefined;
  const input = isKnown ? null : { messages: [new HumanMessage("go")] };
  await graph.invoke(input, { ...thread, recursionLimit: 1000, durability: "sync" });
  return { isFinished, told: 0 };
});
