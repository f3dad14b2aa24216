import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { echoFront } from "../socket/echo-front.ts";
import { kernelWith } from "../socket/echo-kernel.ts";
import { serveHome } from "../socket/server.ts";
import { ECHO, listeningHome } from "./testing.ts";

setDefaultTimeout(30_000);

const placeOf = (home: string) =>
  JSON.parse(readFileSync(join(home, "http.json"), "utf8")) as { url: string; pid: number };

test("while it listens a file says where, and only then", async () => {
  let home = "";
  {
    await using listening = await listeningHome();
    home = listening.home;
    expect(placeOf(home)).toEqual({ url: listening.url, pid: process.pid });
    expect(statSync(join(home, "http.json")).mode & 0o777).toBe(0o600);
    const second = await listening.serve({});
    expect(second.place).toMatchObject({ url: listening.url });
    await second.stop();
    expect((await listening.post(ECHO)).status).toBe(200);
    await listening.server.close("the test wants to look");
    expect(existsSync(join(home, "http.json"))).toBe(false);
    expect(listening.post(ECHO)).rejects.toThrow();
  }
});

test("it stays until the last who wants it has gone", async () => {
  await using home = await listeningHome(undefined);
  const other = await home.serve({ port: 0 });
  await home.stopFirst();
  expect((await home.post(ECHO)).status).toBe(200);
  await other.stop();
  expect(home.post(ECHO)).rejects.toThrow();
  expect(existsSync(join(home.home, "http.json"))).toBe(false);
  const again = await home.serve({ port: home.port });
  expect(again.place).toMatchObject({ url: home.url });
  expect((await home.post(ECHO)).status).toBe(200);
});

test("clients work where and with what whoever serves has said; who comes later takes it so or is told", async () => {
  await using home = await listeningHome();
  await home.stopFirst();
  const served = await home.serve({ port: home.port, dir: "/tmp", surface: "full" });
  const answer = (await (await home.post(ECHO)).json()) as { result: object };
  expect(answer.result).toMatchObject({ dir: "/tmp", surface: "full", scope: "full", via: "http" });
  await (await home.serve({ dir: "/tmp" })).stop();
  for (const [input, word] of [
    [{ port: home.port + 1 }, "--port"],
    [{ dir: "/" }, "--dir"],
    [{ surface: "stable" }, "--surface"],
  ] as const)
    expect(home.serve(input)).rejects.toThrow(`with another ${word}`);
  for (const input of [{ dir: "here" }, { port: 70_000 }, { surface: "all" }, { prot: 1 }])
    expect(home.serve(input)).rejects.toThrow("http.serve: ");
  await served.stop();
});

test("a port that somebody has is named, with what to do about it", async () => {
  await using home = await listeningHome();
  await using other = await listeningHome();
  await other.stopFirst();
  const error = await other.serve({ port: home.port }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "conflict",
    message: expect.stringContaining(`port ${home.port} of 127.0.0.1`),
    hint: expect.stringContaining("glassbox serve --port 0"),
  });
  expect((await home.post(ECHO)).status).toBe(200);
});

test("what a killed kernel left there says nothing of the next", async () => {
  await using before = await listeningHome();
  const { home, server } = before;
  const left = readFileSync(join(home, "http.json"));
  await server.close("the test plays its successor");
  writeFileSync(join(home, "http.json"), left);
  const next = (await serveHome(home, kernelWith(echoFront())))!;
  expect(existsSync(join(home, "http.json"))).toBe(false);
  await next.close("the test is over");
});

test("without anything that speaks MCP nothing listens, and the error says so", async () => {
  await using home = await listeningHome(null);
  expect(home.serve({ port: 0 })).rejects.toThrow("nothing that speaks MCP");
  expect(existsSync(join(home.home, "http.json"))).toBe(false);
});

test("a reader that goes leaves nothing open", async () => {
  await using home = await listeningHome();
  const hang = { ...ECHO, method: "hang" };
  for (const method of ["stream", "hang"]) {
    const stop = new AbortController();
    const asked = fetch(home.url, {
      method: "POST",
      headers: { authorization: `Bearer ${home.token()}` },
      body: JSON.stringify({ ...hang, method }),
      signal: stop.signal,
    });
    while (home.server.activity().calls === 0) await Bun.sleep(5);
    stop.abort();
    await asked.then(
      ({ body }) => body?.cancel().catch(() => {}),
      () => {},
    );
    while (home.server.activity().calls > 0) await Bun.sleep(5);
  }
});
