import { expect, test } from "bun:test";
import type { PreparedImage } from "../types.ts";
import { playConfiguration, STOCK } from "./configurations.ts";

/** One for each way out; most of the others go the same ways. */
const MUST_ESCAPE = [
  "environment.run-js",
  "environment.function-constructor",
  "environment.exception-constructor",
  "environment.core-module",
  "environment.walk-frames",
  "environment.import-finder",
  "environment.run-script",
  "file.shell-write",
  "file.node-mount",
  "file.node-mount-raw",
  "file.load-binary",
  "file.realm-read",
  "file.realm-change",
  "file.bun-map",
  "file.ffi-open",
  "process.shell",
  "process.system-of-c",
  "process.realm-spawn",
  "process.bun-spawn",
  "process.worker",
  "process.ffi-system",
  "process.realm-kill",
  "process.signal-parent",
  "network.tcp",
  "network.http-client",
  "network.js-fetch",
  "network.realm-udp",
  "network.realm-unix",
  "network.ffi-connect",
  "realm.object-prototype",
  "protocol.terminal",
  "published.eval-of-the-runtime",
  "published.format-and-exception",
  "published.names-from-text",
  "published.frame-of-a-generator",
  "published.match-and-decorators",
  "published.class-walk-to-ctypes",
  "published.generated-component",
  "published.mock-object-constructor",
  "published.process-and-loader",
  "published.js-and-left-files",
  "published.startup-hook-of-a-wheel",
  "exhaustion.spin",
];

/** Stock Pyodide needs nothing of ours. */
const NONE: PreparedImage = {
  name: "stock",
  key: "",
  pyodideDir: "",
  snapshot: null,
  wheels: [],
  preload: [],
};

test("out of stock Pyodide the same attacks escape: the harness can fail", async () => {
  const results = await playConfiguration(STOCK, NONE);
  const escaped = results.filter(({ isEscape }) => isEscape).map(({ id }) => id);
  console.log(`stock: ${escaped.length} of ${results.length} attacks escaped`);

  expect(MUST_ESCAPE.filter((id) => !escaped.includes(id))).toEqual([]);
  expect(escaped.length).toBeGreaterThan(70);
}, 180_000);
