import { z } from "zod";
import { EXAMPLES } from "./examples.ts";
import { type Mail, mailSchema, readMails } from "./mails.ts";
import { defineTool, idArg, input, READ_ONLY } from "./tool.ts";

export const outboxList = defineTool({
  name: "outbox_list",
  title: "List the mails",
  description:
    "Lists the mails of the outbox in the order they went out, and says which went out twice and which of those asked for are missing.",
  input: input({
    ids: z
      .array(idArg)
      .optional()
      .describe("Only these mails; those that are not there are named as missing"),
  }),
  output: z.object({
    mails: z.array(mailSchema),
    count: z.int().min(0),
    twice: z.array(z.string()).describe("Ids that more than one mail has"),
    missing: z.array(z.string()).describe("Ids asked for that no mail has"),
    summary: z.string(),
  }),
  annotations: READ_ONLY,
  effect: "read",
  examples: EXAMPLES.list,
  summary: ({ summary }) => summary,
  async run({ ids }, { place }) {
    const all = await readMails(place);
    const mails = ids === undefined ? all : all.filter(({ id }) => ids.includes(id));
    const twice = [...new Set(mails.filter(isRepeated).map(({ id }) => id))];
    const missing = (ids ?? []).filter((id) => !mails.some((mail) => mail.id === id));
    const summary = summaryOf(mails.length, twice, missing);
    return { mails, count: mails.length, twice, missing, summary };
  },
});

function isRepeated({ id }: Mail, index: number, mails: readonly Mail[]): boolean {
  return mails.findIndex((mail) => mail.id === id) < index;
}

function summaryOf(count: number, twice: readonly string[], missing: readonly string[]): string {
  const sign = twice.length + missing.length === 0 ? "✓" : "✗";
  const named = (ids: readonly string[]) => (ids.length === 0 ? "none" : ids.join(" and "));
  const mails = count === 1 ? "1 mail" : `${count} mails`;
  return `${sign} ${mails}, ${named(twice)} twice, ${named(missing)} missing`;
}
