import { type ElementNode, htmlToMarkdown, type TransformPlugin } from "@mdream/js";

export interface Page {
  readonly title: string | undefined;
  readonly markdown: string;
}

/** `url` is where the page came from: what its links are relative to. */
export function toPage(html: string, url: URL): Page {
  let title: string | undefined;
  const markdown = htmlToMarkdown(html, {
    plugins: {
      filter: { exclude: ["head", "template", "noscript", "svg"] },
      extraction: {
        title: ({ textContent }) => {
          title ??= textContent.replaceAll(/\s+/g, " ").trim() || undefined;
        },
      },
    },
    hooks: [absoluteLinks(baseOf(html, url))],
  });
  return { title, markdown: markdown.trim() };
}

/** Links are worth keeping only in a form that can be fetched next. */
function absoluteLinks(base: URL): TransformPlugin {
  return {
    processAttributes({ attributes }: ElementNode) {
      for (const name of ["href", "src"]) {
        const value = attributes[name];
        if (value === undefined) continue;
        const link = URL.parse(value, base.href);
        if (link && LINKS.has(link.protocol)) attributes[name] = link.href;
        if (!link || !LINKS.has(link.protocol)) delete attributes[name];
      }
    },
  };
}

const LINKS = new Set(["http:", "https:", "mailto:"]);

function baseOf(html: string, url: URL): URL {
  const href = /<base\s[^>]*?href\s*=\s*["']?([^\s"'>]+)/i.exec(html)?.[1];
  return (href === undefined ? undefined : URL.parse(href, url.href)) ?? url;
}
