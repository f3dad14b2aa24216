import { z } from "zod";
import { EXAMPLES } from "./examples.ts";
import { appendMail, type Mail, readMails } from "./mails.ts";
import type { Place } from "./place.ts";
import { disarm, readSettings, type Settings } from "./settings.ts";
import { defineTool, idArg, input } from "./tool.ts";

export const outboxSend = defineTool({
  name: "outbox_send",
  title: "Send a mail",
  description: "Sends a mail: puts it in the outbox, from where it goes to its reader.",
  input: input({
    id: idArg,
    to: z
      .string({ error: "give the address it goes to, such as ada@example.org" })
      .regex(/^[^\s@]+@[^\s@]+$/, "is an address such as ada@example.org")
      .max(320, "is too long for an address")
      .describe("Address it goes to"),
    subject: z
      .string({ error: "give the subject" })
      .regex(/^[^\r\n]*$/, "is one line")
      .max(998, "has at most 998 characters")
      .describe("Subject, one line"),
    body: z
      .string({ error: "give the text of the mail" })
      .max(20_000, "has at most 20000 characters")
      .describe("Text of the mail"),
  }),
  output: z.object({
    id: z.string(),
    to: z.string(),
    sent: z.boolean().describe("The outbox has taken it"),
  }),
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: true,
  },
  effect: "probe",
  expect: [
    {
      probe: { tool: "outbox_find", args: { id: "$args.id" } },
      matches: {
        title: "$args.id",
        description: "found in the outbox, not sent again",
        type: "object",
        required: ["found", "mail"],
        properties: {
          found: { const: true },
          mail: {
            type: "object",
            required: ["to", "subject", "body"],
            properties: {
              to: { const: "$args.to" },
              subject: { const: "$args.subject" },
              body: { const: "$args.body" },
            },
          },
        },
      },
    },
  ],
  destinations: ["$args.to"],
  examples: EXAMPLES.send,
  summary: ({ id, to }) => `ok: mail ${id} to ${to}`,
  run: (mail, { place, inTurn }) =>
    inTurn(async () => {
      const settings = await readSettings(place);
      const isLie = settings.faults?.lieAbout?.includes(mail.id) ?? false;
      if (!isLie) await send(place, settings, mail);
      return { id: mail.id, to: mail.to, sent: true };
    }),
});

async function send(place: Place, settings: Settings, mail: Mail): Promise<void> {
  const { dieAfter = Infinity } = settings.faults ?? {};
  const isLast = (await readMails(place)).length + 1 >= dieAfter;
  if (isLast) await disarm(place, settings);
  await appendMail(place, mail);
  // As hard as a power cut: no handler runs, no answer leaves.
  if (isLast) process.kill(process.pid, "SIGKILL");
}
