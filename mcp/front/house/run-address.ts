/** `run://ID`, `run://ID/events`, `run://ID/results/STEP`, `event://ID`. */
export type Address =
  | { readonly kind: "run"; readonly run: string }
  | { readonly kind: "events"; readonly run: string }
  | { readonly kind: "result"; readonly run: string; readonly step: string }
  | { readonly kind: "event"; readonly event: string };

/** Null: it is no address of ours. */
export function parseUri(uri: string): Address | null {
  const [, event] = /^event:\/\/([^/]+)$/.exec(uri) ?? [];
  if (event !== undefined) return { kind: "event", event: decoded(event) };
  const [, run, part, step] =
    /^run:\/\/([^/]+)(?:\/(events|results)(?:\/([^/]+))?)?$/.exec(uri) ?? [];
  if (run === undefined) return null;
  const name = decoded(run);
  if (part === undefined) return { kind: "run", run: name };
  if (part === "events" && step === undefined) return { kind: "events", run: name };
  if (part === "results" && step !== undefined)
    return { kind: "result", run: name, step: decoded(step) };
  return null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
