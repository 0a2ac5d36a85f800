/** Photos for the tests, drawn by the browser itself, each different. */
import type { Page } from 'playwright-core'

export async function drawPhoto(page: Page, words: string, width = 1600, height = 1200): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const base64 = await page.evaluate(
    ([text, w, h]) => {
      const canvas = document.createElement('canvas')
      canvas.width = w
      canvas.height = h
      const context = canvas.getContext('2d')
      if (!context) throw new Error('no canvas')
      let seed = [...text].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 2147483647, 7)
      const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647
      const sky = context.createLinearGradient(0, 0, 0, h)
      sky.addColorStop(0, `hsl(${190 + random() * 40} 45% 78%)`)
      sky.addColorStop(1, `hsl(${30 + random() * 30} 18% 62%)`)
      context.fillStyle = sky
      context.fillRect(0, 0, w, h)
      for (let n = 0; n < 60; n += 1) {
        context.fillStyle = `hsl(${random() * 360} ${20 + random() * 40}% ${30 + random() * 40}% / 80%)`
        context.fillRect(random() * w, h * 0.35 + random() * h * 0.6, 40 + random() * 260, 30 + random() * 160)
      }
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? ''
    },
    [words, width, height] as const,
  )
  return { name: `${words}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') }
}
