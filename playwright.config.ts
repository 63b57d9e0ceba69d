import { defineConfig } from '@playwright/test'
import { chromium } from './tests/chromium.ts'

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/e2e/harness/prepared.ts',
  outputDir: 'test-results',
  workers: 3,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  use: {
    browserName: 'chromium',
    launchOptions: chromium,
    locale: 'fr-FR',
    timezoneId: 'Africa/Dakar',
    viewport: { width: 1280, height: 800 },
    actionTimeout: 30_000,
    screenshot: 'only-on-failure',
  },
})
