import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessible, ask, browserStart, pageOpen, replies, signedIn, type Watched } from './browser.ts';
import { programStart, type Program } from './program.ts';
import { providerStart, type Provider } from './provider.ts';

// A person brings a key of their own to an assistant that has only the demo model.

let provider: Provider;
let program: Program;
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  provider = await providerStart();
  const { OPENAI_BASE_URL } = provider.settings as { OPENAI_BASE_URL: string };
  [program, browser] = await Promise.all([programStart({ settings: { LLM_PROVIDER: 'demo', OPENAI_BASE_URL } }), browserStart()]);
});
afterAll(async () => {
  await browser.close();
  await program.end();
  await provider.end();
});
beforeEach(async () => {
  watched = await pageOpen(browser);
});
afterEach(async () => {
  await watched.close();
  expect(watched.complaints).toEqual([]);
});

test('a key of one’s own is tried, kept, used, never shown again, and removed', async () => {
  const { page } = watched;
  await signedIn(page, program.link);
  await page.getByRole('button', { name: 'Demo model' }).click();
  await page.getByRole('button', { name: 'give your own key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your own model key' });
  await dialog.waitFor();

  await dialog.getByRole('button', { name: 'Try and keep' }).click();
  await dialog.getByText('Paste your Anthropic key first.').waitFor();
  await dialog.getByLabel('Provider').selectOption('OpenAI');
  const key = `sk-${crypto.randomUUID()}`;
  await dialog.getByLabel('API key').fill(key);
  await dialog.getByRole('button', { name: 'Try and keep' }).click();
  await dialog.getByRole('alert').getByText('Say which model to ask').waitFor();
  await dialog.getByLabel('Model').fill('test-model');
  await accessible(page);

  await dialog.getByLabel('Model').press('Enter');
  (await provider.asked()).refuse(401);
  await dialog.getByRole('alert').getByText('did not accept the API key').waitFor();

  await dialog.getByRole('button', { name: 'Try and keep' }).click();
  const tried = await provider.asked();
  tried.text('yes');
  tried.end();
  await dialog.getByRole('status').getByText('Your OpenAI key works, and is kept.').waitFor();
  await dialog.getByRole('listitem').getByText('works, with test-model').waitFor();
  expect(await dialog.getByLabel('API key').inputValue()).toBe('');
  await accessible(page);

  await dialog.getByRole('button', { name: 'Try the OpenAI key' }).click();
  (await provider.asked()).refuse(401);
  await dialog.getByRole('listitem').getByText('did not work').waitFor();

  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('test-model').waitFor();
  await ask(page, 'Who are you?');
  const answer = await provider.asked();
  answer.text('Your own model.');
  answer.end();
  await replies(page).getByText('Your own model.').waitFor();

  await page.reload();
  await page.getByRole('button', { name: 'Your own model key' }).click();
  await dialog.getByRole('listitem').getByText('OpenAI').waitFor();
  expect(await page.content()).not.toContain(key);
  await dialog.getByRole('button', { name: 'Remove the OpenAI key' }).click();
  await dialog.getByRole('status').getByText('Your OpenAI key is forgotten.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Demo model' }).waitFor();
});
