import { z } from "zod";

import { sha256 } from "../../kernel/json.ts";

/**
 * One line of a segment is `HEAD,"salt":SALT,"message":MESSAGE}`. The chain covers the heads; a head holds
 * SHA-256(salt ‖ message), so that salt and message can be blanked and the chain still holds.
 */
export interface Line {
  /** JSON of the head without its last brace. */
  readonly head: string;
  /** Hexadecimal; null where there is no message, or none any more. */
  readonly salt: string | null;
  /** The message as JSON text, `null` where there is none. */
  readonly message: string;
}

export const headSchema = z.object({
  n: z.int(),
  /** ISO 8601. */
  at: z.string(),
  hop: z.enum(["hub", "front"]),
  peer: z.string(),
  connection: z.string(),
  direction: z.enum(["in", "out"]),
  kind: z.enum(["request", "response", "notification", "other"]),
  id: z.union([z.string(), z.number(), z.null()]).default(null),
  /** A response has that of its request; "" where nobody knows it. */
  method: z.string(),
  /** The run that it belongs to, "" for none. */
  run: z.string().default(""),
  /** Where it does not say so itself: the runs whose calls were under way on its connection. */
  during: z.array(z.string()).default([]),
  traceparent: z.string().default(""),
  /** Names of the secrets that were taken out. */
  redactions: z.array(z.string()).default([]),
  /** Length of the message as it was, in UTF-16 code units; 0: too large to be measured. */
  length: z.int(),
  /** Of salt and message as they stand here; null: the message is too large to be kept. */
  sha256: z.string().nullable(),
});

export type Head = z.output<typeof headSchema>;

const SALT = ',"salt":';
const NO_MESSAGE = ',"salt":null,"message":null}';

export function headText(head: object): string {
  return JSON.stringify(head).slice(0, -1);
}

export function lineText({ head, salt, message }: Line): string {
  return salt === null ? head + NO_MESSAGE : `${head}${SALT}"${salt}","message":${message}}`;
}

/** Undefined: this is no line of ours, or not the whole of one. A quote inside a JSON string is escaped, so the cut is sure. */
export function splitLine(text: string): Line | undefined {
  const cut = text.indexOf(SALT);
  if (cut < 0 || !text.endsWith("}")) return undefined;
  const head = text.slice(0, cut);
  const rest = text.slice(cut);
  if (rest === NO_MESSAGE) return { head, salt: null, message: "null" };
  const [whole, salt] = /^,"salt":"([0-9a-f]{32})","message":/.exec(rest) ?? [];
  if (whole === undefined || salt === undefined) return undefined;
  return { head, salt, message: rest.slice(whole.length, -1) };
}

/** What the chain has come to with this head. */
export function chained(root: string, head: string): string {
  return sha256(`${root}\n${head}`);
}

export function digest(salt: string, message: string): string {
  return sha256(salt + message);
}

/** The head's members; undefined for a line that is none of a message: the first one of a segment, and a gap. */
export function parseHead(head: string): Head | undefined {
  const parsed = headSchema.safeParse(membersOf(head));
  return parsed.success ? parsed.data : undefined;
}

export function membersOf(head: string): unknown {
  try {
    return JSON.parse(`${head}}`);
  } catch {
    return undefined;
  }
}

/** Much quicker than all members, for whoever walks through every line. */
export function timeIn(head: string): string {
  return /^\{"n":\d+,"at":"([^"\\]*)"/.exec(head)?.[1] ?? "";
}

/** The hash is the last member. */
export function hashIn(head: string): string | undefined {
  return /,"sha256":"([0-9a-f]{64})"$/.exec(head)?.[1];
}
