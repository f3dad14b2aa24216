// Serialisers write `id` either before the result or after it; nothing else is looked for.
const flatStart = /^\s*\{[^{}[\]]*/;
const idInStart = /[{,]\s*"id"\s*:\s*(\d{1,15})\s*,/;
const idAtEnd = /,\s*"id"\s*:\s*(\d{1,15})\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/;
const method = /[{,]\s*"method"\s*:/;

/**
 * The id of the call that a message answers, read from the two ends of its text, or undefined:
 * it is a request or a notification of the server, or no JSON-RPC message.
 */
export function replyId(head: string, tail: string): number | undefined {
  const start = flatStart.exec(head)?.[0];
  if (start === undefined || method.test(start)) return undefined;
  const digits = idInStart.exec(start)?.[1] ?? idAtEnd.exec(tail)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
