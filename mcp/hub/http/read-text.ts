/** The text of a body, or how far it went beyond the cap: of that nothing is kept. */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<string | { readonly above: number }> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    // Leaving the loop ends the body.
    if (bytes > maxBytes) return { above: bytes };
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes).toString("utf8");
}
