import { crc32, deflateRawSync } from "node:zlib";

/** One entry of an archive that a test makes, with what a hostile one would say otherwise. */
export interface MadeEntry {
  readonly path: string;
  readonly text: string;
  /** Unix mode; a link is 0o120777. */
  readonly mode?: number;
  /** In the header before the data, where it differs. */
  readonly localPath?: string;
  /** Stated instead of the true size. */
  readonly bytes?: number;
  readonly crc?: number;
  readonly flags?: number;
}

/** A zip archive, each file deflated. */
export function makeZip(entries: readonly MadeEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let at = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.text);
    const packed = deflateRawSync(content);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(entry.flags ?? 0x800, 2);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(entry.crc ?? crc32(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(entry.bytes ?? content.length, 18);
    const local = localHeader(shared, Buffer.from(entry.localPath ?? entry.path));
    central.push(centralHeader(shared, Buffer.from(entry.path), entry.mode ?? 0o100644, at));
    parts.push(local, packed);
    at += local.length + packed.length;
  }
  const list = Buffer.concat(central);
  return Buffer.concat([...parts, list, endRecord(entries.length, list.length, at)]);
}

function localHeader(shared: Buffer, name: Buffer): Buffer {
  const header = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), shared, name]);
  header.writeUInt16LE(name.length, 26);
  return header;
}

function centralHeader(shared: Buffer, name: Buffer, mode: number, offset: number): Buffer {
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE((mode << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  const start = Buffer.from([0x50, 0x4b, 1, 2, 20, 3]);
  const header = Buffer.concat([start, shared, tail, name]);
  header.writeUInt16LE(name.length, 28);
  return header;
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

export interface MadeWheel {
  readonly name: string;
  readonly version: string;
  readonly requires?: readonly string[];
  readonly requiresPython?: string;
  /** Default `py3-none-any`. */
  readonly tags?: string;
  /** Files besides what a wheel must have; default one module. */
  readonly files?: readonly MadeEntry[];
}

export function wheelFileName({ name, version, tags }: MadeWheel): string {
  return `${name.replaceAll("-", "_")}-${version}-${tags ?? "py3-none-any"}.whl`;
}

export function metadataText(wheel: MadeWheel): string {
  const lines = [
    "Metadata-Version: 2.4",
    `Name: ${wheel.name}`,
    `Version: ${wheel.version}`,
    ...(wheel.requiresPython === undefined ? [] : [`Requires-Python: ${wheel.requiresPython}`]),
    ...(wheel.requires ?? []).map((line) => `Requires-Dist: ${line}`),
    "",
    "Requires-Dist: not-a-header",
  ];
  return lines.join("\n");
}

/** A wheel as a build tool would make it. */
export function makeWheel(wheel: MadeWheel): Uint8Array {
  const folder = `${wheel.name.replaceAll("-", "_")}-${wheel.version}.dist-info`;
  const module = { path: `${wheel.name.replaceAll("-", "_")}/__init__.py`, text: "ANSWER = 42\n" };
  return makeZip([
    ...(wheel.files ?? [module]),
    { path: `${folder}/METADATA`, text: metadataText(wheel) },
    { path: `${folder}/WHEEL`, text: `Wheel-Version: 1.0\nTag: ${wheel.tags ?? "py3-none-any"}\n` },
    { path: `${folder}/RECORD`, text: "" },
  ]);
}
