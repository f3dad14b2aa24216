const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** `812 B`, `3.4 MB`: three digits are enough for a person. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 10 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]!}`;
}
