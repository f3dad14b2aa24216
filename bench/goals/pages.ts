/** Stands for the host of the pages in goals that are run. */
const WRITTEN_HOST = "127.0.0.1:4780";

/** A web site on this machine, so that fetching needs no network. */
export interface PageServer {
  /** `host:port`. */
  readonly host: string;
  /** A goal file's text with the pages at this server. */
  local(text: string): string;
  close(): Promise<void>;
}

export function servePages(): PageServer {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ url }) => new Response(`This is ${new URL(url).pathname}.\n`),
  });
  const host = `127.0.0.1:${server.port}`;
  return {
    host,
    local: (text) => text.replaceAll(WRITTEN_HOST, host),
    close: () => server.stop(true),
  };
}
