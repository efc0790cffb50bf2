import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.test.ts'],
    environment: 'node',
    // Each file starts a program and a browser of its own; two at once are enough for a small machine.
    maxWorkers: 2,
    // Far more than it takes: a busy machine is slow, and a test that hangs still ends.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
