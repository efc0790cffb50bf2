/** Copies text; `false` when the browser does not let us (a page without TLS, outside loopback). */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
