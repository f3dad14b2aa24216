import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import { createServer } from "./index.ts";

/** A whole vault travels in one message, so the default of 10 MB is too small. */
const maxBufferSize = 256 * 1024 * 1024;

serveStdio(createServer, {
  transport: new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize }),
});
