import {Worker} from 'node:worker_threads'; new Worker('/tmp/wk.mjs')
const iv = setInterval(()=>console.log('tick'),1000)
import { connectSecondClient } from './support/second-client.ts'
import { runProgram } from './support/run-process.ts'
import { until } from './support/until.ts'
import { rm } from 'node:fs/promises'
import { writeFileSync } from 'node:fs'
const t = runProgram('telegram-local/src/main.ts', ['--port','0','--bot-api-port','0','--data','/tmp/tgt2'])
try {
  const line = await until('up', () => t.lines.find(l=>l.startsWith('{"dcs"')))
  const facts = JSON.parse(line)
  const post=(p:string,b:object)=>fetch(facts.botApi+'/control/'+p,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(b)}).then(r=>r.json()) as any
  const bot = await post('bots',{firstName:'P',username:'projectionist_bot'})
  console.log(bot, await post('members',{chat:facts.chat,user:bot.id,status:'administrator'}))
  const size = Number(process.argv[2] ?? 50)*1e6
  const big = Buffer.alloc(size, 'abcdefgh')
  writeFileSync('/tmp/zz.mp4', big)
  let s=Date.now()
  const c = await connectSecondClient(facts, bot.token)
  console.log('connected', Date.now()-s)
  s=Date.now()
  console.log('size', await (c as any).client?.getPoolSize?.('upload'));
  console.log(await c.sendFilm('/tmp/zz.mp4',{caption:'hello',seconds:10,width:640,height:360}), (Date.now()-s), size/1e3/(Date.now()-s), 'MB/s')
  const up = await fetch(`${facts.botApi}/bot${facts.botToken}/getUpdates`).then(r=>r.json()) as any
  console.log(JSON.stringify(up).slice(0,700))
  await c.close()
} finally { console.log(t.lines.slice(-8).join('\n')); await t.stop(); await rm('/tmp/tgt2',{recursive:true,force:true}); await rm('/tmp/zz.mp4',{force:true}) }
process.exit()
