/**
 * Notices as they come. EventSource cannot send an access token, so the stream is read from a fetch. What was missed
 * while the line was away is sent after it is back; who needs certainty asks the list now and then all the same.
 */
import { authorized } from './authorized'
import type { Notice } from './types'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

/** One event of a stream. */
export interface StreamEvent {
  id: string | null
  name: string
  data: string
}

/** Cuts a stream into events: blocks of lines that an empty line ends. Lines that begin with a colon are signs of life. */
export class EventParser {
  private rest = ''

  push(text: string): StreamEvent[] {
    const blocks = (this.rest + text).replace(/\r\n?/g, '\n').split('\n\n')
    this.rest = blocks.pop() ?? ''
    return blocks.flatMap((block) => {
      const event: StreamEvent = { id: null, name: 'message', data: '' }
      const data: string[] = []
      for (const line of block.split('\n')) {
        const [field, value = ''] = line.split(/:(?: ?)(.*)/s, 2)
        if (field === 'id') event.id = value
        else if (field === 'event') event.name = value
        else if (field === 'data') data.push(value)
      }
      event.data = data.join('\n')
      return event.id === null && data.length === 0 && event.name === 'message' ? [] : [event]
    })
  }
}

async function read(signal: AbortSignal, last: string | null, onEvent: (event: StreamEvent) => void): Promise<boolean> {
  const answer = await authorized('/api/v1/events', { signal, headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) } })
  // Not to be had, now or ever: too many pages are open, or the server has no stream.
  if (!answer.ok || !answer.body) return answer.status === 429 || answer.status >= 500
  const parser = new EventParser()
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return true
    parser.push(value).forEach(onEvent)
  }
}

/** Listens until the answer is called. `onOpen` tells whether the stream stands. */
export function listen(onNotice: (notice: Notice) => void, onOpen: (open: boolean) => void): () => void {
  const stop = new AbortController()
  let last: string | null = null
  let wait_ms = FIRST_WAIT_MS

  function heard(event: StreamEvent): void {
    wait_ms = FIRST_WAIT_MS
    if (event.id) last = event.id
    if (event.name === 'ready') onOpen(true)
    else if (event.name === 'notice') onNotice(JSON.parse(event.data) as Notice)
  }
  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const again = await read(stop.signal, last, heard).catch(() => true)
      onOpen(false)
      if (!again) return
      await new Promise((resolve) => setTimeout(resolve, wait_ms))
      wait_ms = Math.min(LONGEST_WAIT_MS, wait_ms * 2)
    }
  }
  void run()
  return () => stop.abort()
}
