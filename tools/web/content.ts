import type { Body } from "./body.ts";
import { decode, headerCharset } from "./charset.ts";
import { toPage } from "./markdown.ts";
import { quote, Refusal } from "./refusal.ts";

export interface Content {
  readonly title?: string | undefined;
  readonly markdown: string;
}

const HTML = new Set(["text/html", "application/xhtml+xml"]);
const TEXT =
  /^(?:text\/.*|application\/(?:.*\+)?(?:json|xml|yaml)|application\/(?:x-yaml|x-ndjson|javascript|ecmascript|toml|sql|graphql))$/;

/** Refuses what is not text before its body is read. */
export function requireText(contentType: string): void {
  const type = mediaType(contentType);
  if (type === "" || HTML.has(type) || TEXT.test(type)) return;
  throw new Refusal(
    `url: answers ${quote(type)}, which is not text; give the address of a page or a text`,
  );
}

/** HTML becomes Markdown, other text stays as it is. */
export function toContent(body: Body, contentType: string, url: URL): Content {
  const type = mediaType(contentType);
  const isHtml = HTML.has(type) || (type === "" && looksLikeHtml(body.bytes));
  const charset = headerCharset(contentType);
  if (type === "" && !isHtml && body.bytes.includes(0))
    throw new Refusal("url: answers bytes that are not text; give the address of a page or a text");
  const text = decode(body, charset, isHtml);
  return isHtml ? toPage(text, url) : { markdown: text };
}

function mediaType(contentType: string): string {
  return contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

function looksLikeHtml(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 512));
  return /^\s*(?:<!--|<!doctype html|<html|<head|<body)/i.test(start);
}
