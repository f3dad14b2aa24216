const IMAGES: readonly (readonly [mimeType: string, at: number, bytes: string])[] = [
  ["image/png", 0, "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", 0, "\xff\xd8\xff"],
  ["image/gif", 0, "GIF87a"],
  ["image/gif", 0, "GIF89a"],
];

/** What a file holds by its bytes; its name is the program's to choose and says nothing. */
export function imageType(bytes: Uint8Array): string | null {
  if (startsWith(bytes, "RIFF", 0) && startsWith(bytes, "WEBP", 8)) return "image/webp";
  return IMAGES.find(([, at, magic]) => startsWith(bytes, magic, at))?.[0] ?? null;
}

function startsWith(bytes: Uint8Array, magic: string, at: number): boolean {
  if (bytes.length < at + magic.length) return false;
  for (let index = 0; index < magic.length; index++)
    if (bytes[at + index] !== magic.charCodeAt(index)) return false;
  return true;
}

/** UTF-8 without NUL; null: it is none. */
export function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
