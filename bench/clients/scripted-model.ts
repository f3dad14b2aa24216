import { isObject, type JsonObject } from "../../kernel/json.ts";
import { anthropic } from "./anthropic.ts";
import type { Dialect, Offered, Reply, Turn } from "./dialects.ts";
import { geminiModel } from "./gemini-model.ts";
import { openaiChat } from "./openai-chat.ts";
import { openaiResponses } from "./openai-responses.ts";
import { LAST_WORDS, MOVES, TOOLS } from "./script.ts";

const DIALECTS: readonly Dialect[] = [anthropic, openaiChat, openaiResponses, geminiModel];

/** A model on this machine that makes the moves of the script, one after another, and notes what they bring. */
export interface ScriptedModel extends AsyncDisposable {
  readonly url: string;
  /** Tools of ours that the client offered, by our names. */
  offered(): readonly string[];
  /** What each move brought. */
  results(): readonly string[];
  /** Paths that nobody answers. */
  readonly others: readonly string[];
}

export function scriptedModel(): ScriptedModel {
  let offered: readonly string[] = [];
  let results: readonly string[] = [];
  const others: string[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      const url = new URL(request.url);
      const said: unknown = await request.json().catch(() => null);
      const body = isObject(said) ? said : {};
      const dialect = DIALECTS.find(({ path }) => path.test(url.pathname));
      if (!dialect) {
        others.push(`${request.method} ${url.pathname}`);
        return otherwise(url);
      }
      const turn = dialect.read(body);
      const ours = TOOLS.filter((tool) => find(turn, tool) !== null);
      // Titles and summaries are asked for without tools.
      if (ours.length === 0) return dialect.write({ kind: "text", text: "ok" }, body, url);
      offered = ours;
      if (turn.results.length > results.length) results = turn.results;
      return dialect.write(next(turn), body, url);
    },
  });
  return {
    url: server.url.origin,
    offered: () => offered,
    results: () => results,
    others,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

function next(turn: Turn): Reply {
  const at = turn.results.length;
  const move = MOVES[at];
  const tool = move && find(turn, move.tool);
  if (!move || !tool) return { kind: "text", text: LAST_WORDS };
  return { kind: "call", tool, args: move.args, id: `call_${at + 1}` };
}

/** Each client has its own way to put the server's name before a tool. */
function find({ tools }: Turn, name: string): Offered | null {
  const wanted = new RegExp(`^(?:mcp__?)?glassbox(?:__?|[./:-])${name}$`);
  const whole = ({ group, name: own }: Offered) => (group === null ? own : `${group}__${own}`);
  return tools.find((tool) => wanted.test(whole(tool).replace(/___+/g, "__"))) ?? null;
}

function otherwise(url: URL): Response {
  const list: JsonObject = { object: "list", data: [{ id: "scripted", object: "model" }] };
  if (url.pathname.endsWith("/models")) return Response.json(list);
  return Response.json({ input_tokens: 1, totalTokens: 1 });
}
