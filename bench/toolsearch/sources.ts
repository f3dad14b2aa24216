/** A public npm package that is an MCP server, as a person would have it in their configuration. */
export interface Source {
  /** What it is called there. */
  readonly server: string;
  readonly package: string;
  /** Where its manifest only points to a file. */
  readonly license?: string;
  readonly args?: readonly string[];
  /** Made up: enough for a server to say what it can do, not to do it. */
  readonly env?: Readonly<Record<string, string>>;
}

/** "This MCP server is licensed under the MIT License": the README in each of the packages. */
const REFERENCE = "MIT";
const KEY = "0000000000000000000000000000000000000000";

export const SOURCES: readonly Source[] = [
  { server: "everything", package: "@modelcontextprotocol/server-everything", license: REFERENCE },
  {
    server: "filesystem",
    package: "@modelcontextprotocol/server-filesystem",
    license: REFERENCE,
    args: ["."],
  },
  { server: "memory", package: "@modelcontextprotocol/server-memory", license: REFERENCE },
  {
    server: "thinking",
    package: "@modelcontextprotocol/server-sequential-thinking",
    license: REFERENCE,
  },
  { server: "github", package: "@modelcontextprotocol/server-github" },
  {
    server: "gitlab",
    package: "@modelcontextprotocol/server-gitlab",
    env: { GITLAB_PERSONAL_ACCESS_TOKEN: KEY },
  },
  {
    server: "slack",
    package: "@modelcontextprotocol/server-slack",
    env: { SLACK_BOT_TOKEN: KEY, SLACK_TEAM_ID: "T0" },
  },
  {
    server: "postgres",
    package: "@modelcontextprotocol/server-postgres",
    args: ["postgresql://localhost:1/none"],
  },
  { server: "puppeteer", package: "@modelcontextprotocol/server-puppeteer" },
  {
    server: "brave",
    package: "@modelcontextprotocol/server-brave-search",
    env: { BRAVE_API_KEY: KEY },
  },
  {
    server: "maps",
    package: "@modelcontextprotocol/server-google-maps",
    env: { GOOGLE_MAPS_API_KEY: KEY },
  },
  { server: "playwright", package: "@playwright/mcp" },
  { server: "notion", package: "@notionhq/notion-mcp-server", env: { NOTION_TOKEN: KEY } },
  { server: "kubernetes", package: "mcp-server-kubernetes" },
  { server: "mongodb", package: "mongodb-mcp-server", args: ["--telemetry", "disabled"] },
  { server: "airtable", package: "airtable-mcp-server", env: { AIRTABLE_API_KEY: KEY } },
  {
    server: "elasticsearch",
    package: "@elastic/mcp-server-elasticsearch",
    env: { ES_URL: "http://127.0.0.1:1", ES_API_KEY: KEY },
  },
  { server: "devtools", package: "chrome-devtools-mcp" },
  { server: "firecrawl", package: "firecrawl-mcp", env: { FIRECRAWL_API_KEY: KEY } },
  { server: "tavily", package: "tavily-mcp", env: { TAVILY_API_KEY: KEY } },
  {
    server: "figma",
    package: "figma-developer-mcp",
    args: ["--stdio"],
    env: { FIGMA_API_KEY: KEY },
  },
  {
    server: "trello",
    package: "@delorenj/mcp-server-trello",
    env: { TRELLO_API_KEY: KEY, TRELLO_TOKEN: KEY },
  },
  { server: "git", package: "@cyanheads/git-mcp-server" },
  { server: "desktop", package: "@wonderwhy-er/desktop-commander" },
  { server: "time", package: "time-mcp" },
  { server: "jira", package: "@aashari/mcp-server-atlassian-jira" },
  { server: "linear", package: "@tacticlaunch/mcp-linear", env: { LINEAR_API_TOKEN: KEY } },
  { server: "context7", package: "@upstash/context7-mcp" },
];
