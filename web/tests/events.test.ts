import { describe, expect, it } from 'vitest'
import { EventParser } from '../src/shared/api/events'

describe('a stream of events', () => {
  it('is put together from whatever pieces come', () => {
    const parser = new EventParser()
    const whole = ': sign of life\n\nevent: ready\ndata:\n\nid: 7\nevent: notice\ndata: {"a":\ndata: "b: c"}\n\n'
    const heard = [...whole].flatMap((letter) => parser.push(letter))
    expect(heard).toEqual([
      { id: null, name: 'ready', data: '' },
      { id: '7', name: 'notice', data: '{"a":\n"b: c"}' },
    ])
  })

  it('takes lines that end as on other systems, and keeps what is not whole', () => {
    const parser = new EventParser()
    expect(parser.push('id: 1\r\nevent: notice\r\ndata: x\r\n\r\nid: 2\n')).toEqual([{ id: '1', name: 'notice', data: 'x' }])
    expect(parser.push('event: notice\ndata: y\n\n')).toEqual([{ id: '2', name: 'notice', data: 'y' }])
  })
})
