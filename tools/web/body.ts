import type { IncomingMessage } from "node:http";
import { pipeline, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { messageOf, Momentary, quote, Refusal } from "./refusal.ts";

export interface Body {
  readonly bytes: Buffer;
  /** The body was longer than the cap; what came behind it was never read. */
  readonly truncated: boolean;
}

/** Reads up to `maxBytes`, counted after decompression, and then hangs up. */
export async function readBody(
  response: IncomingMessage,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Body> {
  const decoder = decoderFor(response.headers["content-encoding"]);
  const source = decoder ? pipeline(response, decoder, () => undefined) : response;
  const hangUp = () => response.destroy();
  signal.addEventListener("abort", hangUp, { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new Momentary(`url: the answer broke off (${messageOf(error)}); try again later`);
  } finally {
    signal.removeEventListener("abort", hangUp);
    decoder?.destroy();
    response.destroy();
  }
  signal.throwIfAborted();
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: size > maxBytes };
}

/** Small chunks keep a compressed bomb from unfolding further than a little past the cap. */
const OPTIONS = { chunkSize: 64 * 1024 };

function decoderFor(encoding: string | undefined): Transform | undefined {
  switch (encoding?.trim().toLowerCase() ?? "") {
    case "":
    case "identity":
      return undefined;
    case "gzip":
    case "x-gzip":
      return createGunzip(OPTIONS);
    case "deflate":
      return createInflate(OPTIONS);
    case "br":
      return createBrotliDecompress(OPTIONS);
    default:
      throw new Refusal(
        `url: the answer is packed as ${quote(encoding ?? "")}, which is not read here; ` +
          "ask for another address of the same content",
      );
  }
}
