import { describe, expect, it } from 'vitest'
import { ApiError } from '../src/shared/api/errors'
import { Intent } from '../src/shared/api/idempotency'

describe('one intention, one key', () => {
  it('keeps the key when the answer was lost, and gives a new one after an answer', async () => {
    const intent = new Intent()
    const keys: string[] = []
    const lost = intent.run({ beans: '5.00' }, async (key) => {
      keys.push(key)
      throw new ApiError(0, 'offline')
    })
    await expect(lost).rejects.toThrow('offline')
    const answer = (key: string) => {
      keys.push(key)
      return Promise.resolve('yes')
    }
    await intent.run({ beans: '5.00' }, answer)
    await intent.run({ beans: '5.00' }, answer)
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
  })

  it('gives another body another key', () => {
    const intent = new Intent()
    expect(intent.keyFor({ beans: '5.00' })).not.toBe(intent.keyFor({ beans: '6.00' }))
  })

  it('takes a refusal as an answer', async () => {
    const intent = new Intent()
    const first = intent.keyFor('x')
    await expect(intent.run('x', () => Promise.reject(new ApiError(409, 'pay_code_used')))).rejects.toThrow()
    expect(intent.keyFor('x')).not.toBe(first)
  })
})
