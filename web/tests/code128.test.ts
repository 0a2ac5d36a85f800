import { describe, expect, it } from 'vitest'
import { readBarcodes, setZXingModuleOverrides } from 'zxing-wasm/reader'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { encode } from 'uqr'
import { code128c } from '../src/shared/lib/code128'

const CODE = '384756019283746550'
const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
setZXingModuleOverrides({ wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer })

/** An image of black rectangles on white, as the reader wants it. */
function picture(width: number, height: number, dark: (x: number, y: number) => boolean) {
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) if (dark(x, y)) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
  return { data, width, height, colorSpace: 'srgb' } as unknown as ImageData
}

describe('a pay code', () => {
  it('is read back from the bars that the phone draws', async () => {
    const { bars, width } = code128c(CODE)
    const scale = 3
    const isBar = (module: number) => bars.some((bar) => module >= bar.x && module < bar.x + bar.width)
    const image = picture((width + 20) * scale, 120, (x, y) => y > 10 && y < 110 && isBar(Math.floor(x / scale) - 10))
    const [read] = await readBarcodes(image, { formats: ['Code128'] })
    expect(read?.text).toBe(CODE)
  })

  it('is read back from the QR code', async () => {
    const qr = encode(CODE, { ecc: 'M', border: 4 })
    const image = picture(qr.size * 6, qr.size * 6, (x, y) => qr.data[Math.floor(y / 6)]?.[Math.floor(x / 6)] === true)
    const [read] = await readBarcodes(image, { formats: ['QRCode'] })
    expect(read?.text).toBe(CODE)
  })

  it('refuses what subset C cannot hold', () => {
    expect(() => code128c('123')).toThrow(RangeError)
    expect(() => code128c('12a4')).toThrow(RangeError)
  })
})
