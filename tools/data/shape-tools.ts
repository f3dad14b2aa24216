import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { InputError } from "./error.ts";
import { filterItems, operators } from "./filter.ts";
import { formatItems } from "./format.ts";
import { addTool, FROM_RESULTS } from "./tool.ts";

const item = z.record(z.string(), z.unknown());
const items = z.array(item).describe("Objects, such as tasks or links");
const field = z.string().min(1).describe("A field, or a dotted path such as due.year");

const condition = z.object({
  field,
  op: z.enum(operators).describe("How the field is compared with the value"),
  value: z.unknown().optional().describe("For `in` a list; for `exists` true or false"),
});

const order = z.object({
  field,
  order: z.enum(["asc", "desc"]).optional().describe("asc when left out; missing values come last"),
});

const column = z.object({
  field: field.optional(),
  title: z.string().optional().describe("Head of the column; without any title there is no head"),
  suffix: z.string().optional().describe("Text after every value, such as ' d'"),
  align: z.enum(["left", "right"]).optional(),
  template: z
    .string()
    .optional()
    .describe("Instead of a field: text with {fields}, as {path}:{line}"),
});

export function addShapeTools(server: McpServer): void {
  addTool(server, {
    name: "data_filter",
    title: "Filter, sort and cut a list",
    description:
      "Keeps the items for which all conditions hold, then sorts, removes repeats, cuts, and picks fields.",
    input: z.object({
      items,
      where: z.array(condition).optional().describe("Conditions that must all hold"),
      sort: z.array(order).optional().describe("First by the first field, then by the next"),
      unique: z
        .union([field, z.array(field).min(1)])
        .optional()
        .describe("Of items with equal fields the first stays"),
      limit: z.int().min(0).optional(),
      pick: z.array(field).optional().describe("Only these fields stay"),
    }),
    output: z.object({ items: z.array(item), count: z.int().min(0) }),
    sources: { items: FROM_RESULTS },
    run: ({ items: given, ...filter }) => {
      filter.where?.forEach(({ op, value }, index) => {
        if (op === "in" && !Array.isArray(value))
          throw new InputError(`where[${index}].value: "in" needs a list of values.`);
        if (op !== "exists" && value === undefined)
          throw new InputError(`where[${index}].value: "${op}" needs a value.`);
      });
      const kept = filterItems(given, filter);
      return { items: kept, count: kept.length };
    },
    text: ({ count }) => `${count} items`,
  });

  addTool(server, {
    name: "data_format",
    title: "A list as a text table",
    description:
      "Lays items out as aligned plain text of at most 100 columns; long cells end with an ellipsis.",
    input: z.object({
      items,
      columns: z.array(column).min(1).max(20),
      empty: z.string().optional().describe("The text when there is no item"),
    }),
    output: z.object({ text: z.string(), count: z.int().min(0) }),
    sources: { items: FROM_RESULTS },
    run: ({ items: given, columns, empty }) => {
      const bad = columns.findIndex((one) => !one.field === !one.template);
      if (bad !== -1)
        throw new InputError(`columns[${bad}]: give either a field or a template, not both.`);
      const text = given.length === 0 ? (empty ?? "") : formatItems(given, columns);
      return { text, count: given.length };
    },
    text: ({ text }) => text,
  });
}
