import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { z } from "zod";
import { explained, type Place, readText, shown, syncFolder } from "./place.ts";
import { firstIssue, Refusal } from "./refusal.ts";

export const mailSchema = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  body: z.string(),
});

export type Mail = z.infer<typeof mailSchema>;

/** Every mail that went out, in its order. A last line without its end was never taken: it is none. */
export async function readMails({ mails: path }: Place): Promise<Mail[]> {
  const lines = ((await readText(path)) ?? "").split("\n").slice(0, -1);
  return lines.flatMap((line, index) => (line.trim() === "" ? [] : mailIn(line, index + 1, path)));
}

function mailIn(line: string, number: number, path: string): Mail {
  const where = `${shown(path)}: line ${number} is no mail`;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Refusal(`${where}: it is no JSON; mend or remove the line`);
  }
  const parsed = mailSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal(`${where}: ${firstIssue(parsed.error)}; mend or remove the line`);
}

/**
 * The mail is one more line, whole and on the disk when this returns, or the file is as it was. Nothing is compared:
 * who sends a mail twice has sent two.
 */
export async function appendMail({ mails: path, folder }: Place, mail: Mail): Promise<void> {
  const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
  let file;
  try {
    file = await open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0o644);
  } catch (error) {
    throw explained(error, path);
  }
  try {
    const { size } = await file.stat();
    const whole = size === 0 ? 0 : wholeLines(await file.readFile());
    if (whole < size) await file.truncate(whole);
    try {
      await file.writeFile(`${JSON.stringify(mail)}\n`);
      await file.sync();
    } catch (error) {
      await file.truncate(whole);
      throw explained(error, path);
    }
    if (size === 0) await syncFolder(folder);
  } finally {
    await file.close();
  }
}

/** Bytes up to the end of the last whole line: what stands behind it is what a crash has left of a mail. */
function wholeLines(bytes: Buffer): number {
  return bytes.lastIndexOf("\n") + 1;
}
