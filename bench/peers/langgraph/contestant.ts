// LangGraph's agent and tool nodes with its SQLite saver, a scripted model, one tool.
import { Database, type SQLQueryBindings } from "bun:sqlite";
import { join } from "node:path";

import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";

import { serveContestant } from "../../support/contestant.ts";

type SaverDatabase = ConstructorParameters<typeof SqliteSaver>[0];

let left = 0;
let calls = 0;

const echo = tool(
  async ({ i }: { i: number }) => {
    calls += 1;
    return JSON.stringify({ ok: true, i });
  },
  {
    name: "echo",
    description: "Answers with the number it was given.",
    schema: z.object({ i: z.number() }),
  },
);

/** A tool call until none is left, then the end. */
async function agent() {
  if (left <= 0) return { messages: [new AIMessage("done")] };
  left -= 1;
  const call = { id: `c${left}`, name: "echo", args: { i: left }, type: "tool_call" as const };
  return { messages: [new AIMessage({ content: "", tool_calls: [call] })] };
}

function afterAgent({ messages }: typeof MessagesAnnotation.State) {
  const last = messages.at(-1) as AIMessage;
  return last.tool_calls?.length ? "tools" : END;
}

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

await serveContestant(async (folder) => {
  const db = new Database(join(folder, "checkpoints.db"), { create: true });
  // better-sqlite3 is built so that WAL means NORMAL; Bun's SQLite would flush at each commit.
  db.run("pragma synchronous=normal");
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("agent", agent)
    .addNode("tools", new ToolNode([echo]))
    .addEdge(START, "agent")
    .addConditionalEdges("agent", afterAgent, ["tools", END])
    .addEdge("tools", "agent")
    .compile({ checkpointer: new SqliteSaver(asBetterSqlite(db)) });
  let runs = 0;
  return {
    async run(steps) {
      left = steps;
      calls = 0;
      runs += 1;
      await graph.invoke(
        { messages: [new HumanMessage("go")] },
        { recursionLimit: 1_000_000, configurable: { thread_id: `run-${runs}` } },
      );
      return calls;
    },
    async close() {
      db.run("pragma wal_checkpoint(truncate)");
      db.close();
    },
  };
});
