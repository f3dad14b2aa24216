import type { Body } from "./body.ts";

/** `charset` of a Content-Type header. */
export function headerCharset(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1];
}

/**
 * In the order browsers use: byte order mark, header, declaration in the first bytes of the page,
 * UTF-8 if it is valid, else windows-1252.
 */
export function decode(
  { bytes, truncated }: Body,
  declared: string | undefined,
  isHtml: boolean,
): string {
  const mark = markedCharset(bytes);
  const named = mark ?? declared ?? (isHtml ? metaCharset(bytes) : undefined);
  const decoder = named === undefined ? undefined : decoderFor(named);
  if (decoder) return decoder.decode(bytes);
  try {
    // As a stream, a character that the size cap cut in two is left out and no error.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: truncated });
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function markedCharset(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return undefined;
}

/** A page that declares UTF-16 in ASCII is not UTF-16 (HTML standard, "prescan a byte stream"). */
function metaCharset(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder("windows-1252").decode(bytes.subarray(0, 1024));
  const meta = /<meta\s[^>]*?charset\s*=\s*["']?\s*([^\s"'/>;]+)/i.exec(head)?.[1];
  return meta && /^utf-?16/i.test(meta) ? "utf-8" : meta;
}

/** Undefined for a name that no decoder knows. */
function decoderFor(name: string): TextDecoder | undefined {
  try {
    return new TextDecoder(name as Bun.Encoding);
  } catch {
    return undefined;
  }
}
