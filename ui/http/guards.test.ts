import { expect, setDefaultTimeout, test } from "bun:test";
import { networkInterfaces } from "node:os";

import type { JsonObject } from "../../kernel/json.ts";
import { echoFront } from "../socket/echo-front.ts";
import { ECHO, listeningHome, rawConnection, rawRequest } from "./testing.ts";

setDefaultTimeout(30_000);

test("a name that was rebound to this machine is not served, whatever else the request has", async () => {
  const front = echoFront();
  await using home = await listeningHome(front);
  const { port } = home;
  const authorization = `Bearer ${home.token()}`;
  const ask = (host: string | null, target = "/mcp") =>
    rawRequest(
      port,
      `POST ${target}`,
      { ...(host === null ? {} : { Host: host }), Authorization: authorization },
      JSON.stringify(ECHO),
    );
  const foreign = [
    "evil.example",
    `evil.example:${port}`,
    "127.0.0.1",
    `127.0.0.1:${port + 1}`,
    `127.0.0.1.evil.example:${port}`,
    `localhost.evil.example:${port}`,
    `evil.localhost:${port}`,
    `0.0.0.0:${port}`,
    `2130706433:${port}`,
    `127.1:${port}`,
    `[::1]:${port}`,
    `user@127.0.0.1:${port}`,
    `127.0.0.1:${port}, evil.example`,
    "",
  ];
  for (const host of foreign) expect([host, (await ask(host)).status]).toEqual([host, 403]);
  expect((await ask(null)).status).toBe(400);
  expect((await ask("evil.example", `http://127.0.0.1:${port}/mcp`)).status).toBe(403);
  for (const path of ["/health", "/", "/nothing"])
    expect((await rawRequest(port, `GET ${path}`, { Host: `evil.example:${port}` })).status).toBe(
      403,
    );
  expect(front.seen).toEqual([]);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`])
    expect([host, (await ask(host)).status]).toEqual([host, 200]);
});

test("two host names at once are not served", async () => {
  await using home = await listeningHome();
  const connection = rawConnection(home.port);
  connection.write(
    `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${home.port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
  );
  expect(await connection.closed).toStartWith("HTTP/1.1 403");
});

test("pages of other origins and sites are not served, with the right token or without", async () => {
  const front = echoFront();
  await using home = await listeningHome(front);
  const { port } = home;
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: `http://evil.example:${port}` },
    { origin: "null" },
    { origin: `https://127.0.0.1:${port}` },
    { origin: `http://127.0.0.1:${port + 1}` },
    { origin: "http://127.0.0.1" },
    { origin: `http://127.0.0.1:${port}.evil.example` },
    { origin: `http://localhost:${port}/` },
    { origin: "file://" },
    { origin: "chrome-extension://abcdefghijklmnop" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "anything" },
    { origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "cross-site" },
    { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
  ];
  for (const headers of foreign)
    for (const authorization of [`Bearer ${home.token()}`, ""]) {
      const response = await home.post(ECHO, { ...headers, authorization });
      expect([headers, response.status]).toEqual([headers, 403]);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
  const preflight = await fetch(home.url, {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  });
  expect(preflight.status).toBe(403);
  expect([...preflight.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual(
    [],
  );
  expect(front.seen).toEqual([]);
  for (const headers of [
    {},
    { origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-origin" },
    { origin: `http://localhost:${port}` },
    { "sec-fetch-site": "none" },
  ])
    expect((await home.post(ECHO, headers as Record<string, string>)).status).toBe(200);
});

test("nothing is served without a token, although the listener is for this machine alone", async () => {
  const front = echoFront();
  await using home = await listeningHome(front);
  const token = home.token();
  const wrong = [
    "",
    "Bearer",
    "Bearer ",
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Basic ${btoa(`a:${token}`)}`,
    token,
    `Bearer ${token}, Bearer ${token}`,
    `Bearer ${"x".repeat(5000)}`,
  ];
  for (const authorization of wrong) {
    const response = await home.post(ECHO, { authorization });
    expect([authorization, response.status]).toEqual([authorization, 401]);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer realm="glassbox"/);
    expect(await response.text()).not.toContain(token);
  }
  const inAddress = await fetch(`${home.url}?token=${token}&access_token=${token}`, {
    method: "POST",
    body: JSON.stringify(ECHO),
  });
  expect(inAddress.status).toBe(401);
  for (const method of ["GET", "DELETE", "PUT", "HEAD"])
    expect((await fetch(home.url, { method })).status).toBe(401);
  expect(front.seen).toEqual([]);
  expect((await home.post(ECHO)).status).toBe(200);
  expect((await home.post(ECHO, { authorization: `bearer ${token}` })).status).toBe(200);
});

test("without a token nothing is told but that somebody is there", async () => {
  await using home = await listeningHome();
  const at = (path: string) => fetch(new URL(path, home.url));
  expect(await (await at("/health")).json()).toEqual({ ok: true });
  // A client that looks for a login is told that there is none.
  for (const path of [
    "/",
    "/.well-known/oauth-protected-resource/mcp",
    "/mcp/x",
    "/verbs/kernel.stop",
  ])
    expect((await at(path)).status).toBe(404);
});

test("a read-only token only looks, and the token says so, not the client", async () => {
  await using home = await listeningHome();
  const { token } = (await home.call("tokens.add", { name: "viewer", scope: "read" })) as {
    token: string;
  };
  const authorization = `Bearer ${token}`;
  const write = { ...ECHO, method: "write" };
  const refused = (await (await home.post(write, { authorization })).json()) as JsonObject;
  expect(refused["error"]).toMatchObject({ message: "this token only looks" });
  const looked = (await (await home.post(ECHO, { authorization })).json()) as JsonObject;
  expect(looked["result"]).toMatchObject({ scope: "read", via: "http" });
  const full = (await (await home.post(write)).json()) as JsonObject;
  expect(full["result"]).toMatchObject({ scope: "full" });
});

test("it is not reachable on any other address of the machine", async () => {
  await using home = await listeningHome();
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address));
  for (const address of [...addresses, "::1", "127.0.0.2"]) {
    const connection = rawConnection(home.port, address);
    connection.write(`GET /health HTTP/1.1\r\nHost: 127.0.0.1:${home.port}\r\n\r\n`);
    expect([address, await connection.closed]).toEqual([address, ""]);
  }
  expect((await home.post(ECHO)).status).toBe(200);
});
