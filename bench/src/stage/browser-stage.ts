// The whole product and a browser, for what people see: 50 ms to Telegram, as from a host in another country than its data centre.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { signIn, type ApiClient } from '../../../e2e/src/support/api-client.ts'
import { openBrowser } from '../../../e2e/src/support/browser.ts'
import { findChromium } from '../../../e2e/src/support/find-chromium.ts'
import { startProduct, type Product, type ProductOptions } from '../../../e2e/src/support/product.ts'
import { root } from '../../../e2e/src/support/run-process.ts'

export const TELEGRAM_MS = 50

/** Why nothing can be measured in a browser here; undefined: it can. */
export function whyNoBrowser(): string | undefined {
  if (findChromium() === undefined) return 'there is no Chromium'
  if (!existsSync(join(root, 'frontend/dist/index.html'))) return 'the gallery is not built (npm run build)'
  return undefined
}

export type BrowserStage = { product: Product; browser: Browser; api: ApiClient; close(): Promise<void> }

export async function openBrowserStage(options?: ProductOptions): Promise<BrowserStage> {
  const product = await startProduct(options)
  const browser = await openBrowser()
  await product.control('faults', { fault: 'slow', latencyMs: TELEGRAM_MS })
  return {
    product,
    browser,
    api: await signIn(product),
    async close() {
      await browser.close()
      await product.close()
    },
  }
}
