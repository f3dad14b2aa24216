/** What a header can carry as it is (RFC 9110 §5.5); white space at its ends would be lost. */
const plain = /^(?![\t ])[\t\x20-\x7e]+(?<![\t ])$/;
const looksEncoded = /^=\?base64\?.*\?=$/;

/** A text as the value of a header: what cannot stand there goes as Base64 of its UTF-8 (MCP 2026-07-28). */
export function fieldValue(text: string): string {
  if (plain.test(text) && !looksEncoded.test(text)) return text;
  return `=?base64?${Buffer.from(text, "utf8").toString("base64")}?=`;
}
