/** Reports whose free text is in all scripts. */
import type { ReportSource } from '../../src/model/report.ts'
import { filledSource } from './hostile.ts'

/** What people write in the scripts that the bundled fonts have, in the order of writing. */
export const WRITTEN = {
  Japanese: '株式会社サンプル支払基盤',
  Chinese: '中国支付平台（测试）',
  Korean: '결제 서비스',
  Hebrew: 'חברת תשלומים',
  Arabic: 'شركة المدفوعات',
  Devanagari: 'भारत भुगतान निगम',
  Thai: 'บริษัท ชำระเงิน',
  Greek: 'Ψηφιακές πληρωμές',
  Cyrillic: 'Оплата и безопасность',
  Vietnamese: 'Thanh toán Việt Nam',
  emoji: '🔒⚠️👍🏽🚀🇩🇪',
} as const

/** The fixture of a report with other scripts in each free text, some of it 300 letters long and without a blank. */
export function worldlySource(): ReportSource {
  const words = [
    ...Object.values(WRITTEN),
    'ラベル'.repeat(100),
    'مدفوعات'.repeat(43),
    '🔒'.repeat(300),
  ]
  let place = 0
  return filledSource(() => `${words[place++ % words.length]} ${place}`)
}
