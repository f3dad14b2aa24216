import { z } from "zod";
import { type Place, readText, replaceText, shown } from "./place.ts";
import { firstIssue, Refusal } from "./refusal.ts";

const settingsSchema = z.strictObject({
  version: z.literal(1),
  faults: z
    .strictObject({
      /** Once so many mails are in the outbox, the process that hosts it is killed before it answers. Fires once. */
      dieAfter: z.int().min(1).optional(),
      /** Mails that the outbox says it has taken, and has not. */
      lieAbout: z.array(z.string()).optional(),
    })
    .optional(),
});

export type Settings = z.infer<typeof settingsSchema>;

export async function readSettings({ settings: path }: Place): Promise<Settings> {
  const text = await readText(path);
  if (text === null) throw new Refusal(`${shown(path)}: is missing; write {"version":1}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(`${shown(path)}: is no JSON; write {"version":1}`);
  }
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal(`${shown(path)}: ${firstIssue(parsed.error)}; mend it or write {"version":1}`);
}

/** Takes the fault out for good, so that whoever comes after the kill is not killed again. */
export async function disarm({ settings: path }: Place, settings: Settings): Promise<void> {
  const { dieAfter: _, ...faults } = settings.faults ?? {};
  const { faults: __, ...rest } = settings;
  const left = Object.keys(faults).length === 0 ? rest : { ...rest, faults };
  await replaceText(path, `${JSON.stringify(left, null, 2)}\n`);
}
