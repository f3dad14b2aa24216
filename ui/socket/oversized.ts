import { LONGEST_MESSAGE } from "./mcp-wire.ts";

const INVALID_REQUEST = -32600;
const ID = String.raw`"id"\s*:\s*(\d{1,15}|"[^"\\]{0,200}")`;
/** Before anything that is nested: of the message itself. */
const AT_THE_BEGINNING = new RegExp(String.raw`^\s*\{[^{}[\]]*?${ID}`);
/** Nothing but the message ends after it. */
const AT_THE_END = new RegExp(String.raw`,\s*${ID}\s*\}\s*$`);

/** The answer to a request that is too long to be read, by what its ends say; null: it is none, or does not say which. */
export function refusedAsTooLong(head: Buffer, tail: Buffer): Buffer | null {
  const [beginning, end] = [head.toString("latin1"), tail.toString("latin1")];
  if (!/"method"\s*:/.test(beginning + end)) return null;
  const [, id] = AT_THE_BEGINNING.exec(beginning) ?? AT_THE_END.exec(end) ?? [];
  if (id === undefined) return null;
  const message = `A message must not be longer than ${LONGEST_MESSAGE} bytes.`;
  const error = JSON.stringify({ code: INVALID_REQUEST, message });
  return Buffer.from(
    `{"jsonrpc":"2.0","id":${Buffer.from(id, "latin1").toString()},"error":${error}}\n`,
  );
}
