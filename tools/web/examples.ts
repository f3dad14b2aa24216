/** Goals as people type them, each with the call that meets it: the address stands in the goal as it is. */
export const EXAMPLES = [
  { goal: "Fetch https://example.org/", args: { url: "https://example.org/" } },
  {
    goal: "What does the page https://bun.sh/docs/runtime say?",
    args: { url: "https://bun.sh/docs/runtime" },
  },
  {
    goal: "please open http://example.com/news.html",
    args: { url: "http://example.com/news.html" },
  },
  {
    goal: "get me the text of https://www.rfc-editor.org/rfc/rfc8785.txt",
    args: { url: "https://www.rfc-editor.org/rfc/rfc8785.txt" },
  },
  {
    goal: "Can you read the article at https://blog.example.net/2026/solar?",
    args: { url: "https://blog.example.net/2026/solar" },
  },
  {
    goal: "download https://api.example.com/v1/status.json",
    args: { url: "https://api.example.com/v1/status.json" },
  },
  {
    goal: "Look up the website https://en.wikipedia.org/wiki/Heron and give me at most 2000 characters",
    args: { url: "https://en.wikipedia.org/wiki/Heron", maxChars: 2000 },
  },
];
