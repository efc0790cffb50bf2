import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessible, asked, browserStart, message, pageOpen, replies, signedIn, threadLinks, type Watched } from './browser.ts';
import { programStart, type Program } from './program.ts';

// The whole path as a newcomer meets it: the demo model, the demo household, the five services.

let program: Program;
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  [program, browser] = await Promise.all([programStart({ demo: true }), browserStart()]);
});
afterAll(async () => {
  await browser.close();
  await program.end();
});
beforeEach(async () => {
  watched = await pageOpen(browser);
});
afterEach(async () => {
  await watched.close();
  expect(watched.complaints).toEqual([]);
});

test('the printed link signs in once, leaves the address, and says what to do when it is used again', async () => {
  const { page } = watched;
  await signedIn(page, program.link);
  expect(page.url()).toBe(`${program.url}/`);
  await page.getByRole('button', { name: 'Demo model' }).waitFor();
  await page.getByText('Demo household: everything here is invented data.').waitFor();
  await page.getByText('5 of 5 services').waitFor();
  await accessible(page);

  const other = await pageOpen(browser);
  await other.page.goto(program.link);
  await other.page.getByRole('alert').getByText('assistant sign-in-link').waitFor();
  expect(other.page.url()).toBe(`${program.url}/`);
  await accessible(other.page);
  await other.close();
  expect(other.complaints).toEqual([]);
});

test('a wrong key is refused with a sentence, and signing out leads back', async () => {
  const { page } = watched;
  await page.goto(program.url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Paste your key first.').waitFor();
  await page.getByLabel('API key').fill('ask_0000000000000000000000000000000000000000000');
  await page.getByLabel('API key').press('Enter');
  await page.getByText('This key is not known here.').waitFor();
  await accessible(page);

  await signedIn(page, await program.newLink());
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('a suggestion is answered from the household, with the tools in sight and the demo data named', async () => {
  const { page } = watched;
  await signedIn(page, await program.newLink());
  await page.getByRole('button', { name: 'How did I sleep?' }).click();
  await asked(page).getByText('How did I sleep?').waitFor();
  await replies(page).getByRole('button', { name: 'Copy' }).waitFor();
  await replies(page).getByText('Used Garmin').click();
  await replies(page).getByRole('listitem').getByText('Garmin').first().waitFor();
  await accessible(page);

  const said = await replies(page).innerText();
  await page.reload();
  await replies(page).getByText('Used Garmin').click();
  expect(withoutTokens(await replies(page).innerText())).toBe(withoutTokens(said));
});

test('everything works with the keyboard alone', async () => {
  const { page } = watched;
  await signedIn(page, await program.newLink());
  await page.keyboard.press('Shift+?');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('message');
  await page.keyboard.type('Who owes whom?');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  await replies(page).getByText('Used Splitwise').waitFor();

  // To the list, by search, and into a thread.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('owes');
  await expect.poll(() => threadLinks(page).allInnerTexts()).toEqual([expect.stringContaining('owes')]);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('A');
  await page.keyboard.press('Enter');
  // Rename it, by the button behind the link.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Money matters');
  await page.keyboard.press('Enter');
  await threadLinks(page).getByText('Money matters').waitFor();

  await page.keyboard.press('Control+Shift+O');
  await expect.poll(() => new URL(page.url()).pathname).toBe('/');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('message');
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await accessible(page);
  await page.keyboard.press('Escape');
});

test('the demo household is wiped with one click and offered again to an empty account', async () => {
  const { page } = watched;
  const fresh = await programStart();
  try {
    await signedIn(page, fresh.link);
    await page.getByRole('heading', { name: 'Try it with a demo household' }).waitFor();
    await accessible(page);
    await page.getByRole('button', { name: 'Try it' }).click();
    const banner = page.getByRole('complementary', { name: 'Demo household' });
    await banner.waitFor();
    await page.getByRole('heading', { name: 'Try it with a demo household' }).waitFor({ state: 'detached' });
    await banner.getByRole('button', { name: 'Remove' }).click();
    await banner.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Try it with a demo household' }).waitFor();
  } finally {
    await fresh.end();
  }
});

test('on a telephone the list is a drawer and nothing is wider than the screen', async () => {
  const small = await pageOpen(browser, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const { page } = small;
  await signedIn(page, await program.newLink());
  await accessible(page);
  await message(page).fill('What did I do yesterday?');
  await page.getByRole('button', { name: 'Send' }).click();
  await replies(page).getByRole('button', { name: 'Copy' }).first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await threadLinks(page).count()).toBe(0);
  await page.getByRole('button', { name: 'Conversations' }).click();
  await threadLinks(page).first().waitFor();
  await accessible(page);
  await page.getByRole('button', { name: '5 of 5 services' }).click();
  await page.getByRole('dialog', { name: 'Services' }).getByText('Google Workspace').waitFor();
  await accessible(page);
  await page.keyboard.press('Escape');
  await threadLinks(page).first().click();
  await expect.poll(() => threadLinks(page).count()).toBe(0);
  await small.close();
  expect(small.complaints).toEqual([]);
});

/** Tokens are told when an answer was watched, not when it was loaded. */
function withoutTokens(text: string): string {
  return text.replace(/\s*[\d,]+ tokens read, [\d,]+ written/, '').trim();
}
