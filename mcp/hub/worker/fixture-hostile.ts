import { Server } from "@modelcontextprotocol/server";

const names = ["hang", "memory", "throw", "reject", "exit", "print", "fine"];

/** A server that does to its thread what a server should not do. */
export function createServer({ hangs = false }: { readonly hangs?: boolean }): Server {
  while (hangs);
  const server = new Server({ name: "hostile", version: "1" }, { capabilities: { tools: {} } });
  server.setRequestHandler("tools/list", () => ({
    tools: names.map((name) => ({ name, inputSchema: { type: "object" } })),
  }));
  server.setRequestHandler("tools/call", ({ params }) => {
    const fine = { content: [{ type: "text" as const, text: "fine" }] };
    switch (params.name) {
      case "hang":
        for (;;);
      case "memory":
        return { content: [{ type: "text", text: "x".repeat(2 ** 31) }] };
      case "throw":
        setTimeout(() => {
          throw new Error("the disk is on fire");
        });
        return new Promise(() => {});
      case "reject":
        void Promise.reject(new Error("nobody waits for this"));
        return new Promise(() => {});
      case "exit":
        return process.exit(3);
      case "print":
        console.log("a word for people");
        return fine;
    }
    return fine;
  });
  return server;
}
