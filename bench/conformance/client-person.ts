const maxSteps = 10;

/** A person with a browser who agrees to everything: goes where the pages point, up to the page of the login. */
export async function agree(url: string): Promise<void> {
  let at = url;
  for (let step = 0; step < maxSteps; step += 1) {
    const response = await fetch(at, { redirect: "manual" });
    await response.text();
    const location = response.headers.get("location");
    if (location === null) return;
    at = new URL(location, at).href;
  }
  throw new Error(`the login goes in circles at ${at}`);
}
