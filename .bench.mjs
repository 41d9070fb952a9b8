import { buildReadModel, openReadModelWriter } from '#readmodel';
import { versions } from '#measures';
import { englandTimescales } from '#timescales';
import { decodeFact } from '#store';
import { log } from '/tmp/m/gen.mjs';
import fs from 'node:fs';
const N=Number(process.argv[2]??4000);
const events=[...log(N)]; console.log('events',events.length);
const ts=()=>performance.now();
{ const by=new Map(); for(const e of events){const d=decodeFact(e); const l=by.get(e.stream); l?l.push(d.fact):by.set(e.stream,[d.fact]);}
  for (let r=0;r<2;r++){ let t=ts(), n=0; for(const l of by.values()) n+=versions(englandTimescales,l).length; console.log('versions()', Math.round(events.length/(ts()-t)*1000),'facts/s; versions per fact',n/events.length); } }
async function* follow({batchSize}){ for(let i=0;i<events.length;i+=batchSize) yield {events:events.slice(i,i+batchSize),position:events[Math.min(i+batchSize,events.length)-1].position,live:i+batchSize>=events.length}; }
let marks={}; let t=ts(); let last='';
const built=await buildReadModel({store:{follow,identity:async()=>'s1'},file:'/tmp/m/built.db',timescales:englandTimescales,now:Date.now,onProgress:p=>{ if(p.stage!==last){console.log(p.stage,Math.round(ts()-t)); last=p.stage;} }});
console.log('build',Math.round(events.length/(ts()-t)*1000),'facts/s', built.facts, 'MB',fs.statSync('/tmp/m/built.db').size/1e6, 'rss',process.memoryUsage().rss/1e6);
if (process.argv[3]) { 
for (const f of ['live.db','live.db-wal','live.db-shm']) fs.rmSync('/tmp/m/'+f,{force:true});
const w=openReadModelWriter({url:'/tmp/m/live.db',timescales:englandTimescales,now:Date.now}); w.adopt('s1');
t=ts(); let M=Math.min(events.length,20000), lat=[]; for(let i=0;i<M;i+=256){ const b=events.slice(i,Math.min(M,i+256)).map(e=>decodeFact(e)); const q=ts(); w.apply(b,b.at(-1).stored.position); lat.push(ts()-q);} console.log('live batches of 256',Math.round(M/(ts()-t)*1000),'facts/s');
lat=[]; t=ts(); for(let i=M;i<M+2000;i++){const q=ts(); w.apply([decodeFact(events[i])],events[i].position); lat.push(ts()-q);} lat.sort((a,b)=>a-b); console.log('live single p50',lat[1000],'p99',lat[1980],Math.round(2000/(ts()-t)*1000));
}
