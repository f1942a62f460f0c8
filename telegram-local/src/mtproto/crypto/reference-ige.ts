// IGE as its definition says, block by block over the platform's ECB; slow, and independent of the code it checks.
import { createCipheriv, createDecipheriv } from 'node:crypto'

const xor = (a: Buffer, b: Buffer) => Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)))

export function referenceIge(mode: 'encrypt' | 'decrypt', input: Buffer, key: Buffer, iv: Buffer): Buffer {
  const aes =
    mode === 'encrypt' ? createCipheriv('aes-256-ecb', key, null) : createDecipheriv('aes-256-ecb', key, null)
  aes.setAutoPadding(false)
  const encrypts = mode === 'encrypt'
  // x: what is added before AES (the output before); y: what is added after (the input before).
  let x = encrypts ? iv.subarray(0, 16) : iv.subarray(16)
  let y = encrypts ? iv.subarray(16) : iv.subarray(0, 16)
  const blocks: Buffer[] = []
  for (let i = 0; i < input.length; i += 16) {
    const block = input.subarray(i, i + 16)
    const out = xor(aes.update(xor(block, x)), y)
    x = out
    y = block
    blocks.push(out)
  }
  return Buffer.concat(blocks)
}
