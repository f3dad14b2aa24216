import { resolve } from "node:path";

import type { Command } from "commander";

import { messageOf, usage } from "../../../kernel/error.ts";
import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { addGroup, addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { Outcome } from "../outcome.ts";
import { bad, dim, harmless, oneLine, wrap } from "../render/text.ts";
import { table } from "../render/table.ts";

interface Place {
  readonly dir: string;
}

interface Tools {
  readonly tools: readonly {
    readonly key: string;
    readonly effect: string;
    readonly description: string;
  }[];
  readonly failed?: readonly { readonly server: string; readonly reason: string }[];
}

interface Ranking {
  readonly tools: readonly {
    readonly key: string;
    readonly effect: string;
    readonly score: number;
    readonly reasons: readonly string[];
  }[];
  readonly embedder: string | null;
}

interface Called {
  readonly label: string;
  readonly ok: boolean;
  readonly view: JsonValue;
  readonly outcome: string | null;
  readonly standing?: string;
}

/** Under the tool's name. */
const INDENT = "      ";

export function addTools(menu: Menu): void {
  const tools = addGroup(menu, "tools", "List, read and call tools.", [
    "glassbox tools ls",
    "glassbox tools show files__files_edit",
  ]);
  addLeaf<Place & { for?: string; limit?: string }>(menu, tools, {
    name: "ls",
    summary: "List the tools that a run in a directory may use, or rank them for a goal.",
    examples: [
      "glassbox tools ls --dir examples/vault --json=key,effect",
      'glassbox tools ls --for "rename draft.md to final.md"',
    ],
    build: (command) =>
      addDir(command)
        .option("--for <goal>", "the best for a goal, with the reasons")
        .option("--limit <n>", "with --for: how many, 8 unless said"),
    async handler(session, _, { dir, for: goal, limit }) {
      if (goal !== undefined) {
        const input = {
          goal,
          dir: resolve(dir),
          ...(limit === undefined ? {} : { limit: limitOf(limit) }),
        };
        const found = await session.call<Ranking>("tools.find", input);
        return {
          data: found as object as JsonValue,
          text: rankingText(found, session.terminal.columns),
        };
      }
      if (limit !== undefined)
        throw usage("--limit goes with --for", 'say the goal, as in --for "read todo.md"');
      const data = await session.call<Tools>("tools.list", { dir: resolve(dir) });
      const rows = data.tools.map(({ key, effect, description }) => [key, effect, description]);
      const failed = (data.failed ?? []).map(
        ({ server, reason }) => `${bad("✗")} ${server}: ${oneLine(reason)}`,
      );
      const text = [table(rows, session.terminal.columns, "no tools"), ...failed].join("\n");
      return { data: data as object as JsonValue, text };
    },
  });
  addLeaf<Place>(menu, tools, {
    name: "show",
    summary: "Show a tool's definition.",
    examples: [
      "glassbox tools show files__files_read",
      "glassbox tools show data__data_tasks --json",
    ],
    build: (command) => void addDir(command.argument("<tool>", "server__tool")),
    async handler(session, [tool], { dir }) {
      const data = await session.call<{ definition: JsonObject; does: string }>("tools.show", {
        tool,
        dir: resolve(dir),
      });
      const definition = harmless(JSON.stringify(data.definition, null, 2));
      return { data, text: `${does(data.does)}\n${definition}` };
    },
  });
  addLeaf<Place & { yes?: boolean }>(menu, tools, {
    name: "call",
    summary: "Call one tool, in a run of its own, under the same policy as any plan.",
    examples: [
      `glassbox tools call files__files_list '{"path": "."}'`,
      `glassbox tools call files__files_read '{"path": "README.md"}' --dir examples/vault`,
    ],
    build: (command) =>
      addDir(
        command
          .argument("<tool>", "server__tool")
          .argument("[arguments]", "a JSON object", "{}")
          .option("--yes", "approve it, if it can be undone"),
      ),
    async handler(session, [tool, args], { dir, yes }) {
      const input = {
        tool,
        args: parseArguments(args!),
        dir: resolve(dir),
        ...(yes ? { yes } : {}),
      };
      return outcomeOf(await session.call<Called>("tools.call", input));
    },
  });
}

function does(what: string): string {
  if (what === "read") return "it reads";
  return what === "write" ? "it changes something" : "it changes something for good, or sends it";
}

function addDir(command: Command): Command {
  return command.option("--dir <dir>", "the directory to work in", ".");
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit;
  throw usage(`--limit must be a whole number from 1 to 1000, not "${text}"`);
}

/** Each tool with its score and class, the reasons below it, and who compared what was meant. */
function rankingText({ tools, embedder }: Ranking, columns: number): string {
  const rows = tools.map(({ key, score, effect }) => [score.toFixed(2), key, effect]);
  const lines = table(rows, columns, "no tools").split("\n");
  const reasons = tools.map((tool) => {
    const text = oneLine(tool.reasons.join(" · "));
    return text === "" ? [] : [dim(wrap(`${INDENT}${text}`, columns, INDENT))];
  });
  const by =
    embedder === null ? "compared by words, without an embedder" : `compared by ${embedder}`;
  return [
    ...lines.flatMap((line, index) => [line, ...(reasons[index] ?? [])]),
    dim(oneLine(by)),
  ].join("\n");
}

function parseArguments(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw usage(
      `the arguments are not JSON: ${messageOf(error)}`,
      `write them like '{"path": "a.md"}'`,
    );
  }
  throw usage("the arguments must be one JSON object", `write them like '{"path": "a.md"}'`);
}

/** A call proves nothing, so it is judged by whether the tool answered. */
function outcomeOf(called: Called): Outcome {
  const { label, ok, view, outcome, standing } = called;
  const data = called as object as JsonValue;
  if (!ok && outcome === null && standing === "waiting") {
    const message = "this tool may change something: it waits for an approval";
    const text = `? ${message}\n  glassbox approve ${label}   or   glassbox deny ${label}`;
    return {
      data,
      text,
      exit: EXIT.approval,
      error: { code: "approval", message, hint: `glassbox approve ${label}` },
    };
  }
  const said = isObject(view) && typeof view["text"] === "string" ? view["text"] : view;
  const text = harmless(typeof said === "string" ? said : JSON.stringify(said, null, 2));
  if (ok) return { data, text: `${text}\n${dim(label)}` };
  const exit =
    outcome === "denied" ? EXIT.approval : outcome === "budget" ? EXIT.budget : EXIT.failed;
  return {
    data,
    text: `${bad("✗")} ${text}`,
    exit,
    error: { code: outcome ?? "failed", message: text },
  };
}
