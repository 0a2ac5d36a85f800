import { onScopeDispose, ref, type Ref } from 'vue'
import readerWasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

const LOOK_EVERY_MS = 120

/** Reads pay codes from the camera. The reader's program comes from our own host, and only when somebody scans. */
export function useScanner(video: Ref<HTMLVideoElement | null>, onCode: (digits: string) => void) {
  const running = ref(false)
  const failed = ref(false)
  let stream: MediaStream | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function start(): Promise<void> {
    failed.value = false
    try {
      const [{ BarcodeDetector, prepareZXingModule }] = await Promise.all([import('barcode-detector/ponyfill')])
      prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? readerWasm : prefix + path) } })
      const detector = new BarcodeDetector({ formats: ['qr_code', 'code_128'] })
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } })
      if (!video.value) return stop()
      video.value.srcObject = stream
      await video.value.play()
      running.value = true
      look(detector)
    } catch {
      failed.value = true
      stop()
    }
  }

  function look(detector: { detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]> }): void {
    timer = setTimeout(async () => {
      if (!running.value || !video.value) return
      const found = await detector.detect(video.value).catch(() => [])
      const code = found.find((each) => /^\d{18}$/.test(each.rawValue))
      if (code && running.value) {
        onCode(code.rawValue)
        stop()
      } else look(detector)
    }, LOOK_EVERY_MS)
  }

  function stop(): void {
    clearTimeout(timer)
    running.value = false
    for (const track of stream?.getTracks() ?? []) track.stop()
    stream = null
  }

  onScopeDispose(stop)
  return { running, failed, start, stop }
}
