// A program of its own that uses Glassbox as a library.   bun examples/embed/overdue.ts FOLDER DATE
import { connect } from "../../ui/socket/index.ts";

interface Report {
  readonly outcome: string | null;
  readonly proof: string;
  readonly citations: readonly { path: string; line: number; text: string }[];
}

/** What was overdue in a folder on a day: the lines, each re-read, and what proves them. */
export async function overdue(folder: string, date: string, home?: string): Promise<Report> {
  const glassbox = await connect(home === undefined ? {} : { home });
  try {
    const goal = `Which tasks were overdue on ${date}?`;
    const started = await glassbox.call("run.start", { goal, dir: folder, access: "read" });
    return (await glassbox.call("run.follow", started as { run: string })) as unknown as Report;
  } finally {
    await glassbox.close();
  }
}

if (import.meta.main) {
  const [folder = ".", date = new Date().toISOString().slice(0, 10)] = process.argv.slice(2);
  const { outcome, citations, proof } = await overdue(folder, date);
  for (const { path, line, text } of citations) console.log(`${path}:${line}\t${text.trim()}`);
  console.log(`${outcome}: ${proof}`);
  process.exitCode = outcome === "done" ? 0 : 1;
}
