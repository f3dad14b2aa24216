export interface Proxy {
  readonly port: number;
  close(): Promise<void>;
}

/** Adds the token that the suite cannot send. All else passes as it is: a foreign host or origin stays foreign. */
export function openProxy(port: number, token: string): Proxy {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    async fetch(request, here) {
      const own = `127.0.0.1:${here.port}`;
      const local = new RegExp(`(127\\.0\\.0\\.1|localhost):${here.port}$`);
      const headers = new Headers(request.headers);
      for (const name of ["host", "origin"]) {
        const value = headers.get(name);
        if (value !== null) headers.set(name, value.replace(local, `127.0.0.1:${port}`));
      }
      headers.set("authorization", `Bearer ${token}`);
      const url = request.url.replace(own, `127.0.0.1:${port}`);
      const { pathname } = new URL(url);
      const body = request.method === "POST" ? await request.arrayBuffer() : null;
      const { method, signal } = request;
      const answer = await fetch(`http://127.0.0.1:${port}${pathname}`, {
        method,
        headers,
        body,
        signal,
        redirect: "manual",
      });
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    },
  });
  return { port: server.port ?? 0, close: () => server.stop(true) };
}
