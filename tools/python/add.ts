import type { Command } from "./command-line.ts";

const MIB = 1024 * 1024;

/** Adds packages to an image and says what came of it. Rejects with a sentence for people. */
export async function addPackages(
  { options, image, from, names }: Extract<Command, { is: "add" }>,
  say: (line: string) => void,
): Promise<void> {
  const { createPackages, DEFAULT_IMAGE } = await import("./wheels/index.ts");
  const { store, index } = options;
  const packages = createPackages({
    store,
    ...(index !== undefined && { index }),
    ...(from !== undefined && { from }),
  });
  const abort = new AbortController();
  const stop = () => abort.abort(new Error("interrupted"));
  process.once("SIGINT", stop);
  const begun = new Set<string>();
  try {
    const result = await packages.add(image ?? DEFAULT_IMAGE, names, {
      signal: abort.signal,
      fetched(name, _, total) {
        if (begun.has(name)) return;
        begun.add(name);
        say(`fetching ${name}${total === null ? "" : ` (${(total / MIB).toFixed(1)} MB)`}`);
      },
    });
    for (const { name, version, from } of result.added)
      say(`added ${name} ${version} from ${from}`);
    for (const name of result.present) say(`${name} was there already`);
    say(`image ${result.image} is ready`);
  } finally {
    process.off("SIGINT", stop);
  }
}
