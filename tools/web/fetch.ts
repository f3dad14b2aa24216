import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { readBody } from "./body.ts";
import { requireText, toContent } from "./content.ts";
import { EXAMPLES } from "./examples.ts";
import { follow } from "./follow.ts";
import { finality, Momentary, Refusal } from "./refusal.ts";
import { type AllowList, parseUrl } from "./target.ts";

export interface FetchOptions {
  readonly allow: AllowList;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly ca: string | undefined;
}

const KNOWN = "the arguments are url, maxChars";

const inputSchema = z.strictObject(
  {
    url: z
      .string({ error: "give a web address such as https://example.org/" })
      .max(8192, "is too long; give at most 8192 characters")
      .describe("Web address, http or https"),
    maxChars: z
      .int({ error: "give a whole number of characters" })
      .min(1, "must be at least 1")
      .max(1_000_000, "must be at most 1000000")
      .default(100_000)
      .describe("Most characters of text to answer with"),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown argument ${issue.keys?.join(", ")}; ${KNOWN}`
        : undefined,
  },
);

const outputSchema = z.object({
  url: z.string(),
  finalUrl: z.string().describe("Where the redirects ended"),
  status: z.number().describe("HTTP status; an error page is answered like any other"),
  contentType: z.string().describe("As the server sent it; empty when it sent none"),
  title: z.string().optional(),
  markdown: z.string().describe("Markdown of an HTML page; other text as it is"),
  truncated: z.boolean().describe("There was more than this"),
});

export function installFetch(server: McpServer, options: FetchOptions): void {
  server.registerTool(
    "web_fetch",
    {
      title: "Fetch a web page",
      description: "Fetches a public web page or text over http or https and answers as Markdown.",
      inputSchema,
      outputSchema,
      annotations: { title: "Fetch a web page", readOnlyHint: true, openWorldHint: true },
      _meta: {
        "dev.glassbox/effect": "read",
        "dev.glassbox/paths": [],
        "dev.glassbox/examples": EXAMPLES,
      },
    },
    async (args, { mcpReq }) => {
      const hosts = new Set<string>();
      const meta = () => ({ "dev.glassbox/hosts": [...hosts] });
      try {
        const page = await fetchPage(args, options, mcpReq.signal, (host) => hosts.add(host));
        const text = `${page.status} from ${page.finalUrl}, ${page.markdown.length} characters`;
        return { content: [{ type: "text", text }], structuredContent: page, _meta: meta() };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return {
          content: [{ type: "text", text: error.message }],
          isError: true,
          _meta: { ...meta(), ...finality(error) },
        };
      }
    },
  );
}

async function fetchPage(
  { url, maxChars }: z.output<typeof inputSchema>,
  { allow, ca, maxBytes, timeoutMs }: FetchOptions,
  abort: AbortSignal,
  onHost: (host: string) => void,
): Promise<z.output<typeof outputSchema>> {
  const start = parseUrl(url);
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([abort, deadline]);
  try {
    const arrival = await follow(start, { allow, ca, signal, onHost });
    const contentType = arrival.response.headers["content-type"] ?? "";
    requireText(contentType);
    const body = await readBody(arrival.response, maxBytes, signal);
    const { title, markdown } = toContent(body, contentType, arrival.url);
    const cut = cutText(markdown, maxChars);
    return {
      url,
      finalUrl: arrival.url.href,
      status: arrival.response.statusCode ?? 0,
      contentType,
      ...(title !== undefined && { title }),
      markdown: cut,
      truncated: body.truncated || cut.length < markdown.length,
    };
  } catch (error) {
    if (!deadline.aborted || abort.aborted) throw error;
    throw new Momentary(
      `url: ${start.host} did not answer in full within ${timeoutMs} ms; try again later`,
    );
  }
}

/** Never half a surrogate pair. */
function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const code = text.charCodeAt(max - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? max - 1 : max);
}
