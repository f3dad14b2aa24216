import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createServer } from "./index.ts";

// The server as a user whom permissions bind. It gives up its rights only after loading, so that
// neither the repository nor the runtime needs to be readable to that user.

const NOBODY = 65534;
const [root = ""] = process.argv.slice(2);

if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
serveStdio(() => createServer({ root }));
