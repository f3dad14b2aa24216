import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AddedPackages, Packages } from "../types.ts";
import { createPackages, type PackagesOptions } from "./index.ts";
import { makeWheel, metadataText, wheelFileName, type MadeWheel } from "./testing-archive.ts";

/** A file that a test index lists, and how it lies about it. */
export interface Published extends MadeWheel {
  readonly yanked?: boolean | string;
  /** Serves the metadata alone; a text: that one instead of the true one. */
  readonly metadata?: true | string;
  /** Sent instead of the true bytes. */
  readonly bytes?: Uint8Array;
  readonly sha256?: string;
}

export interface TestIndex {
  readonly address: string;
  /** Of every request, in their order. */
  readonly requests: string[];
  publish(...wheels: readonly Published[]): void;
  /** Another answer for a path that begins so; undefined: the usual one. */
  intercept(path: string, answer: (request: Request) => Response | undefined): void;
  stop(): void;
}

export function sha256Of(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
}

/** A package index on this machine that speaks PEP 691 and serves real wheels. */
export function startIndex(): TestIndex {
  const published: Published[] = [];
  const requests: string[] = [];
  const intercepts: [path: string, answer: (request: Request) => Response | undefined][] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      const { pathname } = new URL(request.url);
      requests.push(pathname);
      for (const [path, answer] of intercepts) {
        const response = pathname.startsWith(path) ? answer(request) : undefined;
        if (response !== undefined) return response;
      }
      return answerFor(pathname, published);
    },
  });
  return {
    address: `http://127.0.0.1:${server.port}/simple/`,
    requests,
    publish: (...wheels) => void published.push(...wheels),
    intercept: (path, answer) => void intercepts.unshift([path, answer]),
    stop: () => void server.stop(true),
  };
}

function answerFor(pathname: string, published: readonly Published[]): Response {
  const [, kind, name = ""] = pathname.split("/");
  if (kind === "simple") {
    const own = published.filter((wheel) => wheel.name === name);
    if (own.length === 0) return new Response("no such package", { status: 404 });
    const page = { meta: { "api-version": "1.4" }, name, files: own.map(listed) };
    return new Response(JSON.stringify(page), {
      headers: { "content-type": "application/vnd.pypi.simple.v1+json" },
    });
  }
  const wheel = published.find((one) => name.startsWith(wheelFileName(one)));
  if (wheel === undefined) return new Response("no such file", { status: 404 });
  if (name.endsWith(".metadata"))
    return new Response(typeof wheel.metadata === "string" ? wheel.metadata : metadataText(wheel));
  return new Response(wheel.bytes ?? makeWheel(wheel));
}

function listed(wheel: Published): Record<string, unknown> {
  const bytes = makeWheel(wheel);
  const metadata = typeof wheel.metadata === "string" ? wheel.metadata : metadataText(wheel);
  return {
    filename: wheelFileName(wheel),
    url: `/files/${wheelFileName(wheel)}#sha256=ignored`,
    hashes: { sha256: wheel.sha256 ?? sha256Of(bytes) },
    size: (wheel.bytes ?? bytes).length,
    yanked: wheel.yanked ?? false,
    ...(wheel.requiresPython !== undefined && { "requires-python": wheel.requiresPython }),
    ...(wheel.metadata !== undefined && {
      "core-metadata": { sha256: sha256Of(Buffer.from(metadata)) },
    }),
  };
}

/** What a Pyodide of a test has been built with. */
export interface BuiltEntry {
  readonly name: string;
  readonly version: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly depends?: readonly string[];
  readonly isLibrary?: true;
}

export interface World {
  readonly index: TestIndex;
  readonly store: string;
  readonly folder: string;
  /** Another one over the same store, as another process would have. */
  open(options?: Partial<PackagesOptions>): Packages;
  add(image: string, ...requirements: readonly string[]): Promise<AddedPackages>;
  end(): void;
}

/** An empty store and an index with nothing in it; the distribution is served by the same server below `/built/`. */
export function makeWorld(built: readonly BuiltEntry[] = []): World {
  const folder = mkdtempSync(join(tmpdir(), "glassbox-wheels-"));
  const store = join(folder, "store");
  const lockFile = join(folder, "pyodide-lock.json");
  writeFileSync(lockFile, lockText(built));
  const index = startIndex();
  index.intercept("/built/", (request) => {
    const found = built.find(({ fileName }) => request.url.endsWith(`/built/${fileName}`));
    return found && new Response(found.bytes);
  });
  const distribution = new URL("/built/", index.address).href;
  const open = (options: Partial<PackagesOptions> = {}) =>
    createPackages({ store, index: index.address, lockFile, distribution, pauseMs: 5, ...options });
  return {
    index,
    store,
    folder,
    open,
    add: (image, ...requirements) =>
      open().add(image, requirements, { signal: new AbortController().signal }),
    end() {
      index.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function lockText(built: readonly BuiltEntry[]): string {
  const packages = built.map(({ name, version, fileName, bytes, depends, isLibrary }) => [
    name,
    {
      name,
      version,
      file_name: fileName,
      package_type: isLibrary ? "shared_library" : "package",
      install_dir: isLibrary ? "dynlib" : "site",
      sha256: sha256Of(bytes),
      depends: depends ?? [],
      imports: [],
    },
  ]);
  const info = {
    abi_version: "2026_0",
    arch: "wasm32",
    platform: "emscripten_5_0_3",
    python: "3.14.2",
  };
  return JSON.stringify({ info, packages: Object.fromEntries(packages) });
}

/** The sentence that a promise is rejected with. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error)
      return `${"code" in error ? error.code : error.name}: ${error.message}`;
    throw error;
  }
  throw new Error("it was not refused");
}
