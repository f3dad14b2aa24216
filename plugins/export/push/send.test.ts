import { expect, test } from "bun:test";

const SEND = `${import.meta.dir}/send.ts`;

/** Runs a program whose environment names a proxy for everything. */
async function behindProxy(proxy: string, program: string): Promise<string> {
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]);
  const proxies = Object.fromEntries(names.map((name) => [name, proxy]));
  const child = Bun.spawn([process.execPath, "-e", program], {
    env: { ...process.env, ...proxies, NO_PROXY: "", no_proxy: "" },
    stdout: "pipe",
  });
  return (await child.stdout.text()).trim();
}

test("a collector is contacted directly, here and elsewhere, whatever proxy the environment names", async () => {
  const seen: string[] = [];
  const heard: string[] = [];
  using proxy = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket, bytes) {
        seen.push(bytes.toString("latin1").split("\r\n")[0]!);
        socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
      },
    },
  });
  await using collector = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      heard.push(await request.text());
      return new Response("{}");
    },
  });
  const way = `http://127.0.0.1:${proxy.port}`;
  const told = await behindProxy(
    way,
    `import { send } from ${JSON.stringify(SEND)};
    const urls = ["http://127.0.0.1:${collector.port}", "http://localhost:${collector.port}",
      "http://collector.invalid", "https://collector.invalid"];
    const kinds = [];
    for (const url of urls) kinds.push((await send(url + "/v1/traces", "spans", {})).kind);
    console.log(kinds.join(" "));`,
  );
  expect(told).toBe("taken taken later later");
  expect(heard).toEqual(["spans", "spans"]);
  expect(seen).toEqual([]);
  // The same proxy sees what does go there.
  await behindProxy(way, `await fetch("http://127.0.0.1:${collector.port}/other")`);
  expect(seen).toEqual([`GET ${collector.url.href}other HTTP/1.1`]);
});
