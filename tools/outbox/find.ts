import { z } from "zod";
import { EXAMPLES } from "./examples.ts";
import { mailSchema, readMails } from "./mails.ts";
import { defineTool, idArg, input, READ_ONLY } from "./tool.ts";

export const outboxFind = defineTool({
  name: "outbox_find",
  title: "Find a mail",
  description:
    "Says whether a mail is in the outbox, and what it says; of several with one id the last.",
  input: input({ id: idArg }),
  output: z.object({ found: z.boolean(), mail: mailSchema.optional() }),
  annotations: READ_ONLY,
  effect: "read",
  examples: EXAMPLES.find,
  summary: ({ found, mail }) =>
    found && mail ? `mail ${mail.id} to ${mail.to}: ${mail.subject}` : "no such mail",
  async run({ id }, { place }) {
    const mail = (await readMails(place)).findLast((one) => one.id === id);
    return mail === undefined ? { found: false } : { found: true, mail };
  },
});
