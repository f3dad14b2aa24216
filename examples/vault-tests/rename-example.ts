import type { Vault } from "./vault.ts";

const ALIASED = `---
aliases: [Bluebird, "The Bluebird"]
tags:
  - project/bluebird
  - bluebirds
---
# Bluebird

The Bluebird flat. ^first

## Plan
`;

const DAILY = `# Tuesday
- [[Bluebird]], [[Bluebird|Bluebird]], [[projects/Bluebird#Plan|plan]], ![[Bluebird#^first]]
- [Bluebird](../projects/Bluebird.md "Bluebird"), [plan](<../projects/Bluebird.md#Plan>)
- [site](../Bluebird/site%20visit.md), [[Bluebird/site visit]], [[bluebird]]
- [[Ines#Bluebird]], [wishes](../people/Ines.md#Bluebird), [[Bluebird Annex]], [[lost/Bluebird]]
- #bluebird #Bluebird #area/bluebird/open #bluebirds #bluebird-annex
- \`[[Bluebird]] #bluebird\` and https://x.example/Bluebird#bluebird and Bluebird itself
<!-- [[Bluebird]] -->

\`\`\`
[[Bluebird]] #bluebird
# Bluebird
\`\`\`
`;

/** A small vault in which each kind of place occurs, written by hand. */
export const before: Vault = new Map([
  ["projects/Bluebird.md", ALIASED],
  ["projects/Bluebird Annex.md", "# Bluebird Annex\n"],
  [
    "Bluebird/site visit.md",
    '---\nproject: "[[Bluebird]]"\ntags: site, bluebird\n---\nSee [[Ines]].\n',
  ],
  ["people/Ines.md", "\uFEFF# Ines\r\n\r\n## Bluebird\r\n\r\nAbout Bluebird.\r\n"],
  ["daily/2026-11-17.md", DAILY],
  ["plan.txt", "[[Bluebird]]\n"],
]);

/** The same vault after Bluebird became Kestrel, written by hand as well. */
export const after: Vault = new Map([
  [
    "projects/Kestrel.md",
    `---
aliases: [Kestrel, "The Bluebird"]
tags:
  - project/kestrel
  - bluebirds
---
# Kestrel

The Bluebird flat. ^first

## Plan
`,
  ],
  ["projects/Bluebird Annex.md", "# Bluebird Annex\n"],
  [
    "Kestrel/site visit.md",
    '---\nproject: "[[Kestrel]]"\ntags: site, kestrel\n---\nSee [[Ines]].\n',
  ],
  ["people/Ines.md", "\uFEFF# Ines\r\n\r\n## Kestrel\r\n\r\nAbout Bluebird.\r\n"],
  [
    "daily/2026-11-17.md",
    `# Tuesday
- [[Kestrel]], [[Kestrel|Bluebird]], [[projects/Kestrel#Plan|plan]], ![[Kestrel#^first]]
- [Bluebird](../projects/Kestrel.md "Bluebird"), [plan](<../projects/Kestrel.md#Plan>)
- [site](../Kestrel/site%20visit.md), [[Kestrel/site visit]], [[kestrel]]
- [[Ines#Kestrel]], [wishes](../people/Ines.md#Kestrel), [[Bluebird Annex]], [[lost/Bluebird]]
- #kestrel #Kestrel #area/kestrel/open #bluebirds #bluebird-annex
- \`[[Bluebird]] #bluebird\` and https://x.example/Bluebird#bluebird and Bluebird itself
<!-- [[Bluebird]] -->

\`\`\`
[[Bluebird]] #bluebird
# Bluebird
\`\`\`
`,
  ],
  ["plan.txt", "[[Bluebird]]\n"],
]);
