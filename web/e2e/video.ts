/** What a camera sees that is held over a phone: a video file that Chromium takes for a camera. */
import { writeFileSync } from 'node:fs'
import { encode } from 'uqr'

const WIDTH = 640
const HEIGHT = 480
const MODULE_PX = 11
const WHITE = 235
const BLACK = 16
const NEUTRAL = 128

/** Writes a YUV4MPEG2 file of one still picture: the text as a QR code in the middle of a white screen. */
export function filmQrCode(text: string, path: string): void {
  const luma = Buffer.alloc(WIDTH * HEIGHT, WHITE)
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  const left = Math.floor((WIDTH - size * MODULE_PX) / 2)
  const top = Math.floor((HEIGHT - size * MODULE_PX) / 2)
  for (const [y, row] of data.entries()) {
    for (const [x, dark] of row.entries()) {
      if (!dark) continue
      for (let line = 0; line < MODULE_PX; line += 1) {
        const from = (top + y * MODULE_PX + line) * WIDTH + left + x * MODULE_PX
        luma.fill(BLACK, from, from + MODULE_PX)
      }
    }
  }
  const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, NEUTRAL)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, colour])
  writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]))
}

/** The arguments that give a browser such a camera, and let every page use it. */
export const cameraOf = (path: string): string[] => ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${path}`]
