import { z } from "zod";
import type { Transport } from "../network/transport.ts";
import { PackagesError } from "../problem.ts";
import type { Platform } from "../standards/platform.ts";
import { fits, parseSpecifiers } from "../standards/specifiers.ts";
import { parseWheelName, rankOf } from "../standards/wheel-name.ts";
import { bestFirst, type Ranked } from "./best-first.ts";
import type { Offer, Source } from "./source.ts";

const JSON_TYPE = "application/vnd.pypi.simple.v1+json";
const MAX_PAGE_BYTES = 64 * 1024 * 1024;

const page = z.looseObject({
  meta: z.looseObject({ "api-version": z.string().regex(/^1\./) }),
  files: z.array(z.unknown()),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const metadataHash = z.union([z.boolean(), z.looseObject({ sha256: sha256.optional() })]);

const file = z.looseObject({
  filename: z.string().max(300),
  url: z.string().max(4000),
  hashes: z.record(z.string(), z.string()),
  size: z.int().nonnegative().nullish(),
  "requires-python": z.string().nullish(),
  yanked: z.union([z.boolean(), z.string()]).optional(),
  "core-metadata": metadataHash.optional(),
});

type IndexFile = z.output<typeof file>;

/** A package index that speaks the JSON form of the Simple API (PEP 691), such as PyPI. */
export function createSimpleIndex(index: URL, transport: Transport, platform: Platform): Source {
  return {
    async offer(name, signal) {
      const address = new URL(`${name}/`, index);
      const what = `The list of ${name}`;
      const wanted = { what, accept: JSON_TYPE, maxBytes: MAX_PAGE_BYTES, bytes: null };
      const answer = await transport.fetchBytes(address, wanted, signal);
      if (answer === null)
        return { candidates: [], absence: `${index.host} has no package ${name}; check its name` };
      const files = parsePage(answer.bytes, index).flatMap((raw) => {
        const parsed = file.safeParse(raw);
        return parsed.success ? [parsed.data] : [];
      });
      return offerOf(name, files, { index, page: address, platform });
    },
  };
}

function parsePage(bytes: Uint8Array, index: URL): readonly unknown[] {
  try {
    return page.parse(JSON.parse(new TextDecoder().decode(bytes))).files;
  } catch {
    throw new PackagesError(
      "unreachable",
      `index: ${index.host} does not answer in the JSON form of the Simple API (PEP 691); ` +
        `name another index`,
    );
  }
}

interface Asked {
  readonly index: URL;
  readonly page: URL;
  readonly platform: Platform;
}

function offerOf(name: string, files: readonly IndexFile[], asked: Asked): Offer {
  const ranked = files.flatMap((entry) => rankedOf(name, entry, asked) ?? []);
  return { candidates: bestFirst(ranked), absence: absenceOf(name, files, asked) };
}

function rankedOf(name: string, entry: IndexFile, { page, platform }: Asked): Ranked | null {
  const wheel = parseWheelName(entry.filename);
  if (wheel === null || wheel.name !== name) return null;
  const rank = rankOf(wheel, platform);
  const hash = sha256.safeParse(entry.hashes["sha256"]?.toLowerCase());
  if (rank === null || !hash.success || !URL.canParse(entry.url, page.href)) return null;
  // A demand that cannot be read is no demand, as other installers take it.
  const python = parseSpecifiers(entry["requires-python"] ?? "");
  if (python !== null && !fits(python, platform.python)) return null;
  const address = new URL(entry.url, page);
  address.hash = "";
  // A relative address takes over the person's password, which is not to be written down.
  address.username = "";
  address.password = "";
  const candidate = {
    name,
    version: wheel.version,
    fileName: entry.filename,
    sha256: hash.data,
    bytes: entry.size ?? null,
    isYanked: entry.yanked !== undefined && entry.yanked !== false,
    place: { is: "address" as const, address },
    requires: null,
    metadata: metadataOf(entry, address),
  };
  return { candidate, rank, build: wheel.build };
}

function metadataOf(
  entry: IndexFile,
  address: URL,
): { readonly address: URL; readonly sha256: string | null } | null {
  const stated = entry["core-metadata"];
  if (stated === undefined || stated === false) return null;
  const metadata = new URL(address);
  metadata.pathname += ".metadata";
  return { address: metadata, sha256: stated === true ? null : (stated.sha256 ?? null) };
}

/** Which kind of nothing it is: what a person can do about it differs. */
function absenceOf(name: string, files: readonly IndexFile[], { index, platform }: Asked): string {
  const wheels = files.flatMap((entry) => parseWheelName(entry.filename) ?? []);
  const fitting = wheels.filter((wheel) => rankOf(wheel, platform) !== null);
  const python = platform.python.release.join(".");
  if (files.length === 0) return `${index.host} lists no file of ${name}`;
  if (wheels.length === 0)
    return `${name} has no wheel that runs here: ${index.host} has only its source, which would have to be built`;
  if (fitting.length === 0)
    return `${name} has no wheel that runs here: those on ${index.host} are built for other machines`;
  return `${name} has no wheel that runs here: none of those on ${index.host} is for Python ${python}`;
}
