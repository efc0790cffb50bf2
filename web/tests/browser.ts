import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function browserStart(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? CHROMIUM.find(existsSync);
  if (!executablePath) throw new Error('Chromium is missing: use web/tests/run.sh, or set CHROMIUM');
  return chromium.launch({
    executablePath,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

/** A page that remembers what went wrong in it. */
export interface Watched {
  page: Page;
  /** Scripts that failed, and what the content security policy stopped. */
  complaints: string[];
  close(): Promise<void>;
}

export async function pageOpen(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, timezoneId: 'Europe/Zurich', ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  await page.exposeFunction('complain', (text: string) => complaints.push(text));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      void (globalThis as unknown as { complain(text: string): void }).complain(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A failed request is told there too; the tests that make them fail look at the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(`console: ${message.text()}`);
  });
  return { page, complaints, close: () => context.close() };
}

/** No rule of WCAG 2.2 AA, and none of axe's best practices, is broken: in the light and in the dark. */
export async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // By the debugger, not by the page: the content security policy stays as it is.
    const broken = await page.evaluate(`${AXE}; axe.run(document, { resultTypes: ['violations'] }).then((result) =>
      result.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary) })))`);
    expect(broken, colorScheme).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Signed in by a link, with the message box ready. */
export async function signedIn(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await message(page).waitFor();
}

export const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });
export const replies = (page: Page) => page.getByRole('article', { name: 'Assistant' });
export const asked = (page: Page) => page.getByRole('article', { name: 'You' });
export const threadLinks = (page: Page) => page.getByRole('navigation', { name: 'Conversations' }).getByRole('link');

export async function ask(page: Page, text: string): Promise<void> {
  await message(page).fill(text);
  await message(page).press('Enter');
}
