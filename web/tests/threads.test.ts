import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessible, ask, asked, browserStart, message, pageOpen, replies, signedIn, threadLinks, type Watched } from './browser.ts';
import { programStart, type Program } from './program.ts';

// The list of conversations, and a gateway or a network that goes away.

let program: Program;
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  [program, browser] = await Promise.all([programStart(), browserStart()]);
  watched = await pageOpen(browser);
  await signedIn(watched.page, program.link);
});
afterAll(async () => {
  await watched.close();
  await browser.close();
  await program.end();
  expect(watched.complaints).toEqual([]);
});

async function begin(text: string): Promise<void> {
  const { page } = watched;
  await page.getByRole('navigation').getByRole('button', { name: 'New conversation', exact: true }).click();
  await ask(page, text);
  await replies(page).getByRole('button', { name: 'Copy' }).waitFor();
}

test('conversations are listed newest first, found by their words, renamed and deleted with a way back', async () => {
  const { page } = watched;
  for (const text of ['Tell me about the lighthouse', 'Tell me about the waterfall', 'Tell me about the mountain']) await begin(text);
  await expect.poll(() => threadLinks(page).allInnerTexts()).toEqual([
    expect.stringContaining('mountain'),
    expect.stringContaining('waterfall'),
    expect.stringContaining('lighthouse'),
  ]);

  await page.getByLabel('Search conversations').fill('waterfall');
  await expect.poll(() => threadLinks(page).count()).toBe(1);
  await accessible(page);
  await page.getByLabel('Search conversations').fill('no such word');
  await page.getByText('Nothing was found for “no such word”.').waitFor();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect.poll(() => threadLinks(page).count()).toBe(3);

  await threadLinks(page).filter({ hasText: 'lighthouse' }).click();
  await asked(page).getByText('Tell me about the lighthouse').waitFor();
  await page.getByRole('button', { name: /^Rename “.*lighthouse/ }).click();
  await page.getByLabel('New title').fill('By the sea');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'By the sea' }).waitFor();

  await page.getByRole('button', { name: 'Delete “By the sea”' }).click();
  await expect.poll(() => threadLinks(page).count()).toBe(2);
  await expect.poll(() => new URL(page.url()).pathname).toBe('/');
  await accessible(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await threadLinks(page).filter({ hasText: 'By the sea' }).waitFor();
  await asked(page).getByText('Tell me about the lighthouse').waitFor();

  // The way back leads through the history too.
  await threadLinks(page).filter({ hasText: 'waterfall' }).click();
  await asked(page).getByText('waterfall').waitFor();
  await page.goBack();
  await asked(page).getByText('lighthouse').waitFor();
});

test('a conversation that is not there says so', async () => {
  const { page } = watched;
  await page.goto(`${program.url}/threads/00000000-0000-7000-8000-000000000000`);
  await page.getByRole('heading', { name: 'This conversation is not here' }).waitFor();
  await accessible(page);
});

test('without a network a message waits and is sent once, when it is back', async () => {
  const { page } = watched;
  await begin('Tell me about the desert');
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await accessible(page);
  await ask(page, 'And about the rain');
  await asked(page).getByText('And about the rain').waitFor();
  await page.context().setOffline(false);
  await page.getByText('You are offline.').waitFor({ state: 'detached' });
  await replies(page).nth(1).getByRole('button', { name: 'Copy' }).waitFor();
  await page.reload();
  await replies(page).nth(1).getByRole('button', { name: 'Copy' }).waitFor();
  expect(await asked(page).allInnerTexts()).toEqual(['Tell me about the desert', 'And about the rain']);
});

test('a gateway that stops is told, and a message sent meanwhile is answered when it is back', async () => {
  const { page } = watched;
  await begin('Tell me about the moon');
  await program.stop();
  await ask(page, 'And about the sun');
  await page.getByText('The assistant cannot be reached.').waitFor();
  await accessible(page);
  await program.start();
  await page.getByText('The assistant cannot be reached.').waitFor({ state: 'detached' });
  await replies(page).nth(1).getByRole('button', { name: 'Copy' }).waitFor();
  expect(await asked(page).allInnerTexts()).toEqual(['Tell me about the moon', 'And about the sun']);
});

test('a message whose sending failed is sent after a reload, and one whose answer was lost is not sent twice', async () => {
  const { page } = watched;
  const sending = (url: URL): boolean => url.pathname.endsWith('/messages');
  await begin('Tell me about the river');
  await page.route(sending, (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  await ask(page, 'And about the bridge');
  await page.getByText('The assistant cannot be reached.').waitFor();
  await page.reload();
  await asked(page).getByText('And about the bridge').waitFor();
  await page.unroute(sending);
  await replies(page).nth(1).getByRole('button', { name: 'Copy' }).waitFor();

  let lost = 0;
  await page.route(sending, async (route) => {
    if (route.request().method() === 'POST' && lost++ === 0) {
      // The gateway takes the message; nothing of its answer arrives.
      await route.fetch();
      await route.abort();
    } else await route.continue();
  });
  await ask(page, 'And about the ferry');
  await replies(page).nth(2).getByRole('button', { name: 'Copy' }).waitFor();
  await page.unroute(sending);
  expect(lost).toBe(2);
  await page.reload();
  await replies(page).nth(2).getByRole('button', { name: 'Copy' }).waitFor();
  expect(await asked(page).allInnerTexts()).toEqual(['Tell me about the river', 'And about the bridge', 'And about the ferry']);
});

test('a draft outlives a reload and stays with its conversation', async () => {
  const { page } = watched;
  await message(page).fill('Half a thought');
  await page.reload();
  await expect.poll(() => message(page).inputValue()).toBe('Half a thought');
  await page.getByRole('navigation').getByRole('button', { name: 'New conversation', exact: true }).click();
  await expect.poll(() => message(page).inputValue()).toBe('');
});
