/** As PEP 503 compares names: `Typing_Extensions` and `typing-extensions` are one project. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

export function isProjectName(text: string): boolean {
  return /^(?:[a-z0-9]|[a-z0-9][a-z0-9._-]{0,126}[a-z0-9])$/i.test(text);
}
