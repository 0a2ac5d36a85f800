import { authorized } from './authorized'
import { problem } from './errors'

const nameOf = (answer: Response) => /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? 'export'

/** Asks the server for a file, and puts it among the person's downloads. */
export async function download(path: string, query: Record<string, string | undefined>): Promise<void> {
  const said = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const answer = await authorized(`${path}?${new URLSearchParams(said)}`)
  if (!answer.ok) throw problem(answer, await answer.json().catch(() => null))
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = nameOf(answer)
  link.click()
  URL.revokeObjectURL(url)
}
