import type { SchemaElement } from "hyparquet";

/** How the columns of a segment are stored. One row is one event, sorted by origin and `oseq`. */
interface Column {
  readonly name: string;
  readonly kind: "text" | "uuid" | "number" | "small" | "flag" | "bytes" | "hash" | "salt";
  readonly nullable?: true;
  /** Numbers that grow a little from row to row. */
  readonly delta?: true;
  /** Lets other readers skip row groups. */
  readonly statistics?: true;
}

const COLUMNS: readonly Column[] = [
  { name: "row", kind: "number", delta: true },
  { name: "id", kind: "uuid" },
  { name: "source", kind: "text" },
  { name: "oseq", kind: "number", delta: true, statistics: true },
  { name: "hlc", kind: "number", delta: true, statistics: true },
  { name: "subject", kind: "text" },
  { name: "type", kind: "text" },
  { name: "version", kind: "small" },
  { name: "branch", kind: "text" },
  { name: "bseq", kind: "small", delta: true },
  { name: "actor", kind: "text" },
  { name: "onbehalfof", kind: "text", nullable: true },
  { name: "cause", kind: "uuid", nullable: true },
  { name: "traceparent", kind: "text", nullable: true },
  { name: "datahash", kind: "hash" },
  // Null where it is the hash of the row before: those bytes are random and nothing else makes them smaller.
  { name: "prevhash", kind: "hash", nullable: true },
  { name: "hash", kind: "hash" },
  { name: "erased", kind: "flag" },
  { name: "salt", kind: "salt", nullable: true },
  { name: "data", kind: "text", nullable: true },
  // What the payload names by its hash: `sha256:bytes sha256:bytes …`, and the bytes one after the other.
  { name: "blobnames", kind: "text", nullable: true },
  { name: "blobs", kind: "bytes", nullable: true },
];

/** All that an event is, without the bytes that it names. */
export const EVENT_COLUMN_NAMES: readonly string[] = COLUMNS.map(({ name }) => name).filter(
  (name) => !name.startsWith("blob"),
);

const TYPES: Readonly<Record<Column["kind"], Omit<SchemaElement, "name">>> = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
  uuid: { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } },
  number: { type: "INT64" },
  small: { type: "INT32" },
  flag: { type: "BOOLEAN" },
  bytes: { type: "BYTE_ARRAY" },
  hash: { type: "FIXED_LEN_BYTE_ARRAY", type_length: 32 },
  salt: { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16 },
};

/** Ids are UUIDs as the kernel makes them; a segment with others keeps them all as text. */
export function segmentSchema(hasUuids: boolean): SchemaElement[] {
  const elements = COLUMNS.map(({ name, kind, nullable }): SchemaElement => ({
    ...TYPES[kind === "uuid" && !hasUuids ? "text" : kind],
    name,
    repetition_type: nullable ? "OPTIONAL" : "REQUIRED",
  }));
  return [{ name: "events", num_children: elements.length }, ...elements];
}

/** Rows as the writer takes them: whole columns. */
export function columnData(rows: readonly Readonly<Record<string, unknown>>[]) {
  return COLUMNS.map(({ name, kind, delta, statistics }) => {
    const values = rows.map((row) => row[name]);
    return {
      name,
      data: kind === "number" ? values.map((value) => BigInt(value as number)) : values,
      statistics: statistics ?? false,
      ...(delta ? { encoding: "DELTA_BINARY_PACKED" as const } : {}),
    };
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(text: string | null): boolean {
  return text === null || UUID.test(text);
}
