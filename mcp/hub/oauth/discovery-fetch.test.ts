import { afterAll, describe, expect, test } from "bun:test";
import { remote } from "../http/testing.ts";
import { discoveryFetch } from "./discovery-fetch.ts";

const { signal } = new AbortController();
const local = remote((request) => {
  if (request.url.endsWith("/huge")) return new Response("x".repeat(2_000_000));
  return new Response(null, { status: 204 });
});
afterAll(() => local.close());

describe("a server out on the net cannot point us", () => {
  const inside = [
    "https://127.0.0.1/",
    "https://localhost/",
    "https://box.local/",
    "https://10.1.2.3/",
    "https://172.20.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/",
    "https://[fd00::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[64:ff9b::10.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[fec0::1]/",
    "https://198.18.0.1/",
  ];
  const outside = discoveryFetch("https://mcp.example.org/mcp", signal);
  for (const url of inside) {
    test(`at ${url}`, async () => {
      expect(outside(url)).rejects.toThrow("which lies inside this network");
    });
  }

  test("at an address without encryption", async () => {
    expect(outside("http://auth.example.org/")).rejects.toThrow("which is not https");
  });
});

test("a server on this machine may name an authorization server on this machine", async () => {
  const inside = discoveryFetch(local.url, signal);
  expect((await inside(local.url)).status).toBe(204);
  expect(inside(`${local.url}/huge`)).rejects.toThrow("more than 1048576 bytes");
});
