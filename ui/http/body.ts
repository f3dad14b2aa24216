import { messageOf } from "../../kernel/error.ts";

export const LONGEST_BODY = 4 * 1024 * 1024;
const DEEPEST = 200;
const BODY_SECONDS = 10;

/** A body that is not read on. */
export interface BodyFault {
  readonly kind: "length" | "time" | "depth" | "syntax";
  readonly message: string;
}

/**
 * The JSON text of a request: short enough, flat enough, and here in time, however slowly it is sent. The listener cuts
 * off what is longer while it streams in.
 */
export async function readJsonBody(
  request: Request,
  seconds = BODY_SECONDS,
): Promise<{ readonly text: string } | BodyFault> {
  const tooLong = fault("length", `the body is longer than ${LONGEST_BODY} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > LONGEST_BODY) return tooLong;
  let text: string | null;
  let timer: Timer | undefined;
  try {
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), seconds * 1000);
    });
    text = await Promise.race([request.text(), late]);
  } catch {
    // Too long without saying so, or the sender is gone.
    return tooLong;
  } finally {
    clearTimeout(timer);
  }
  if (text === null) return fault("time", `the body was not here after ${seconds} s`);
  if (isDeeper(text, DEEPEST))
    return fault("depth", `the body is nested deeper than ${DEEPEST} levels`);
  try {
    JSON.parse(text);
    return { text };
  } catch (error) {
    return fault("syntax", `the body is not JSON: ${messageOf(error)}`);
  }
}

function fault(kind: BodyFault["kind"], message: string): BodyFault {
  return { kind, message };
}

/** Counts brackets outside of strings, without a stack: a parser may run out of one on such a text. */
export function isDeeper(text: string, levels: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > levels) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

/** The place of the closing quote, or the end of a text that has none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  return text.length;
}
