import { expect, test } from "bun:test";

import { addressOf, isListening, isLoopback } from "./address.ts";

test("every way in which people write an address is understood", () => {
  const hrefOf = (given: string) => addressOf(given, "OLLAMA_HOST").href;
  expect(hrefOf("")).toBe("http://127.0.0.1:11434/");
  expect(hrefOf("pi.local")).toBe("http://pi.local:11434/");
  expect(hrefOf("pi.local:9000")).toBe("http://pi.local:9000/");
  expect(hrefOf(":9000")).toBe("http://127.0.0.1:9000/");
  expect(hrefOf("0.0.0.0")).toBe("http://127.0.0.1:11434/");
  expect(hrefOf("http://[::]:11434")).toBe("http://127.0.0.1:11434/");
  expect(hrefOf("https://models.example/ollama")).toBe("https://models.example/ollama");
});

test("what is no address is named with its field", () => {
  expect(() => addressOf("ftp://x", "models.ollama.url")).toThrow(
    "models.ollama.url is no address",
  );
  expect(() => addressOf("a b", "OLLAMA_HOST")).toThrow('OLLAMA_HOST is no address: "a b"');
});

test("only this machine is loopback, whatever a name looks like", () => {
  const local = ["127.0.0.1", "127.9.9.9:1", "localhost", "http://[::1]:11434"];
  const others = ["pi.local", "127.0.0.1.example", "127.example", "10.0.0.2", "localhost.example"];
  expect(local.map((host) => isLoopback(addressOf(host, "x")))).toEqual(local.map(() => true));
  expect(others.map((host) => isLoopback(addressOf(host, "x")))).toEqual(others.map(() => false));
});

test("a port that nobody listens on is known as such", async () => {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("") });
  expect(await isListening(server.url)).toBe(true);
  await server.stop(true);
  expect(await isListening(server.url)).toBe(false);
});
