import type { JsonValue } from "../../../kernel/json.ts";
import { addGroup, addLeaf, type Menu } from "../command.ts";
import { bad, bold, dim, oneLine, wrap } from "../render/text.ts";
import { table } from "../render/table.ts";

interface Model {
  readonly name: string;
  readonly bytes: number | null;
  readonly parameters: number | null;
  readonly window: number | null;
  readonly capabilities: readonly string[];
  readonly remote: boolean;
  readonly chosen: boolean;
}

interface Models {
  readonly models: readonly Model[];
  readonly chosen: {
    readonly name: string | null;
    readonly why: string;
    readonly remote: boolean;
    readonly problem: string;
  };
  readonly embedder: string | null;
  readonly providers: readonly { readonly name: string; readonly problem: string }[];
}

const HEADER = ["", "MODEL", "SIZE", "WEIGHTS", "WINDOW", "CAN", "WHERE"];
const HOW_TO_GET = "get one: install Ollama (https://ollama.com), then: ollama pull qwen3:4b";

export function addModels(menu: Menu): void {
  const models = addGroup(menu, "models", "List models, and choose the one that plans.", [
    "glassbox models ls",
    "glassbox models use ollama/qwen3:4b",
  ]);
  addLeaf(menu, models, {
    name: "ls",
    summary: "List the models that are there, whether they leave this machine, and which is used.",
    examples: ["glassbox models ls", "glassbox models ls --json=name,window,remote"],
    async handler(session) {
      const data = await session.call<Models>("models.list");
      const text = renderModels(data, session.terminal.columns);
      return { data: data as object as JsonValue, text };
    },
  });
  addLeaf(menu, models, {
    name: "use",
    summary: "Make a model the one that goals use; none: goals use skills only.",
    examples: ["glassbox models use ollama/qwen3:4b", "glassbox models use none"],
    build: (command) => void command.argument("<name>", "provider/name, or none"),
    async handler(session, [name]) {
      const data = await session.call<{ name: string; remote: boolean }>("models.use", { name });
      return { data: { ...data }, text: renderUse(data, session.terminal.columns) };
    },
  });
}

function renderModels({ models, chosen, embedder, providers }: Models, columns: number): string {
  const rows = models.map(({ name, bytes, parameters, window, capabilities, remote, ...one }) => [
    one.chosen ? "*" : "",
    name,
    bytes === null ? "-" : sizeOf(bytes),
    parameters === null ? "-" : countOf(parameters),
    window === null ? "-" : String(window),
    capabilities.join(", ") || "-",
    remote ? "leaves this machine" : "here",
  ]);
  const lines = [
    usedLine(chosen),
    `embedder: ${embedder === null ? "none" : oneLine(embedder)}`,
    ...(models.length === 0 ? [HOW_TO_GET] : []),
    ...providers
      .filter(({ problem }) => problem !== "")
      .map(({ name, problem }) => `${bad("✗")} ${oneLine(name)}: ${oneLine(problem)}`),
  ];
  const header = rows.length === 0 ? undefined : HEADER;
  const listing = table(rows, columns, "no models", header);
  return [listing, ...lines.map((line) => wrap(line, columns, "  "))].join("\n");
}

function usedLine({ name, why, remote, problem }: Models["chosen"]): string {
  if (problem !== "") return `${bad("✗")} ${oneLine(problem)}`;
  if (name === null) return `goals use no model: ${oneLine(why)}`;
  const where = remote ? bold("what it is told leaves this machine") : "it stays on this machine";
  return `* goals use ${oneLine(name)}: ${where} ${dim(`(${oneLine(why)})`)}`;
}

function renderUse({ name, remote }: { name: string; remote: boolean }, columns: number): string {
  if (name === "none") return "goals use no model, only skills";
  const where = remote
    ? "goals, file names and what tools answer will leave this machine"
    : "it stays on this machine";
  return wrap(`goals use ${oneLine(name)}: ${where}`, columns, "  ");
}

/** Decimal units, as Ollama and file managers show them. */
function sizeOf(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}

function countOf(parameters: number): string {
  if (parameters >= 1e9) return `${(parameters / 1e9).toFixed(1)}B`;
  return `${Math.max(1, Math.round(parameters / 1e6))}M`;
}
