// Reads everything that a home's events socket gives, and says each run that has ended, until somebody kills it.
import { homePaths } from "../../ui/socket/home.ts";
import { readEvents } from "../../ui/socket/events-client.ts";

const [home = ""] = process.argv.slice(2);
const { signal } = new AbortController();
for await (const { text } of readEvents(homePaths(home), { after: 0, signal }))
  if (text.includes('"type":"run.finished"')) console.log(/"subject":"run\/(\w+)"/.exec(text)?.[1]);
