import type { GoalRequest, Proposal } from "../contracts/driver.ts";
import { canonicalize, type JsonObject, sha256 } from "../../kernel/json.ts";

/** Lines that answer a question when nothing better is known. */
const PASSAGES = 8;
const NEEDED = [
  "files__files_search",
  "files__files_read",
  "data__data_filter",
  "data__data_format",
];
/** What the search takes at most. */
const LONGEST_QUERY = 1000;

/** For a question: the lines of the files that have most of its words, each read again. Null for other goals. */
export function passagesProposal({ goal, access, tools }: GoalRequest): Proposal | null {
  const offered = new Set(tools.map(({ server, name }) => `${server}__${name}`));
  const hasWord = /[\p{L}\p{N}]/u.test(goal);
  if (access !== "read" || !hasWord || !NEEDED.every((tool) => offered.has(tool))) return null;
  const plan = passagesPlan(goal);
  const hash = sha256(canonicalize(passagesPlan("")));
  return { plan, ground: { kind: "passages", name: "files_search", hash, slots: { query: goal } } };
}

function passagesPlan(goal: string): JsonObject {
  const query = goal.slice(0, LONGEST_QUERY);
  return {
    steps: [
      {
        id: "search",
        intent: "Search the files for the words of the question",
        do: call("files", "files_search", { query: query.startsWith("$") ? `$${query}` : query }),
        expect: [{ matches: listWith("matches") }],
      },
      {
        id: "best",
        intent: "Keep the best lines",
        do: call("data", "data_filter", {
          items: "$search.matches",
          limit: PASSAGES,
        }),
        expect: [{ matches: listWith("items") }],
      },
      {
        id: "reread",
        intent: "Read each of these lines again",
        each: "$best.items",
        do: call("files", "files_read", {
          path: "$item.path",
          startLine: "$item.line",
          endLine: "$item.line",
        }),
      },
      {
        id: "table",
        intent: "Lay the answer out",
        do: call("data", "data_format", {
          items: "$best.items",
          columns: [{ template: "{path}:{line}" }, { field: "text" }],
        }),
      },
    ],
    cite: { of: "$best.items", in: "reread" },
    answer: "${table.text}",
    proof: "${best.count} passages re-read",
  };
}

function call(server: string, name: string, args: JsonObject): JsonObject {
  return { tool: { server, name, args } };
}

function listWith(property: string): JsonObject {
  return { properties: { [property]: { type: "array", minItems: 1 } }, required: [property] };
}
