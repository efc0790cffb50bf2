import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessible, ask, asked, browserStart, message, pageOpen, replies, signedIn, type Watched } from './browser.ts';
import { programStart, type Program } from './program.ts';
import { providerStart, type Provider } from './provider.ts';

// Answers that come piece by piece, and everything that can happen half-way. Only the model's provider is a stand-in.

let provider: Provider;
let program: Program;
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  provider = await providerStart();
  [program, browser] = await Promise.all([programStart({ settings: provider.settings }), browserStart()]);
});
afterAll(async () => {
  await browser.close();
  await program.end();
  await provider.end();
});
beforeEach(async () => {
  watched = await pageOpen(browser);
  await signedIn(watched.page, await program.newLink());
});
afterEach(async () => {
  await watched.close();
  expect(watched.complaints).toEqual([]);
});

test('text is shown as it comes, once more after a reload in the middle, and no word twice', async () => {
  const { page } = watched;
  await ask(page, 'Tell me a story');
  const answer = await provider.asked();
  answer.text('Once upon a **time** ');
  await replies(page).getByText('Once upon a time').waitFor();
  await page.getByRole('button', { name: 'Stop the answer' }).waitFor();
  await accessible(page);

  await page.reload();
  await replies(page).getByText('Once upon a time').waitFor();
  answer.text('there was a house.');
  await replies(page).getByText('Once upon a time there was a house.').waitFor();
  // What a screen reader is told comes once, at the end.
  const told = page.locator('[aria-live=polite]', { hasText: 'Once' });
  expect(await told.count()).toBe(0);
  answer.end();
  await told.waitFor({ state: 'attached' });
  expect(await replies(page).count()).toBe(1);
  expect(await replies(page).locator('p').allInnerTexts()).toEqual(['Once upon a time there was a house.']);
  await replies(page).getByText('1,200 tokens read, 34 written').waitFor();
  await accessible(page);
});

test('two pages see the same answer grow', async () => {
  const { page } = watched;
  await ask(page, 'For both of us');
  const answer = await provider.asked();
  answer.text('One ');
  await replies(page).getByText('One').waitFor();
  const other = await page.context().newPage();
  await other.goto(page.url());
  await replies(other).getByText('One').waitFor();
  answer.text('and two.');
  answer.end();
  for (const place of [page, other]) await replies(place).getByText('One and two.').waitFor();
});

test('a tool call is shown while it runs and is there after a reload', async () => {
  const { page } = watched;
  await ask(page, 'What do you know of my day?');
  (await provider.asked()).call('journal__get_timeline', { date: '2026-01-02' });
  const answer = await provider.asked();
  await replies(page).getByText('Asked Journal').waitFor();
  answer.text('Nothing yet.');
  answer.end();
  await replies(page).getByText('Used Journal').click();
  await replies(page).getByRole('listitem').waitFor();
  await accessible(page);
  await page.reload();
  await replies(page).getByText('Used Journal').waitFor();
});

test('a second message waits for the first answer, and Esc stops the one that is given', async () => {
  const { page } = watched;
  await ask(page, 'First');
  const first = await provider.asked();
  first.text('Half of it');
  await replies(page).getByText('Half of it').waitFor();
  await ask(page, 'Second');
  await page.getByText('Waits for the answer before it.').waitFor();
  await accessible(page);
  await page.keyboard.press('Escape');
  await page.getByText('You stopped this answer.').waitFor();
  const second = await provider.asked();
  expect(second.question).toContain('Second');
  second.text('All of it.');
  second.end();
  await replies(page).getByText('All of it.').waitFor();
  expect(await asked(page).allInnerTexts()).toEqual(['First', 'Second']);
});

test('an answer that was stopped keeps what was said and says that it was stopped, also after a reload', async () => {
  const { page } = watched;
  await ask(page, 'Count to a thousand');
  const answer = await provider.asked();
  answer.text('One, two, three');
  await replies(page).getByText('One, two, three').waitFor();
  await page.getByRole('button', { name: 'Stop the answer' }).click();
  await page.getByText('You stopped this answer.').waitFor();
  await page.reload();
  await page.getByText('You stopped this answer.').waitFor();
  expect(await replies(page).locator('.markdown').innerText()).toBe('One, two, three');
});

test('an answer that fails says why and can be asked for again', async () => {
  const { page } = watched;
  await ask(page, 'Will this work?');
  (await provider.asked()).refuse(401);
  await page.getByText('The answer was not finished.').waitFor();
  await accessible(page);
  await page.reload();
  await page.getByText('The answer was not finished.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  const again = await provider.asked();
  expect(again.question).toContain('Will this work?');
  again.text('Yes.');
  again.end();
  await replies(page).getByText('Yes.').waitFor();
});

test('nothing that a model writes acts, loads or styles', async () => {
  const { page } = watched;
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await ask(page, '<img src=x onerror="document.title=1"> **plain**');
  await asked(page).getByText('<img src=x onerror="document.title=1"> **plain**').waitFor();
  const answer = await provider.asked();
  answer.text('<img src="/evil.png" onerror="document.body.remove()"> <script>document.body.remove()</script>\n\n');
  answer.text('[click](javascript:document.body.remove()) ![seen](http://127.0.0.1:9/seen.png)\n\n<style>*{display:none}</style>\n\n');
  answer.text('<p style="position:fixed">x</p>\n\n| a |\n|---|\n| <svg onload=alert(1)> |\n\n```html\n<iframe src="/"></iframe>\n```\n\nEnd.');
  answer.end();
  await replies(page).getByRole('button', { name: 'Copy' }).last().waitFor();
  await replies(page).getByText('End.').waitFor();
  const markdown = page.locator('.markdown');
  expect(await markdown.locator('img, script, style, iframe, svg[onload], [style], [onerror]').count()).toBe(0);
  expect(await markdown.getByRole('link').evaluateAll((links) => links.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]))).toEqual([
    ['http://127.0.0.1:9/seen.png', 'noopener noreferrer nofollow'],
  ]);
  expect(requests.filter((url) => /evil|seen/.test(url))).toEqual([]);
  await accessible(page);
});

test('the page is served under a strict policy, and every file comes from the program itself', async () => {
  const { page } = watched;
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));
  const response = await page.reload();
  const policy = response?.headers()['content-security-policy'] ?? '';
  for (const rule of ["default-src 'self'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) expect(policy).toContain(rule);
  expect(policy).not.toContain('unsafe');
  await message(page).waitFor();
  expect([...hosts]).toEqual([program.url]);
});
