/** A clear yes and a clear no, made by the browser itself: a till stands where nobody looks at the screen. */
let context: AudioContext | null = null

function tone(frequency_hz: number, from_s: number, length_s: number, shape: OscillatorType): void {
  if (!context) return
  const start = context.currentTime + from_s
  const oscillator = context.createOscillator()
  const volume = context.createGain()
  oscillator.type = shape
  oscillator.frequency.value = frequency_hz
  volume.gain.setValueAtTime(0.0001, start)
  volume.gain.exponentialRampToValueAtTime(0.35, start + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.0001, start + length_s)
  oscillator.connect(volume).connect(context.destination)
  oscillator.start(start)
  oscillator.stop(start + length_s)
}

/** Browsers allow sound only after a touch: called from one. */
export function readySounds(): void {
  if (typeof AudioContext === 'undefined') return
  context ??= new AudioContext()
  void context.resume()
}

export function soundYes(): void {
  tone(660, 0, 0.16, 'sine')
  tone(880, 0.14, 0.3, 'sine')
}

export function soundNo(): void {
  tone(220, 0, 0.22, 'square')
  tone(180, 0.26, 0.4, 'square')
}

export function soundScan(): void {
  tone(1200, 0, 0.08, 'sine')
}
