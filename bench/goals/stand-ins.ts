import { McpServer, type StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import { z } from "zod";

import { sha256 } from "../../kernel/json.ts";
import type { ServerSpec } from "../../mcp/hub/index.ts";
import { MEMORY_NOTE, MEMORY_RECALL, PYTHON_RUN } from "./stand-in-examples.ts";

const READ_ONLY = { readOnlyHint: true, openWorldHint: false };
const MOST_NOTES = 20;

const note = z.object({ id: z.string(), text: z.string() });
type Note = z.output<typeof note>;

/**
 * Servers for tools that do not exist yet, so that goals for them can be planned and run: they speak MCP, are trusted
 * like shipped ones, and answer the same to the same calls.
 */
export function standIns(): ServerSpec[] {
  const own = { transport: "in-process", trusted: true, rooted: false } as const;
  const notes = new Map<string, Note>();
  return [
    { ...own, name: "memory", create: async () => memoryServer(notes) },
    { ...own, name: "python", create: async () => pythonServer() },
  ];
}

function memoryServer(notes: Map<string, Note>): McpServer {
  const server = new McpServer({ name: "memory", title: "Memory", version: "0.0.0" });
  server.registerTool(
    "memory_recall",
    {
      title: "Recall from memory",
      description:
        "Recalls what was noted in memory earlier: answers the notes that fit a question or words, best first.",
      inputSchema: schemaOf({
        query: z
          .string()
          .min(1)
          .max(1000)
          .describe("What to remember: a question, a name or words"),
      }),
      outputSchema: schemaOf({ notes: z.array(note), count: z.int().min(0) }),
      annotations: READ_ONLY,
      _meta: {
        "dev.glassbox/effect": "read",
        "dev.glassbox/paths": [],
        "dev.glassbox/examples": MEMORY_RECALL,
      },
    },
    async (args) => {
      const { query } = args as { query: string };
      const found = recall([...notes.values()], query);
      return {
        content: [{ type: "text", text: `${found.length} notes` }],
        structuredContent: { notes: found, count: found.length },
      };
    },
  );
  server.registerTool(
    "memory_note",
    {
      title: "Note in memory",
      description: "Notes one fact in memory, so that it is remembered and can be recalled later.",
      inputSchema: schemaOf({
        text: z.string().min(1).max(4000).describe("The fact to remember, in one sentence"),
      }),
      outputSchema: schemaOf({ id: z.string(), text: z.string() }),
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
      _meta: {
        "dev.glassbox/effect": "probe",
        "dev.glassbox/expect": [
          {
            probe: { tool: "memory_recall", args: { query: "$args.text" } },
            matches: {
              type: "object",
              required: ["notes"],
              properties: {
                notes: {
                  type: "array",
                  contains: { required: ["text"], properties: { text: { const: "$args.text" } } },
                },
              },
            },
          },
        ],
        "dev.glassbox/paths": [],
        "dev.glassbox/examples": MEMORY_NOTE,
      },
    },
    async (args) => {
      const { text } = args as { text: string };
      const made = { id: sha256(text).slice(0, 12), text };
      notes.set(made.id, made);
      return { content: [{ type: "text", text: "noted" }], structuredContent: made };
    },
  );
  return server;
}

/** Notes with the most words of the query, the exact text before all others. */
function recall(notes: readonly Note[], query: string): Note[] {
  const words = wordsOf(query);
  const scoreOf = ({ text }: Note) =>
    text === query ? Infinity : wordsOf(text).intersection(words).size;
  return notes
    .filter((one) => scoreOf(one) > 0)
    .toSorted((a, b) => scoreOf(b) - scoreOf(a) || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_NOTES);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
}

function pythonServer(): McpServer {
  const server = new McpServer({ name: "python", title: "Python", version: "0.0.0" });
  server.registerTool(
    "python_run",
    {
      title: "Run Python code",
      description:
        "Runs Python code in an isolated interpreter without files and network, and answers what it printed.",
      inputSchema: schemaOf({
        code: z
          .string()
          .min(1)
          .max(100_000)
          .describe("Python source code; what it prints is answered"),
      }),
      outputSchema: schemaOf({
        stdout: z.string(),
        stderr: z.string(),
        exitCode: z.int(),
        codeSha256: z.string().describe("SHA-256 of the code that ran"),
      }),
      annotations: READ_ONLY,
      _meta: {
        "dev.glassbox/effect": "read",
        "dev.glassbox/paths": [],
        "dev.glassbox/examples": PYTHON_RUN,
      },
    },
    async (args) => {
      const { code } = args as { code: string };
      // Nothing runs: the answer depends on the code alone, so that a run can be repeated.
      const codeSha256 = sha256(code);
      const ran = { stdout: `${codeSha256.slice(0, 8)}\n`, stderr: "", exitCode: 0, codeSha256 };
      return { content: [{ type: "text", text: ran.stdout }], structuredContent: ran };
    },
  );
  return server;
}

function schemaOf(shape: z.core.$ZodLooseShape): StandardSchemaWithJSON {
  return z.strictObject(shape) as StandardSchemaWithJSON;
}
