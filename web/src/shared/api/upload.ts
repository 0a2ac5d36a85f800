import { bearer } from './client'
import { ApiError, problem } from './errors'
import type { Photo } from './types'

const TIMEOUT_MS = 120_000

function send(photo: Blob, onProgress: (share: number) => void): Promise<{ status: number; body: unknown; headers: Headers }> {
  return new Promise((resolve, reject) => {
    const form = new FormData()
    form.append('photo', photo, 'photo.jpg')
    const request = new XMLHttpRequest()
    request.open('POST', '/api/v1/photos')
    request.timeout = TIMEOUT_MS
    request.responseType = 'json'
    const token = bearer().token()
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.setRequestHeader('Accept-Language', bearer().language())
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      const headers = new Headers()
      const retry = request.getResponseHeader('Retry-After')
      if (retry) headers.set('Retry-After', retry)
      resolve({ status: request.status, body: request.response as unknown, headers })
    }
    request.onerror = () => reject(new ApiError(0, 'offline'))
    request.ontimeout = () => reject(new ApiError(0, 'timeout'))
    request.send(form)
  })
}

/** Sends one photo, telling the share that has left the phone (0…1). fetch cannot tell that, so XMLHttpRequest does. */
export async function uploadPhoto(photo: Blob, onProgress: (share: number) => void = () => {}): Promise<Photo> {
  let answer = await send(photo, onProgress)
  if (answer.status === 401 && (await bearer().renew()) !== null) answer = await send(photo, onProgress)
  if (answer.status === 201) return answer.body as Photo
  throw problem(new Response(null, { status: answer.status, headers: answer.headers }), answer.body)
}
