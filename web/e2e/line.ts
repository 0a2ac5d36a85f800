/** The line between a browser and the house: it can be cut, and another version of the pages can come through it. */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface Line {
  url: string
  cut: () => void
  mend: () => void
  /** From now on the page carries this mark, and its worker is another one. */
  update: (mark: string) => void
  /** What was sent to the house with POST since the last time, by path. */
  posts: () => string[]
  close: () => Promise<void>
}

/** A proxy on loopback, a minute's work, that hands on what it gets. */
export async function openLine(house: string): Promise<Line> {
  let mark = ''
  let isCut = false
  let sent: string[] = []
  const open = new Set<Socket>()
  const isUpdated = (path: string) => mark !== '' && (path === '/' || path === '/sw.js')

  function pass(asked: IncomingMessage, answer: ServerResponse): void {
    const path = new URL(asked.url ?? '/', house).pathname
    if (asked.method === 'POST') sent.push(path)
    const headers = isUpdated(path) ? { ...asked.headers, 'accept-encoding': 'identity', 'if-none-match': '' } : asked.headers
    const onward = request(`${house}${asked.url ?? ''}`, { method: asked.method ?? 'GET', headers }, (got) => {
      if (!isUpdated(path)) {
        answer.writeHead(got.statusCode ?? 502, got.headers)
        got.pipe(answer)
        return
      }
      const parts: Buffer[] = []
      got.on('data', (part: Buffer) => parts.push(part))
      got.on('end', () => {
        const text = Buffer.concat(parts).toString()
        const body = path === '/' ? text.replace('</head>', `<meta name="mark" content="${mark}"></head>`) : text.replace(/"version":"(?=[0-9a-f]{16})/, (before) => before + mark)
        const { 'content-length': _length, etag: _etag, ...rest } = got.headers
        answer.writeHead(got.statusCode ?? 502, rest)
        answer.end(body)
      })
    })
    onward.on('error', () => answer.destroy())
    asked.pipe(onward)
  }

  const server = createServer(pass)
  server.on('connection', (socket) => {
    if (isCut) {
      socket.destroy()
      return
    }
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    isCut = true
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      isCut = false
    },
    update: (next) => {
      mark = next
    },
    posts: () => {
      const all = sent
      sent = []
      return all
    },
    close: () => {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
