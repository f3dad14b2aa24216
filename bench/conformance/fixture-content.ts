/** One red pixel. */
export const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

/** The header of a wave file without a sample. */
export const WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

export const image = { type: "image", data: PNG, mimeType: "image/png" } as const;
export const audio = { type: "audio", data: WAV, mimeType: "audio/wav" } as const;

export function text(value: string) {
  return { type: "text", text: value } as const;
}

export function embedded(uri: string, mimeType: string, value: string) {
  return { type: "resource", resource: { uri, mimeType, text: value } } as const;
}
