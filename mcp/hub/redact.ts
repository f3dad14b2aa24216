/** Shorter values (`1`, `true`, `debug`) are no secrets, and words of every sentence. */
const shortestSecret = 6;

/** A text of a server without the values of its configured environment: what it prints is kept and shown. */
export function redact(text: string, environment: Readonly<Record<string, string>>): string {
  let clean = text;
  for (const [name, value] of Object.entries(environment)) {
    if (value.length >= shortestSecret) clean = clean.replaceAll(value, `[${name}]`);
  }
  return clean;
}
