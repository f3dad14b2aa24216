import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { documentsSchema } from "./document.ts";
import { InputError } from "./error.ts";
import { readFrontmatter } from "./frontmatter.ts";
import { scan } from "./scan.ts";
import { readTables } from "./tables.ts";
import { isCalendarDate, readTasks } from "./tasks.ts";
import { addTool, FROM_GOAL, FROM_RESULTS } from "./tool.ts";
import { describeLinks, openVault } from "./vault.ts";

const place = {
  path: z.string().describe("The note"),
  line: z.int().min(1).describe("Line number, from 1"),
};

const task = z.object({
  ...place,
  raw: z.string().describe("The line as it is stored"),
  text: z.string().describe("The task without its marker and due date"),
  status: z.enum(["open", "done", "cancelled", "other"]),
  due: z.string().optional().describe("Due date, YYYY-MM-DD"),
  project: z.string().describe("First wikilink of the line, else the note, else the heading above"),
  tags: z.array(z.string()),
  overdue: z.boolean().describe("Open and due before asOf"),
  overdueDays: z.int().min(0),
});

const link = z.object({
  ...place,
  kind: z.enum(["wiki", "embed", "markdown"]),
  target: z.string().describe("The path as the link has it, decoded; empty for the same note"),
  heading: z.string().optional(),
  block: z.string().optional(),
  alias: z.string().optional().describe("The text shown"),
  resolved: z.string().optional().describe("The file it leads to"),
});

export const filesSchema = z
  .array(z.string())
  .optional()
  .describe("Every path of the vault, attachments too; without it only the documents are known");

export function addReadTools(server: McpServer): void {
  addTool(server, {
    name: "data_tasks",
    title: "Tasks in notes",
    description:
      "Finds every task in Markdown notes with its due date, and which were overdue on a day; code and comments hold none.",
    input: z.object({
      documents: documentsSchema,
      asOf: z
        .string()
        .optional()
        .describe("The day to judge by, YYYY-MM-DD; without it nothing is overdue"),
    }),
    output: z.object({
      tasks: z.array(task),
      open: z.int().min(0).describe("How many are open"),
      overdue: z.int().min(0).describe("How many are overdue"),
    }),
    sources: { documents: FROM_RESULTS, asOf: FROM_GOAL },
    run: ({ documents, asOf }) => {
      if (asOf !== undefined && !(/^\d{4}-\d{2}-\d{2}$/.test(asOf) && isCalendarDate(asOf)))
        throw new InputError(`asOf: "${asOf}" is not a day; write it as 2026-11-20.`);
      const tasks = readTasks(documents, asOf);
      const open = tasks.filter((one) => one.status === "open").length;
      return { tasks, open, overdue: tasks.filter((one) => one.overdue).length };
    },
    text: (output) =>
      `${output.tasks.length} tasks, ${output.open} open, ${output.overdue} overdue`,
  });

  addTool(server, {
    name: "data_links",
    title: "Links between notes",
    description:
      "Finds every wikilink, embed and Markdown link into the vault, where it leads as Obsidian resolves it, and which lead nowhere.",
    input: z.object({ documents: documentsSchema, files: filesSchema }),
    output: z.object({
      links: z.array(link),
      broken: z.array(z.object({ ...place, target: z.string(), reason: z.string() })),
      brokenCount: z.int().min(0),
    }),
    sources: { documents: FROM_RESULTS, files: FROM_RESULTS },
    run: ({ documents, files }) => {
      const { links, broken } = describeLinks(openVault(documents, files));
      return { links, broken, brokenCount: broken.length };
    },
    text: (output) => `${output.links.length} links, ${output.brokenCount} broken`,
  });

  addTool(server, {
    name: "data_frontmatter",
    title: "Frontmatter of notes",
    description:
      "Reads the YAML properties at the top of each note; invalid YAML is reported, not fatal.",
    input: z.object({ documents: documentsSchema }),
    output: z.object({
      entries: z.array(
        z.object({
          path: z.string(),
          data: z.record(z.string(), z.unknown()),
          valid: z.boolean(),
          error: z.string().optional(),
        }),
      ),
    }),
    sources: { documents: FROM_RESULTS },
    run: ({ documents }) => ({
      entries: documents.map(({ path, text }) => ({ path, ...readFrontmatter(scan(text)) })),
    }),
    text: ({ entries }) =>
      `${entries.length} notes, ${entries.filter((entry) => !entry.valid).length} with invalid frontmatter`,
  });

  addTool(server, {
    name: "data_tables",
    title: "Tables in notes",
    description: "Reads every Markdown table with its header and rows as text.",
    input: z.object({ documents: documentsSchema }),
    output: z.object({
      tables: z.array(
        z.object({ ...place, header: z.array(z.string()), rows: z.array(z.array(z.string())) }),
      ),
    }),
    sources: { documents: FROM_RESULTS },
    run: ({ documents }) => ({ tables: readTables(documents) }),
    text: ({ tables }) => `${tables.length} tables`,
  });
}
