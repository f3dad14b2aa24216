import { afterEach, describe, expect, test } from "bun:test";
import { readBody } from "./body.ts";
import { send } from "./request.ts";
import { makeCertificate } from "./testing-certificate.ts";

const open: { stop(force: boolean): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.stop(true);
});

const LOOPBACK = { address: "127.0.0.1", family: 4 };
const NEVER = new AbortController().signal;

function serve(tls?: { key: string; cert: string }): number {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    ...(tls && { tls }),
    fetch: (request) => new Response(`host ${request.headers.get("host")}`),
  });
  open.push(server);
  return server.port ?? 0;
}

async function get(url: string, ca?: string, addresses = [LOOPBACK]): Promise<string> {
  const [first = LOOPBACK, ...rest] = addresses;
  const response = await send({ url: new URL(url), addresses: [first, ...rest] }, NEVER, ca);
  return (await readBody(response, 1000, NEVER)).bytes.toString();
}

describe("a request goes to the address that was checked", () => {
  // The name below does not exist, so any second resolution of it would fail.
  test("over http, with the URL's name in the Host header", async () => {
    const port = serve();
    expect(await get(`http://rebind.invalid:${port}/`)).toBe(`host rebind.invalid:${port}`);
  });

  test("over https, with the URL's name checked against the certificate", async () => {
    const certificate = makeCertificate("rebind.invalid");
    const port = serve(certificate);
    const host = `rebind.invalid:${port}`;
    expect(await get(`https://${host}/`, certificate.cert)).toBe(`host ${host}`);
    await expect(get(`https://other.invalid:${port}/`, certificate.cert)).rejects.toThrow(
      /could not be reached/,
    );
    await expect(get(`https://127.0.0.1:${port}/`, certificate.cert)).rejects.toThrow(
      /could not be reached/,
    );
  });

  test("a certificate that nobody vouches for is refused", async () => {
    const port = serve(makeCertificate("rebind.invalid"));
    await expect(get(`https://rebind.invalid:${port}/`)).rejects.toThrow(/certificate/);
  });

  test("an address that cannot be reached gives way to the next one", async () => {
    const port = serve();
    const dead = { address: "127.0.0.2", family: 4 };
    expect(await get(`http://x.invalid:${port}/`, undefined, [dead, LOOPBACK])).toBe(
      `host x.invalid:${port}`,
    );
  });
});

test("a proxy named in the environment is not asked", async () => {
  const port = serve();
  const script = `
    import { send } from ${JSON.stringify(`${import.meta.dir}/request.ts`)};
    for (const url of ["http://rebind.invalid:${port}/", "http://127.0.0.1:${port}/"]) {
      const target = { url: new URL(url), addresses: [{ address: "127.0.0.1", family: 4 }] };
      const response = await send(target, new AbortController().signal, undefined);
      response.setEncoding("utf8").on("data", (text) => console.log(text));
    }`;
  const proxy = "http://127.0.0.1:1";
  const child = Bun.spawn([process.execPath, "-e", script], {
    env: { ...process.env, HTTP_PROXY: proxy, http_proxy: proxy, NO_PROXY: "", no_proxy: "" },
    stdout: "pipe",
  });
  expect(await new Response(child.stdout).text()).toBe(
    `host rebind.invalid:${port}\nhost 127.0.0.1:${port}\n`,
  );
});
